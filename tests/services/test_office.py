"""Office hours: nights, weekends, holidays and the two nights on which the clock is changed."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.kit import freedays
from helder.services.office import NeverOpen, Office

HERE = zoneinfo.ZoneInfo("Europe/Amsterdam")
DAY = (time(8, 30), time(17, 0))
WEEK = Office(HERE, dict.fromkeys(range(5), DAY), freedays.days_free("NL"))
MOMENTS = st.integers(1_704_067_200, 1_893_456_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
MINUTES = st.integers(1, 5_000)


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Any week, on any clock, with any holidays; now and then open until midnight."""
    quarter = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
    hours = {}
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        start, end = sorted((draw(quarter), draw(quarter)))
        hours[day] = (start, time(0) if start == end or draw(st.booleans()) else end)
    zone = draw(st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "UTC"]))
    land = draw(st.sampled_from(["", "NL", "BE", "DE-BY"]))
    return Office(zoneinfo.ZoneInfo(zone), hours, freedays.days_free(land))


@pytest.mark.parametrize(
    ("start", "minutes", "then"),
    [
        ("2026-11-23 10:00", 60, "2026-11-23 11:00"),
        ("2026-11-23 16:30", 60, "2026-11-24 09:00"),  # the night counts for nothing
        ("2026-11-27 16:30", 31, "2026-11-30 08:31"),  # a weekend
        ("2026-11-28 12:00", 0, "2026-11-30 08:30"),  # on Saturday nobody is there
        ("2026-12-24 16:30", 60, "2026-12-28 09:00"),  # Christmas on Friday, then a weekend
        ("2026-04-24 16:30", 60, "2026-04-28 09:00"),  # King's Day is a Monday
    ],
)
def test_the_time_after_so_many_minutes(start: str, minutes: int, then: str) -> None:
    assert WEEK.after(_here(start), minutes) == _here(then)


def test_a_clock_that_is_changed_neither_gives_nor_takes_time() -> None:
    night = Office(HERE, dict.fromkeys(range(7), (time(0), time(0))))
    shorter, longer = _here("2026-03-29 00:00"), _here("2026-10-25 00:00")
    assert night.after(shorter, 24 * 60) == _here("2026-03-30 01:00")
    assert night.after(longer, 24 * 60) == _here("2026-10-25 23:00")
    early = Office(HERE, {6: (time(1, 0), time(5, 0))})
    assert early.between(shorter, shorter + timedelta(days=1)) == timedelta(hours=3)
    assert early.between(longer, longer + timedelta(days=1)) == timedelta(hours=5)


def test_without_hours_every_minute_counts() -> None:
    always = Office(HERE)
    start = _here("2026-03-29 01:30")
    assert always.after(start, 60) == start.astimezone(UTC) + timedelta(hours=1)
    assert always.is_open(start)
    assert always.closes(start) is None


@given(offices(), MOMENTS, MINUTES)
def test_what_was_waited_is_what_was_counted(office: Office, at: datetime, minutes: int) -> None:
    assert office.between(at, office.after(at, minutes)) == timedelta(minutes=minutes)


@given(offices(), MOMENTS, MINUTES, MINUTES)
def test_waiting_twice_is_waiting_once(office: Office, at: datetime, a: int, b: int) -> None:
    assert office.after(office.after(at, a), b) == office.after(at, a + b)


@given(offices(), MOMENTS, MOMENTS, MINUTES)
def test_who_begins_later_is_never_ready_earlier(
    office: Office, one: datetime, other: datetime, minutes: int
) -> None:
    first, last = sorted((one, other))
    assert office.after(first, minutes) <= office.after(last, minutes)


@given(offices(), MOMENTS)
def test_somebody_is_there_when_it_opens_and_nobody_before(office: Office, at: datetime) -> None:
    opened = office.opens(at)
    assert opened >= at
    assert office.is_open(opened)
    assert office.between(at, opened) == timedelta()
    assert not office.free(opened.astimezone(office.zone).date())
    closed = office.closes(opened)
    assert closed is not None
    assert closed > opened


@given(offices(), MOMENTS, st.integers(0, 5_000), st.integers(0, 5_000))
def test_two_stretches_add_up(office: Office, at: datetime, a: int, b: int) -> None:
    middle, end = at + timedelta(minutes=a), at + timedelta(minutes=a + b)
    parts = office.between(at, middle) + office.between(middle, end)
    assert office.between(at, end) == parts


def test_who_never_comes_is_said_so() -> None:
    nobody = Office(HERE, {0: DAY}, lambda _day: True)
    with pytest.raises(NeverOpen):
        nobody.after(_here("2026-11-23 10:00"), 5)


def test_countries_are_known_by_their_codes() -> None:
    assert freedays.cleaned(" nl ") == "NL"
    assert freedays.cleaned("de-by") == "DE-BY"
    for wrong in ("Narnia", "NL-ZZ", "XX"):
        with pytest.raises(freedays.UnknownCountry):
            freedays.cleaned(wrong)
    assert freedays.days_free("BE")(date(2026, 7, 21))
    assert not freedays.days_free("NL")(date(2026, 7, 21))
    assert not freedays.days_free("")(date(2026, 12, 25))
    names = freedays.coming("NL", date(2026, 12, 1), "nl")
    assert (names[0][0], names[0][1].lower()) == (date(2026, 12, 25), "eerste kerstdag")


def _here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)
