"""On which days a period to avoid falls: once, every month or every year.

Pure over rows. Owns: the rule behind "every month on this day", also where a month is short.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from helder.outages.models import NoGo

ONCE, MONTHLY, YEARLY = "", "monthly", "yearly"
EVERYONE = "all"
SHORTEST_MONTH = 28


@dataclass(frozen=True)
class Stretch:
    """One time that it falls."""

    nogo: NoGo
    first: date
    last: date


def rule(again: str, first: date) -> str:
    """The RRULE of "once", "every month" or "every year" from this first day.

    The 31st is the last day of a shorter month, and 29 February the 28th of most years.
    """
    if again == ONCE:
        return ""
    days = ",".join(str(day) for day in range(min(first.day, SHORTEST_MONTH), first.day + 1))
    day = f"BYMONTHDAY={days};BYSETPOS=-1"
    if again == MONTHLY:
        return f"FREQ=MONTHLY;{day}"
    return f"FREQ=YEARLY;BYMONTH={first.month};{day}"


def again_of(kept: str) -> str:
    """The choice behind a kept rule."""
    if not kept:
        return ONCE
    return YEARLY if "YEARLY" in kept else MONTHLY


def stretches(nogo: NoGo, first: date, last: date) -> Iterator[Stretch]:
    """Every time it falls that touches the days from `first` to `last`, in order."""
    length = nogo.ends_on - nogo.starts_on
    for begin in _beginnings(nogo, first - length, last):
        if begin <= last and begin + length >= first:
            yield Stretch(nogo, begin, begin + length)


def _beginnings(nogo: NoGo, first: date, last: date) -> list[date]:
    if not nogo.rrule:
        return [nogo.starts_on]
    found = rrulestr(nogo.rrule, dtstart=_midnight(nogo.starts_on))
    return [moment.date() for moment in found.between(_midnight(first), _midnight(last), inc=True)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def days_of(start: datetime, end: datetime) -> tuple[date, date]:
    """The first and the last day of a window, in the zone of these moments."""
    return start.date(), max(start, end - timedelta(microseconds=1)).date()


def touches(nogo: NoGo, services: Collection[int], audiences: Collection[str]) -> bool:
    """Whether it counts for work on these services (ids), noticed by these audiences (slugs)."""
    of = {service.pk for service in nogo.services.all()}
    whom = {audience.slug for audience in nogo.audiences.all()}
    if not of and not whom:
        return True
    return bool(of & set(services)) or shares(whom, audiences)


def shares(some: Collection[str], others: Collection[str]) -> bool:
    """Whether somebody may be in both; everyone meets everybody."""
    if not some or not others:
        return False
    return bool(set(some) & set(others)) or EVERYONE in some or EVERYONE in others


def falling(rows: Iterable[NoGo], first: date, last: date) -> list[Stretch]:
    """Every time any of these falls on these days, in order of day."""
    found = [stretch for row in rows for stretch in stretches(row, first, last)]
    return sorted(found, key=lambda stretch: (stretch.first, stretch.nogo.pk or 0))
