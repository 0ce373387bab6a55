"""When people hear again, as the pace of updates proposes it: one of the choices, and why.

Owns: the choices of a form with the proposal among them. Refuses: computing it (cadence.py does,
for this organisation pacing.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.outages import cadence
from helder.outages.cadence import Hours, Proposal
from helder.outages.composer import moments
from helder.outages.pacing import proposal
from helder.outages.stages import Stage

ADVISED = "advised"
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
        Hours.NIGHT: gettext("It is night, weekend or a public holiday."),
    }
    return f"{lasts[found.stage]} {hour[found.hours]}"
