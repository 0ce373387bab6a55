"""When people are reminded of planned work: which reminders fit, when each is due, when too late.

Pure: rows and moments in, answers out. Refuses: sending (noticing.py) and words (wording.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from helder.outages.models import Notice

Moment = Notice.Moment
HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
LONGEST = 60 * DAY
START_WORD, END_WORD = "start", "end"

TOO_CLOSE = _("It was too close to the beginning to be of use.")
BEGUN = _("The work had already begun.")
NEWER = _("A later reminder went in its place.")
CALLED_OFF = _("The work was called off.")
OVER = _("The work was over before.")
SAID_ALREADY = _("Everybody heard it in an update.")


@dataclass(frozen=True)
class Wish:
    """One reminder as somebody wants it: when, for whom (None: everybody whom it touches), and own
    words or none."""

    moment: str
    minutes: int = 0
    audience: Any = None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int, int]:
        """Tells it from another one of the same work."""
        return self.moment, self.minutes, self.audience.pk if self.audience else 0


def proposed(start: datetime, at: datetime) -> list[Wish]:
    """What fits work that begins at `start`: further away means reminded earlier and more often;
    when it is over, people hear that too."""
    away = start - at
    lead = [
        (timedelta(days=14), WEEK),
        (timedelta(hours=36), DAY),
        (timedelta(hours=3), HOUR),
    ]
    before = [Wish(Moment.BEFORE, minutes) for least, minutes in lead if away >= least]
    return [*before, Wish(Moment.END)]


def in_time(wishes: Iterable[Wish], start: datetime, at: datetime) -> list[Wish]:
    """Those whose time is still to come, each once; what comes too late is left out."""
    found = {
        wish.key: wish
        for wish in wishes
        if wish.moment != Moment.BEFORE or start - timedelta(minutes=wish.minutes) > at
    }
    return list(found.values())


def due(notice: Notice) -> datetime | None:
    """When it goes. At the beginning and the end it goes with the word that says so."""
    start = notice.outage.scheduled_for
    if notice.moment != Moment.BEFORE or start is None:
        return None
    return start - timedelta(minutes=notice.minutes)


def expected(notice: Notice) -> datetime | None:
    """About when it goes, as the desk shows it."""
    if notice.moment == Moment.START:
        return notice.outage.scheduled_for
    return notice.outage.scheduled_until if notice.moment == Moment.END else due(notice)


def why_not(notice: Notice, waiting: Sequence[Notice], at: datetime) -> str:
    """Why a reminder whose time has come must not go any more; "" when it may."""
    start = notice.outage.scheduled_for
    if start is None or at >= start:
        return BEGUN
    return NEWER if any(_takes_over(other, notice, at) for other in waiting) else ""


def _takes_over(other: Notice, notice: Notice, at: datetime) -> bool:
    """A reminder closer to the beginning, for the same people, is due as well."""
    when = due(other)
    return bool(
        other.pk != notice.pk
        and other.audience_id == notice.audience_id
        and (other.minutes, other.pk) < (notice.minutes, notice.pk)
        and when
        and when <= at
    )
