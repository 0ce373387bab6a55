"""How a service did, day by day: every minute counts once, and nothing is made to look better."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.outages.status.uptime import (
    DOWN,
    LIMITED,
    MAINTENANCE,
    PARTIAL,
    UNKNOWN,
    WORKS,
    WORST,
    Span,
    Uptime,
    days_until,
    uptime,
)

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
NONE = timedelta(0)

moments = st.integers(-10 * 24 * 60, 2 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m))
spans = st.builds(
    lambda state, one, other: Span(state, min(one, other), max(one, other), state),
    st.sampled_from(WORST), moments, moments,
)  # fmt: skip


def done(*told: Span, now: datetime = NOW, known: datetime = LONG_AGO, count: int = 7) -> Uptime:
    """The last week."""
    return uptime(told, known_from=known, now=now, zone=ZONE, count=count)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November, as the clock on the wall has it."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@given(st.lists(spans, max_size=8), moments)
def test_every_minute_of_every_day_counts_once(told: list[Span], known: datetime) -> None:
    past = done(*told, known=known)
    for day in past.days:
        assert sum(day.lasted.values(), NONE) == day.end - day.start
        assert all(length > NONE for length in day.lasted.values())
    assert [day.on for day in past.days] == [date(2026, 11, 17 + n) for n in range(7)]
    assert past.days[-1].end == NOW


@given(st.lists(spans, max_size=8))
def test_the_order_of_telling_does_not_matter(told: list[Span]) -> None:
    assert done(*told).lasted == done(*reversed(told)).lasted


@given(st.lists(spans, max_size=6), spans)
def test_more_trouble_never_looks_better(told: list[Span], more: Span) -> None:
    before, after = done(*told), done(*told, more)
    for worst in range(1, len(WORST) + 1):
        wrong = WORST[:worst]
        assert sum((after.lasted[s] for s in wrong), NONE) >= sum(
            (before.lasted[s] for s in wrong), NONE
        )
    assert after.lasted[WORKS] <= before.lasted[WORKS]


@given(st.lists(spans, max_size=6), moments)
def test_knowing_less_never_looks_better(told: list[Span], known: datetime) -> None:
    less, more = done(*told, known=known), done(*told)
    assert less.lasted[WORKS] <= more.lasted[WORKS]
    assert all(less.lasted[state] == more.lasted[state] for state in WORST)
    if less.up is not None and more.up is not None:
        assert less.up <= more.up


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 29, 22, tzinfo=UTC), 23),  # the clock goes forward
        (datetime(2026, 10, 25, 23, tzinfo=UTC), 25),  # and back
        (datetime(2026, 11, 22, 23, tzinfo=UTC), 24),
    ],
)
def test_days_are_as_long_as_they_are(now: datetime, hours: int) -> None:
    past = done(now=now - timedelta(seconds=1), count=1)
    day = past.days[0]
    assert round((day.end - day.start) / HOUR, 3) == pytest.approx(hours, abs=0.001)
    outage = done(Span(DOWN, LONG_AGO, now + HOUR), now=now - timedelta(seconds=1), count=1)
    assert outage.up == 0.0
    assert outage.lasted[DOWN] == day.end - day.start


def test_an_outage_over_midnight_is_in_both_days() -> None:
    past = done(Span(DOWN, at(20, 23), at(21, 2), "a"))
    days = {day.on.day: day for day in past.days}
    assert (days[20].lasted[DOWN], days[21].lasted[DOWN]) == (HOUR, 2 * HOUR)
    assert (days[20].keys, days[21].keys, days[22].keys) == (("a",), ("a",), ())
    assert [day.on.day for day in past.told] == [21, 20]


def test_the_worse_of_two_counts() -> None:
    past = done(
        Span(LIMITED, at(20, 10), at(20, 14), "slow"),
        Span(DOWN, at(20, 11), at(20, 12), "gone"),
        Span(MAINTENANCE, at(20, 9), at(20, 15), "work"),
        Span(PARTIAL, at(20, 12), at(20, 13), "x"),
    )  # fmt: skip
    day = next(day for day in past.days if day.on.day == 20)
    assert day.state == DOWN
    assert {state: day.lasted[state] / HOUR for state in (DOWN, PARTIAL, LIMITED, MAINTENANCE)} == {
        DOWN: 1, PARTIAL: 1, LIMITED: 2, MAINTENANCE: 2,
    }  # fmt: skip
    assert set(day.keys) == {"slow", "gone", "work", "x"}


def test_planned_work_is_left_out_of_the_share() -> None:
    now = at(22, 0)
    past = done(
        Span(MAINTENANCE, at(21, 0), at(21, 12)), Span(DOWN, at(21, 12), at(21, 18)),
        now=now - timedelta(microseconds=1), count=1,
    )  # fmt: skip
    assert past.up == pytest.approx(50, abs=0.01)


def test_one_place_counts_whole_and_working_poorly_apart() -> None:
    now = at(22, 0) - timedelta(microseconds=1)
    past = done(Span(PARTIAL, at(21, 0), at(21, 6)), now=now, count=1)
    assert past.up == pytest.approx(75, abs=0.02)
    slow = done(Span(LIMITED, at(21, 0), at(21, 6)), now=now, count=1)
    assert slow.up == 100.0
    assert slow.share(LIMITED) == pytest.approx(25, abs=0.02)


def test_a_moment_of_trouble_is_never_rounded_away() -> None:
    past = done(Span(DOWN, at(20, 10), at(20, 10) + timedelta(seconds=1)), count=90)
    assert past.up == 99.99
    assert past.share(DOWN) == 0.01
    assert done().up == 100.0


def test_before_it_was_known_is_unknown() -> None:
    past = done(Span(DOWN, at(18, 10), at(18, 11)), known=at(20, 12))
    states = {day.on.day: day.state for day in past.days}
    assert states == {
        17: UNKNOWN, 18: DOWN, 19: UNKNOWN, 20: WORKS, 21: WORKS, 22: WORKS, 23: WORKS,
    }  # fmt: skip
    assert done(known=NOW).up is None
    assert done(known=at(20, 12)).known_from == date(2026, 11, 20)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.integers(1, 120))  # noqa: DTZ001
def test_days_follow_each_other_without_a_gap(naive: datetime, count: int) -> None:
    now = naive.replace(tzinfo=UTC)
    days = days_until(now, ZONE, count)
    assert len(days) == count
    assert all(one[2] == other[1] for one, other in pairwise(days))
    assert days[-1][2] == now
