"""The pace of updates in this organisation: its own choices, its clock and its public holidays.

Owns: what the organisation chose, held for a few seconds, and the proposal that follows from it.
Refuses: the times themselves (cadence.py), and the choices of a form (composer/pace.py).
"""

from __future__ import annotations

import zoneinfo
from datetime import datetime

from django.core.cache import cache

from helder.kit.freedays import days_free
from helder.organisation.queries import current
from helder.outages import cadence
from helder.outages.cadence import Case, Proposal
from helder.outages.models import Cadence

KEY, SECONDS_HELD = "outages.cadence", 10


def own() -> dict[Case, int]:
    """What the organisation chose in the place of our proposals. Held for ten seconds."""
    held: dict[Case, int] | None = cache.get(KEY)
    if held is None:
        rows = Cadence.objects.values_list("kind", "stage", "hours", "minutes")
        held = {(kind, stage, hours): minutes for kind, stage, hours, minutes in rows}
        cache.set(KEY, held, SECONDS_HELD)
    return held


def proposal(kind: str, since: datetime | None, at: datetime) -> Proposal:
    """When they should hear again, by the clock and the holidays of the organisation."""
    house = current()
    zone = zoneinfo.ZoneInfo(house.time_zone)
    return cadence.propose(kind, since, at, zone, own(), days_free(house.holidays))
