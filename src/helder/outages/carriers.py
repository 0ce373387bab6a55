"""News about what carries news: which channels an outage takes away, and what then helps.

Owns: which channels a message must not lean on, and the words for whoever writes it. Refuses: who
is reached along which channel (delivery does).
"""

from __future__ import annotations

from collections.abc import Iterable

from helder.outages.models import Outage
from helder.services.models import Service


def broken_by(outage: Outage, services: Iterable[Service]) -> list[str]:
    """The channels that do not work while this lasts; none before planned work begins, and none
    when it is over."""
    if outage.is_planned or outage.state != Outage.State.RUNNING:
        return []
    return sorted({channel for service in services for channel in service.carries})
