"""What the worker does for the copies elsewhere when no web process does it."""

from __future__ import annotations

from datetime import timedelta

from helder.kit import clock
from helder.outages.copy import folder, pulse, sending, writer
from helder.outages.models import Copy

PATIENCE = timedelta(seconds=45)
"""So long the web processes have the first go."""


def send_copies() -> int:
    """Sends to the places that have been behind for a while. How many it reached."""
    if not sending.addresses():
        return 0
    beat = pulse.beat()
    sending.note_change(beat)
    late = {row.target for row in Copy.objects.filter(changed_at__lt=clock.now() - PATIENCE)}
    waiting = [address for address in sending.addresses() if sending.row_of(address).target in late]
    if not waiting:
        return 0
    if folder.read(writer.own_folder()).beat != beat:
        writer.write(writer.own_folder())
    return sum(sending.attempt(address, writer.own_folder()) for address in waiting)
