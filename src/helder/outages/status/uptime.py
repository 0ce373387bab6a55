"""How a service did, day by day, from the outages that were told. Pure: spans of time in, days out.

Owns: which minute counts as what, days of 23, 24 and 25 hours, and shares that never flatter.
A minute in which two things were wrong counts once, as the worse of the two. Refuses: calling a
time good of which nothing is known: before a service was known it is "unknown".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from math import ceil, floor
from zoneinfo import ZoneInfo

DOWN, PARTIAL, LIMITED, SECURITY = "down", "partial", "limited", "security"
MAINTENANCE, WORKS, UNKNOWN = "maintenance", "works", "unknown"
WORST = (DOWN, PARTIAL, LIMITED, SECURITY, MAINTENANCE)
NONE = timedelta(0)


@dataclass(frozen=True)
class Span:
    """From when until when something was wrong, what, and which outage told of it."""

    state: str
    start: datetime
    end: datetime
    key: str = ""


@dataclass(frozen=True)
class Day:
    """One day in the organisation's time zone, as far as it has passed."""

    on: date
    start: datetime
    end: datetime
    lasted: dict[str, timedelta]
    keys: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The worst of the day; works when nothing was told; unknown when nothing could be."""
        wrong = next((state for state in WORST if self.lasted.get(state)), None)
        return wrong or (WORKS if self.lasted.get(WORKS) else UNKNOWN)

    @property
    def trouble(self) -> timedelta:
        """How long its worst state lasted."""
        return self.lasted.get(self.state, NONE)


@dataclass(frozen=True)
class Uptime:
    """The days, oldest first, and how long each state lasted over all of them."""

    days: tuple[Day, ...]

    @cached_property
    def lasted(self) -> dict[str, timedelta]:
        """How long per state."""
        return {
            state: sum((day.lasted.get(state, NONE) for day in self.days), NONE)
            for state in (*WORST, WORKS, UNKNOWN)
        }

    @property
    def counted(self) -> timedelta:
        """What a share is taken of: all that is known, planned maintenance left out."""
        return sum((self.lasted[s] for s in (DOWN, PARTIAL, LIMITED, SECURITY, WORKS)), NONE)

    @property
    def up(self) -> float | None:
        """The percentage of the time that it worked at every place; rounded down. An outage at one
        place counts whole; working poorly is counted apart."""
        if not self.counted:
            return None
        failed = self.lasted[DOWN] + self.lasted[PARTIAL]
        return _down((self.counted - failed) / self.counted)

    def share(self, state: str) -> float:
        """The percentage that a state took; rounded up, so that it is only 0 when it was 0."""
        return _up(self.lasted[state] / self.counted) if self.counted else 0.0

    @property
    def told(self) -> list[Day]:
        """The days on which something was told, newest first."""
        return [day for day in reversed(self.days) if day.state in WORST]

    @property
    def known_from(self) -> date | None:
        """The first day of which anything is known, when that is not the first day shown."""
        known = [day.on for day in self.days if day.state != UNKNOWN]
        return known[0] if known and known[0] != self.days[0].on else None


def uptime(
    spans: Iterable[Span], *, known_from: datetime, now: datetime, zone: ZoneInfo, count: int = 90
) -> Uptime:
    """The last `count` days until now, today included."""
    bounds = days_until(now, zone, count)
    pieces = _pieces(list(spans), bounds[0][1], now)
    return Uptime(tuple(_day(on, start, end, pieces, known_from) for on, start, end in bounds))


def days_until(now: datetime, zone: ZoneInfo, count: int) -> list[tuple[date, datetime, datetime]]:
    """Each day with its real beginning and end; the last one ends now."""
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    starts = [_midnight(day, zone) for day in [*days, today + timedelta(days=1)]]
    return [
        (day, start, min(end, now))
        for day, (start, end) in zip(days, pairwise(starts), strict=True)
    ]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """In UTC: within one zone Python subtracts what the clock says, not what passed."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _pieces(spans: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    """Cut at each beginning and end, so that no two overlap: of each moment the worst is left."""
    inside = [
        Span(s.state, max(s.start, start), min(s.end, end), s.key)
        for s in spans
        if s.start < end and s.end > start and s.start < s.end
    ]
    edges = sorted({edge for span in inside for edge in (span.start, span.end)})
    return [
        Span(min(there, key=WORST.index), first, last)
        for first, last in pairwise(edges)
        if (there := [s.state for s in inside if s.start <= first and s.end >= last])
    ] + [Span("", s.start, s.end, s.key) for s in inside if s.key]


def _day(
    on: date, start: datetime, end: datetime, pieces: Sequence[Span], known_from: datetime
) -> Day:
    here = [p for p in pieces if p.start < end and p.end > start]
    lasted: dict[str, timedelta] = {}
    for piece in here:
        if piece.state:
            part = min(piece.end, end) - max(piece.start, start)
            lasted[piece.state] = lasted.get(piece.state, NONE) + part
    rest = end - start - sum(lasted.values(), NONE)
    before = max(NONE, min(known_from, end) - start)
    unknown = min(rest, before)
    lasted |= {WORKS: rest - unknown, UNKNOWN: unknown}
    keys = tuple(dict.fromkeys(p.key for p in here if p.key))
    return Day(on, start, end, {s: length for s, length in lasted.items() if length}, keys)


def _down(share: float) -> float:
    return floor(share * 10_000) / 100


def _up(share: float) -> float:
    return ceil(share * 10_000) / 100
