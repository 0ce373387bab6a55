"""What the desk shows of planned work, each list in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from helder.kit import clock
from helder.outages.maintenance import nogo, recurrence, reminding, windows, wording
from helder.outages.maintenance.windows import Coming
from helder.outages.models import NoGo, Notice, Outage, Series

LOOKED_AHEAD = timedelta(days=400)
SHOWN = 2


@dataclass(frozen=True)
class Returning:
    """One series in the list: its rule in words, and the next times."""

    series: Series
    words: str
    coming: list[Coming]

    @property
    def next(self) -> Coming | None:
        """The next time that takes place."""
        return next((each for each in self.coming if not each.left_out), None)


@dataclass(frozen=True)
class Avoided:
    """One period to avoid in the list: the days of the next time it falls."""

    nogo: NoGo
    days: str
    first: date
    is_past: bool

    @property
    def order(self) -> tuple[bool, date, int]:
        """What comes first on top, what is past below."""
        return self.is_past, self.first, self.nogo.pk


@dataclass(frozen=True)
class Reminded:
    """One reminder of an outage: when, for whom, and what became of it."""

    notice: Notice
    words: str
    at: datetime | None


def series(rows: Iterable[Series], most: int = SHOWN) -> list[Returning]:
    """Series with their next times."""
    found = list(rows)
    seen = windows.known(found)
    return [Returning(row, in_words(row), windows.coming(row, seen, most)) for row in found]


def all_series() -> list[Returning]:
    """Every series that goes on, or that stopped but still has windows to come."""
    return series(Series.objects.select_related("by").order_by("-is_on", "begins_at", "pk"))


def in_words(row: Series) -> str:
    """ "Elke maand op de tweede dinsdag om 18:00, 2 uur lang" """
    begins = timezone.localtime(row.begins_at, windows.house_zone())
    return recurrence.in_words(recurrence.rule_of(row.rrule), begins.time())


def avoided() -> list[Avoided]:
    """Every period to avoid, what comes first on top, what is past below."""
    today = timezone.localdate(clock.now())
    rows = NoGo.objects.prefetch_related("services", "audiences")
    return sorted((_avoided(row, today) for row in rows), key=lambda each: each.order)


def _avoided(row: NoGo, today: date) -> Avoided:
    coming = next(nogo.stretches(row, today, today + LOOKED_AHEAD), None)
    first, last = (coming.first, coming.last) if coming else (row.starts_on, row.ends_on)
    past = coming is None and row.ends_on < today
    return Avoided(row, wording.days_between(first, last), first, past)


def reminders(outage: Outage) -> list[Reminded]:
    """The reminders of one outage, in the order in which they go."""
    rows = list(outage.notices.select_related("audience", "dispatch"))
    for row in rows:
        row.outage = outage
    found = [
        Reminded(row, wording.moment_of(row.moment, row.minutes), reminding.expected(row))
        for row in rows
    ]
    return sorted(found, key=lambda each: (str(each.at), each.notice.pk))
