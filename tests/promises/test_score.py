"""The score of the word: whatever comes in, the outcomes add up and the months are the wall's."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.promises import score
from helder.promises.score import Fact, Score

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
moments = st.datetimes(
    min_value=NOW.replace(month=1, tzinfo=None),
    max_value=NOW.replace(year=2027, tzinfo=None),
    timezones=st.just(UTC),
)
facts = st.builds(
    Fact,
    due_at=moments,
    state=st.sampled_from(["open", "kept", "renegotiated", "withdrawn"]),
    kept_at=st.none() | moments,
)


@given(st.lists(facts))
def test_every_promise_is_in_one_outcome(made: list[Fact]) -> None:
    counted = score.count(made, NOW)
    outcomes = counted.kept + counted.late + counted.open
    assert outcomes + counted.renegotiated + counted.withdrawn == counted.made == len(made)
    assert counted.judged <= counted.made
    assert counted.percentage is None or 0 <= counted.percentage <= 100


@given(st.lists(facts))
def test_the_months_add_up_to_the_whole(made: list[Fact]) -> None:
    months = score.per_month(made, NOW, AMSTERDAM)
    assert sum(month.score.made for month in months) == len(made)
    assert [m.first for m in months] == sorted({m.first for m in months}, reverse=True)
    assert all(month.first.day == 1 for month in months)


@given(st.lists(facts), facts)
def test_one_more_promise_never_takes_one_away(made: list[Fact], one: Fact) -> None:
    before, after = score.count(made, NOW), score.count([*made, one], NOW)
    for name in ("kept", "late", "open", "renegotiated", "withdrawn"):
        assert 0 <= getattr(after, name) - getattr(before, name) <= 1


@given(facts, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_time_makes_only_open_promises_late(fact: Fact, later: timedelta) -> None:
    before, after = score.outcome(fact, NOW), score.outcome(fact, NOW + later)
    assert before == after or (before, after) == ("open", "late")


@given(moments)
def test_the_month_is_that_of_the_clock_on_the_wall(moment: datetime) -> None:
    local = moment.astimezone(AMSTERDAM)
    assert score.month_of(moment, AMSTERDAM) == date(local.year, local.month, 1)


@pytest.mark.parametrize(
    ("due", "month"),
    [
        ("2026-02-28T22:59:59+00:00", date(2026, 2, 1)),
        ("2026-02-28T23:00:00+00:00", date(2026, 3, 1)),
        ("2026-03-31T21:59:59+00:00", date(2026, 3, 1)),  # summer time: midnight comes earlier
        ("2026-03-31T22:00:00+00:00", date(2026, 4, 1)),
        ("2026-10-31T22:59:59+00:00", date(2026, 10, 1)),
        ("2026-10-31T23:00:00+00:00", date(2026, 11, 1)),
    ],
)
def test_the_edges_of_months_in_summer_and_winter(due: str, month: date) -> None:
    assert score.month_of(datetime.fromisoformat(due), AMSTERDAM) == month


def test_precisely_in_time_is_kept_and_a_second_later_is_not() -> None:
    due = NOW - timedelta(hours=1)
    assert score.outcome(Fact(due, "kept", due), NOW) == "kept"
    assert score.outcome(Fact(due, "kept", due + timedelta(seconds=1)), NOW) == "late"
    assert score.outcome(Fact(NOW, "open"), NOW) == "open"


def test_a_hundred_percent_means_all() -> None:
    assert Score(kept=999, late=1).percentage == 99
    assert Score(kept=3).percentage == 100
    assert Score(open=2, withdrawn=1).percentage is None
