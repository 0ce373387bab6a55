"""The test for a rise without a known outage: its mathematics, and what it does in a made-up year.

The whole simulation is bench/surges.py; this is a short, seeded part of it.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helder.outages.metoo import usual
from helder.outages.metoo.sparkline import line
from helder.outages.metoo.usual import Hour, Level, Levels, chance, learn, rise, tail

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - local, as the levels are
BENCH = Path(__file__).resolve().parents[2] / "bench" / "surges.py"
means = st.floats(0.001, 200)
shapes = st.floats(0.2, 300)


@pytest.fixture(scope="module")
def surges() -> ModuleType:
    """The simulation of the benchmark."""
    spec = importlib.util.spec_from_file_location("surges", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["surges"] = module
    spec.loader.exec_module(module)
    return module


@given(st.integers(0, 60), shapes, means)
def test_the_tail_is_a_chance_and_falls(count: int, shape: float, mean: float) -> None:
    this, next_one = tail(count, shape, mean), tail(count + 1, shape, mean)
    assert 0 <= next_one <= this + 1e-9
    assert this <= 1


@settings(max_examples=30)
@given(st.floats(1, 300), st.floats(0.01, 12))
def test_the_tails_add_up_to_the_mean(shape: float, mean: float) -> None:
    """E[X] is the sum of P(X >= k) over k >= 1, whatever the distribution."""
    far = int(mean + 60 * (mean + mean * mean / shape) ** 0.5) + 60
    total, count = 0.0, 1
    while count < far:
        term = tail(count, shape, mean)
        total += term
        count += 1
        if term < 1e-13:
            break
    assert total == pytest.approx(mean, rel=0.02)


def test_the_tail_as_tables_have_it() -> None:
    """A negative binomial of shape 1 is geometric: P(X >= k) = q^k."""
    assert tail(3, 1.0, 1.0) == pytest.approx(0.125)
    assert tail(10, 1.0, 4.0) == pytest.approx(0.8**10)
    assert tail(2, 1e9, 1.0) == pytest.approx(1 - 2 * 2.718281828**-1, rel=1e-4)  # Poisson


@given(st.integers(4, 40), st.floats(0.01, 20), st.floats(0.5, 20), st.sampled_from((5, 15, 60)))
def test_more_taps_are_odder_and_a_busier_hour_makes_them_less_odd(
    count: int, per_hour: float, shape: float, minutes: int
) -> None:
    level, busier = Level(shape, per_hour), Level(shape, per_hour * 2)
    assert chance(count + 1, minutes, level) <= chance(count, minutes, level) + 1e-12
    assert chance(count, minutes, level) <= chance(count, minutes, busier) + 1e-12


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 8 * 168 - 1), st.integers(0, 30)), max_size=80
    ),
    st.integers(0, 8 * 168),
)
def test_whatever_was_seen_every_level_can_be_used(
    rows: list[tuple[int, int, int]], total: int
) -> None:
    hours = [Hour(s, MONDAY + timedelta(hours=h), n, known=n % 7 == 0) for s, h, n in rows]
    levels = learn(hours, MONDAY, MONDAY + timedelta(hours=total))
    for slot in range(0, 168, 11):
        level = levels.at(3, MONDAY + timedelta(hours=slot))
        assert 0 < level.per_hour < 1000
        assert 0 < level.shape <= usual.KAPPA
    assert 0 < levels.share <= usual.BUDGET / (len(usual.WINDOWS) * usual.HOUSE_TAPS)
    assert sum(levels.week) == pytest.approx(168)


def _weeks(taps: int, hour: int, weeks: int = 8) -> list[Hour]:
    return [
        Hour(1, MONDAY + timedelta(weeks=week, hours=hour), taps) for week in range(weeks) if taps
    ]


def test_a_busy_hour_is_learnt_and_others_borrow_from_it() -> None:
    until = MONDAY + timedelta(weeks=8)
    levels = learn(_weeks(12, 9), MONDAY, until)
    at_nine = levels.at(1, until + timedelta(hours=9)).per_hour
    at_ten = levels.at(1, until + timedelta(hours=10)).per_hour
    at_night = levels.at(1, until + timedelta(hours=27)).per_hour
    assert 8 < at_nine < 13
    assert at_night < at_ten < at_nine
    assert levels.at(2, until + timedelta(hours=27)).per_hour < 0.1


def test_hours_with_a_known_outage_do_not_teach() -> None:
    until = MONDAY + timedelta(weeks=8)
    trouble = Hour(1, MONDAY + timedelta(weeks=7, hours=33), 400, known=True)
    without, with_it = (
        learn(rows, MONDAY, until) for rows in (_weeks(3, 9), [*_weeks(3, 9), trouble])
    )
    at = until + timedelta(hours=33)
    assert with_it.at(1, at).per_hour == pytest.approx(without.at(1, at).per_hour, rel=0.05)


def test_busy_days_just_past_raise_the_level_and_quiet_ones_do_not_lower_it() -> None:
    until = MONDAY + timedelta(weeks=8)
    exams = [Hour(1, until - timedelta(hours=back), 8) for back in range(1, 72)]
    ordinary, busy = (
        learn(_weeks(3, 9), MONDAY, until),
        learn([*_weeks(3, 9), *exams], MONDAY, until),
    )
    assert busy.steep[1] > 1.5
    assert ordinary.steep.get(1, 1.0) >= 1


def _nothing_known() -> Levels:
    return learn([], MONDAY, MONDAY)


def test_a_new_installation_hears_four_people_but_not_three() -> None:
    tuesday = MONDAY + timedelta(days=1, hours=11)
    taps = [tuesday + timedelta(minutes=n) for n in range(4)]
    assert rise(taps[:3], 1, _nothing_known()) is None
    found = rise(taps, 1, _nothing_known())
    assert found is not None
    assert (found.count, found.since) == (4, tuesday)


def test_what_is_usual_on_monday_at_nine_is_odd_on_sunday_night() -> None:
    until = MONDAY + timedelta(weeks=8)
    levels = learn(_weeks(20, 9), MONDAY, until)

    def taps(hour: int) -> list[datetime]:
        return [until + timedelta(hours=hour, minutes=10 + n) for n in range(8)]

    assert rise(taps(9), 1, levels) is None
    assert rise(taps(6 * 24 + 3), 1, levels) is not None


@pytest.mark.parametrize("busiest", [8.0, 60.0, 200.0])
def test_false_alarms_stay_under_one_a_month(surges: ModuleType, busiest: float) -> None:
    """Night, day, Monday peaks, exams and holidays; five months of ten services."""
    world = surges.World(services=10, busiest=busiest, weeks=20, learns_every=7)
    year = surges.live(world, 7)
    assert surges.false_alarms(world, year, surges.helder) <= 5


def test_outages_are_heard_in_minutes(surges: ModuleType) -> None:
    year = surges.live(surges.World(services=8, busiest=60.0, weeks=4, learns_every=7), 7)
    wednesday = surges.START + timedelta(weeks=surges.LEARNT + 2, days=2, hours=14)
    for a_minute, at_most in ((10, 2), (3, 5), (1, 12), (0.3, 45)):
        times = [
            surges.minutes_to(year, turn, wednesday, a_minute, surges.helder, turn)
            for turn in range(8)
        ]
        assert sorted(times)[4] <= at_most, (a_minute, times)


def test_a_fixed_number_is_worse_at_one_end_or_the_other(surges: ModuleType) -> None:
    """The number that is as quiet as Helder in a busy house is deaf to a small outage at night."""
    world = surges.World(services=6, busiest=200.0, weeks=9, learns_every=7)
    year = surges.live(world, 3)
    ours = surges.false_alarms(world, year, surges.helder)
    eager, calm = surges.fixed(4), surges.fixed(12)
    assert surges.false_alarms(world, year, eager) > 10 * max(1, ours)
    night = surges.START + timedelta(weeks=surges.LEARNT + 3, days=5, hours=21)
    chance_of = random.Random(1).randrange(99)
    helder = surges.minutes_to(year, 4, night, 0.3, surges.helder, chance_of)
    fixed = surges.minutes_to(year, 4, night, 0.3, calm, chance_of)
    assert helder < 40 < fixed


@given(st.lists(st.integers(-100, 5000), max_size=60), st.integers(1, 4000))
def test_bars_hold_every_tap_between_their_ends(minutes: list[int], length: int) -> None:
    end = MONDAY + timedelta(minutes=length)
    moments = [MONDAY + timedelta(minutes=n) for n in minutes]
    drawn = line(moments, MONDAY, end)
    inside = [moment for moment in moments if MONDAY <= moment <= end]
    assert drawn.total == len(inside)
    assert drawn.busiest <= len(inside)
    assert drawn.path.count("M") <= drawn.total
    if inside:
        busy = [m for m in inside if drawn.busiest_at <= m <= drawn.busiest_at + drawn.step]
        assert len(busy) >= drawn.busiest
