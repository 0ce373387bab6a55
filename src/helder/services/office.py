"""When somebody is there, and what the time is after so many minutes of that: pure, no database.

Owns: office hours per weekday on the clock of a place, closed on public holidays; nights, weekends
and the two clock changes of a year. Refuses: knowing which days are free; it is given them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

MIDNIGHT = time(0, 0)
FURTHEST = 800
"""Days to look ahead before one is sure that nobody ever comes: two years with their holidays."""


class NeverOpen(Exception):
    """Nobody is there on any day, so nothing ever counts."""


def _none(_day: date) -> bool:
    return False


@dataclass(frozen=True)
class Office:
    """Somebody is there from the first to the second time of a weekday (0 is Monday), on the clock
    of `zone`, except on days that are `free`. An end of 0:00 is midnight; no hours at all: always.
    """

    zone: zoneinfo.ZoneInfo
    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    free: Callable[[date], bool] = _none

    @property
    def always(self) -> bool:
        """Day and night, holidays too."""
        return not self.hours

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there."""
        return self.always or self.opens(at) == at

    def opens(self, at: datetime) -> datetime:
        """This moment when somebody is there, else the next one. Raises NeverOpen."""
        if self.always:
            return at.astimezone(UTC)
        start, _end = next(self._stretches(at))
        return start

    def closes(self, at: datetime) -> datetime | None:
        """Until when somebody is there; None when nobody is, or when it never ends."""
        if self.always or not self.is_open(at):
            return None
        return next(self._stretches(at))[1]

    def after(self, at: datetime, minutes: int) -> datetime:
        """The first moment at which somebody was there for so many minutes. Raises NeverOpen."""
        left = timedelta(minutes=minutes)
        if self.always:
            return at.astimezone(UTC) + left
        for start, end in self._stretches(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise NeverOpen

    def between(self, start: datetime, end: datetime) -> timedelta:
        """For how long somebody was there from the one moment to the other."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if self.always or end <= start:
            return max(end - start, timedelta())
        total = timedelta()
        for opened, closed in self._stretches(start):
            if opened >= end:
                break
            total += min(closed, end) - opened
        return total

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the opening hours from this moment on. Raises NeverOpen."""
        first = at.astimezone(self.zone).date()
        at = at.astimezone(
            UTC
        )  # two moments of one zone would be compared by the clock on the wall
        for number in range(FURTHEST):
            opened, closed = self._of_day(first + timedelta(days=number))
            if closed > max(opened, at):
                yield max(opened, at), closed
        raise NeverOpen

    def _of_day(self, day: date) -> tuple[datetime, datetime]:
        """From when to when, counted in UTC so that a clock that is changed costs nothing; the
        same moment twice on a day without."""
        if day.weekday() not in self.hours or self.free(day):
            return _EVER, _EVER
        start, end = self.hours[day.weekday()]
        last = day + timedelta(days=1) if end == MIDNIGHT else day
        return self._moment(day, start), self._moment(last, end)

    def _moment(self, day: date, on_the_clock: time) -> datetime:
        return datetime.combine(day, on_the_clock, self.zone).astimezone(UTC)


_EVER = datetime(1, 1, 2, tzinfo=UTC)
