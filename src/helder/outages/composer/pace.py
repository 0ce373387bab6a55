"""When people hear again, as the pace of updates proposes it: one of the choices, and why.

Owns: the choices of a form with the proposal among them. Refuses: computing it (cadence.py does).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages import cadence
from helder.outages.cadence import Case, Hours, Proposal
from helder.outages.composer import moments
from helder.outages.long.stages import Stage
from helder.outages.models import Cadence

ADVISED = "advised"
KEY, SECONDS_HELD = "outages.cadence", 10
AHEAD = (
    ("30m", _("In 30 minutes")),
    ("1h", _("In 1 hour")),
    ("2h", _("In 2 hours")),
    (moments.TOMORROW, _("Tomorrow at 8:30")),
    (moments.OTHER, _("Another time")),
)
LENGTHS = {30: "30m", 60: "1h", 120: "2h"}


@dataclass(frozen=True)
class Offered:
    """The choices, the one that is proposed, and why in a few words."""

    choices: Sequence[tuple[str, Any]]
    initial: str
    why: str


def own() -> dict[Case, int]:
    """What the organisation chose in the place of our proposals. Held for ten seconds."""
    held: dict[Case, int] | None = cache.get(KEY)
    if held is None:
        rows = Cadence.objects.values_list("kind", "stage", "hours", "minutes")
        held = {(kind, stage, hours): minutes for kind, stage, hours, minutes in rows}
        cache.set(KEY, held, SECONDS_HELD)
    return held


def proposal(kind: str, since: datetime | None, at: datetime) -> Proposal:
    """When they should hear again, by the clock of the organisation."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    return cadence.propose(kind, since, at, zone, own())


def offered(kind: str, since: datetime | None, at: datetime) -> Offered:
    """The choices of a form, with the proposal as one of them."""
    found = proposal(kind, since, at)
    key = _same_as(found, at)
    choices: list[tuple[str, Any]] = list(AHEAD)
    if key == ADVISED:
        choices.insert(0, (ADVISED, _name(found)))
    marked = [
        (name, format_lazy("{} ({})", label, _("advised")) if name == key else label)
        for name, label in choices
    ]
    return Offered(marked, key, why(found))


def _same_as(found: Proposal, at: datetime) -> str:
    """The ordinary choice that means the same, or a choice of its own."""
    if found.minutes:
        return LENGTHS.get(found.minutes, ADVISED)
    same = found.at == moments.tomorrow_morning(at)
    return moments.TOMORROW if same else ADVISED


def _name(found: Proposal) -> str:
    """The proposal as a choice: "In 4 hours", "Monday at 8:30"."""
    if found.minutes:
        return clock.until(clock.now() + found.minutes * cadence.MINUTE).capitalize()
    said = clock.spoken(found.at)
    return said[:1].upper() + said[1:]


def why(found: Proposal) -> str:
    """Two short sentences: how long it lasts, and what hour it is."""
    lasts = {
        Stage.FIRST: gettext("It has only just begun: people keep looking."),
        Stage.HOURS: gettext("It takes longer than four hours."),
        Stage.DAY: gettext("It takes longer than a day."),
        Stage.DAYS: gettext("It takes longer than three days: a fixed time each day is best."),
    }
    hour = {
        Hours.OFFICE: gettext("People are at work now."),
        Hours.EVENING: gettext("It is evening."),
        Hours.NIGHT: gettext("It is night or weekend."),
    }
    return f"{lasts[found.stage]} {hour[found.hours]}"
