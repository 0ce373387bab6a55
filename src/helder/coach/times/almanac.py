"""Turns what was said about a time into the moment that is meant.

Owns the shapes of a spoken time and the calendar: which day "vrijdag" is, when "this afternoon" is
over, what the clock does in the night it is changed. Refuses words: those are read in `times`.

A day part stands for its end, since that is when a promise about it falls due; after "from" or
before "before" it stands for its start. A whole day is over at 17:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import islice
from typing import Literal, NamedTuple

Kind = Literal["moment", "range", "duration", "frequency", "past", "vague"]
Relation = Literal[
    "at", "by", "before", "around", "after", "from", "since", "between", "until", "within"
]
Precision = Literal["minute", "part", "day", "none"]

# Start and end of the parts of a day, in hours. Lunch is over at one, a working day at five.
PARTS: dict[str, tuple[int, int]] = {
    "early": (9, 9),
    "morning": (9, 12),
    "mid-morning": (11, 11),
    "noon": (12, 12),
    "lunch": (12, 13),
    "afternoon": (12, 17),
    "early afternoon": (12, 14),
    "mid-afternoon": (15, 15),
    "end": (17, 17),
    "evening": (17, 22),
    "night": (24, 31),  # of the day on which the night begins
    "day": (9, 17),
}
SENSIBLE = (7 * 60, 19 * 60)  # minutes from midnight between which a bare "three" is looked for
LONGEST_WINDOW = 4 * 60  # minutes; "between 9 and 17" is opening hours, not an appointment

_DAY = 24 * 60


class Clock(NamedTuple):
    """A time on the clock: hour 0-24, minute 0-59.

    `sure` is False when the hour may be in either half of the day. `zone` is minutes east of UTC,
    None when nothing was said about it.
    """

    hour: int
    minute: int
    sure: bool
    zone: int | None = None

    @property
    def minutes(self) -> int:
        """Minutes from midnight."""
        return self.hour * 60 + self.minute


class Day(NamedTuple):
    """A day, by one or more of its parts.

    `offset` in days from today; `weekday` 0 (Monday) to 6; `week` 0 for this and 1 for the next
    calendar week, None for the first such day to come; `date` is year, month and day of the month,
    of which year and month may be None.
    """

    offset: int | None = None
    weekday: int | None = None
    week: int | None = None
    date: tuple[int | None, int | None, int] | None = None


class Ahead(NamedTuple):
    """A distance from now. `minutes` pass on every clock; `days` keep the time on the clock."""

    minutes: int = 0
    days: int = 0
    working_days: int = 0


class Moment(NamedTuple):
    """A time as a text says it, from character `start` up to `end`.

    `kind` is `moment` for what can be resolved, and says why not otherwise. `until` is the second
    clock time of a range. `part` is a key of `PARTS` or empty.
    """

    start: int
    end: int
    kind: Kind = "moment"
    relation: Relation = "at"
    day: Day | None = None
    clock: Clock | None = None
    until: Clock | None = None
    part: str = ""
    ahead: Ahead | None = None

    @property
    def precision(self) -> Precision:
        """How exactly it was said."""
        if self.clock or (self.ahead and self.ahead.minutes):
            return "minute"
        if self.part:
            return "part"
        return "day" if self.day or self.ahead else "none"


def resolve(moment: Moment, now: datetime) -> datetime | None:
    """The first such moment after `now` (aware), in the zone of `now`.

    None when it says no moment to come: a duration, a frequency, opening hours, something past or
    vague. Raises ValueError when `now` is naive.
    """
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("now must be an aware datetime")
    if not _is_to_come(moment):
        return None
    try:
        return next((found for found in _candidates(moment, now) if _after(found, now)), None)
    except (OverflowError, ValueError):  # beyond the calendar
        return None


def _is_to_come(moment: Moment) -> bool:
    if moment.kind == "range":
        return moment.relation == "between" and _is_short(moment)
    return moment.kind == "moment" and moment.relation != "since"


def _is_short(moment: Moment) -> bool:
    if not moment.clock or not moment.until:
        return False
    lap = _DAY if moment.clock.sure and moment.until.sure else _DAY // 2
    return 0 < (moment.until.minutes - moment.clock.minutes) % lap <= LONGEST_WINDOW


def _after(found: datetime, now: datetime) -> bool:
    return found.astimezone(UTC) > now.astimezone(UTC)  # two times of one zone ignore the fold


def _candidates(moment: Moment, now: datetime) -> Iterator[datetime]:
    """Moments that fit, the preferred one first."""
    if moment.ahead:
        yield _ahead(moment.ahead, now)
        return
    clock = moment.until or moment.clock
    zone = now.tzinfo if clock is None or clock.zone is None else _fixed(clock.zone)
    assert zone is not None  # noqa: S101  (resolve refuses a naive now)
    here = now.astimezone(zone)
    days = list(islice(_days(moment, here), 8))
    for minutes in _laps(moment, clock):
        for day in days:
            yield from (found.astimezone(now.tzinfo) for found in _times(day, minutes, zone))


def _fixed(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes))


def _times(day: date, minutes: list[int], zone: tzinfo) -> Iterator[datetime]:
    """The minutes of one day as datetimes; an hour that comes twice gives two."""
    for minute in minutes:
        late, rest = divmod(minute, _DAY)
        clock = time(rest // 60, rest % 60)
        for fold in (0, 1):
            said = datetime.combine(day + timedelta(days=late), clock, zone).replace(fold=fold)
            yield said.astimezone(UTC).astimezone(zone)


def _ahead(ahead: Ahead, now: datetime) -> datetime:
    assert now.tzinfo is not None  # noqa: S101  (resolve refuses a naive now)
    if ahead.working_days:
        return _working(ahead.working_days, now)
    there = now + timedelta(days=ahead.days)
    there = there.astimezone(UTC) + timedelta(minutes=ahead.minutes)
    return there.astimezone(now.tzinfo)


def _working(days: int, now: datetime) -> datetime:
    """The end of a working day, so many working days ahead."""
    weeks, rest = divmod(days, 5)
    day = now.date() + timedelta(weeks=weeks)
    while rest or day.weekday() > 4:
        day += timedelta(days=1)
        rest -= 1 if rest and day.weekday() < 5 else 0
    return datetime.combine(day, time(PARTS["day"][1]), now.tzinfo)


def _laps(moment: Moment, clock: Clock | None) -> list[list[int]]:
    """Minutes from midnight to try on every day, and then, less likely, others to try."""
    if clock is None:
        return _whole(moment)
    if clock.sure:
        return [[clock.minutes]]
    if moment.part:
        return [_in_part(clock, moment)]
    both = [clock.minutes % 720, clock.minutes % 720 + 720]
    sensible = [minute for minute in both if SENSIBLE[0] <= minute <= SENSIBLE[1]]
    return [sensible, both]


def _in_part(clock: Clock, moment: Moment) -> list[int]:
    """`three in the afternoon`, `twelve at night`: the half of the day that the part asks for."""
    early = clock.minutes % 720
    if moment.part in {"morning", "early", "mid-morning"}:
        return [early]
    if moment.part == "evening":
        return [early + (_DAY if early < 5 * 60 else 720)]
    if moment.part == "night":
        dark = early if early < 8 * 60 else early + 720
        return [dark + (_DAY if moment.day and dark < 8 * 60 else 0)]
    return [early + 720]


def _whole(moment: Moment) -> list[list[int]]:
    """A day part or a day without a clock time."""
    start, end = (hour * 60 for hour in PARTS[moment.part or "day"])
    if moment.relation == "from" or (moment.relation == "before" and moment.part):
        return [[start]]
    if moment.part in {"lunch", "noon"} and moment.relation in {"by", "until"}:
        return [[start]]
    if moment.part == "night" and not moment.day:
        return [[end - _DAY]]
    if moment.relation == "before":
        return [[end - _DAY], [0]]  # the end of the day before, or what is left of it
    is_today = moment.day is not None and moment.day.offset == 0 and not moment.part
    return [[end, PARTS["evening"][1] * 60]] if is_today else [[end]]


def _days(moment: Moment, now: datetime) -> Iterator[date]:
    """The days that fit, the first to come first."""
    day, today = moment.day, now.date()
    if day is None:
        yield from (today + timedelta(days=ahead) for ahead in range(3))
    elif day.date is not None:
        yield from _dates(*day.date, today)
    elif day.offset is not None:
        yield today + timedelta(days=day.offset)
    else:
        yield from _weekdays(day, today)


def _weekdays(day: Day, today: date) -> Iterator[date]:
    """A weekday in a calendar week, or the first and second to come; a week is its Friday."""
    weekday = 4 if day.weekday is None else day.weekday
    if day.week or (day.week == 0 and day.weekday is None):
        yield today + timedelta(weeks=day.week, days=weekday - today.weekday())
        return
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    yield first
    yield first + timedelta(weeks=1)


def _dates(year: int | None, month: int | None, number: int, today: date) -> Iterator[date]:
    """The date said; without a year (or month) every one from yesterday on, for nine years."""
    if year is not None and month is not None:
        yield from _real(year, month, number)
        return
    for ahead in range(9 * 12):
        years, index = divmod(today.month - 1 + ahead, 12)
        if month in (None, index + 1):
            found = _real(today.year + years, index + 1, number)
            yield from (day for day in found if day >= today - timedelta(days=1))


def _real(year: int, month: int, number: int) -> Iterator[date]:
    try:
        yield date(year, month, number)
    except ValueError:  # 31 February is nobody's day
        return
