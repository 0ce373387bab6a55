"""Times as people type them: quick choices, and the nights in which the clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from helder.outages.composer import moments
from helder.outages.models import Outage
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in

AMSTERDAM = "Europe/Amsterdam"
SPRING_EVENING = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
AUTUMN_EVENING = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_time_that_does_not_exist_gets_a_sentence() -> None:
    with timezone.override(AMSTERDAM), pytest.raises(moments.Unclear) as told:
        moments.local("2026-03-29T02:30")
    assert "forward from 02:00 to 03:00, so 02:30 does not exist" in str(told.value)


def test_a_time_that_comes_twice_gets_a_sentence() -> None:
    with timezone.override(AMSTERDAM), pytest.raises(moments.Unclear) as told:
        moments.local("2026-10-25T02:30")
    assert "02:30 comes twice. Choose a time before 02:00 or from 03:00 on." in str(told.value)


@pytest.mark.parametrize(
    ("typed", "hour"), [("2026-03-29T01:59", 0), ("2026-03-29T03:00", 1), ("2026-10-25T03:00", 2)]
)
def test_the_edges_of_such_a_night_are_plain_times(typed: str, hour: int) -> None:
    with timezone.override(AMSTERDAM):
        assert moments.local(typed).astimezone(UTC).hour == hour


@pytest.mark.parametrize("hour", [0, 1])
def test_an_hour_from_now_is_an_hour_across_the_change(hour: int) -> None:
    at = datetime(2026, 10, 25, hour, 40, tzinfo=UTC)
    with timezone.override(AMSTERDAM):
        assert moments.ahead("1h", "", at) == at + timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SPRING_EVENING, datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        (AUTUMN_EVENING, datetime(2026, 10, 26, 7, 30, tzinfo=UTC)),
        (datetime(2026, 6, 30, 9, 0, tzinfo=UTC), datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        (datetime(2026, 12, 31, 9, 0, tzinfo=UTC), datetime(2027, 1, 1, 7, 30, tzinfo=UTC)),
    ],
)
def test_tomorrow_morning_is_half_past_eight_on_the_clock(at: datetime, expected: datetime) -> None:
    with timezone.override(AMSTERDAM):
        assert moments.tomorrow_morning(at) == expected


def test_a_promise_is_never_rounded_to_an_earlier_minute() -> None:
    at = datetime(2026, 11, 22, 12, 0, 59, tzinfo=UTC)
    assert moments.ahead("30m", "", at) == datetime(2026, 11, 22, 12, 31, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("evening", "typed", "sentence"),
    [
        (SPRING_EVENING, "2026-03-29T02:30", "02:30 does not exist"),
        (AUTUMN_EVENING, "2026-10-25T02:30", "02:30 comes twice"),
    ],
)
def test_the_composer_keeps_everything_in_such_a_night(
    cast: Cast, evening: datetime, typed: str, sentence: str
) -> None:
    with time_machine.travel(evening, tick=False):
        answer = send(signed_in(cast.carol), next_update="other", next_update_at=typed)
        assert answer.status_code == 422
        assert sentence in page_of(answer)
        page = answer.content.decode()
        assert typed in page
        assert "De wifi doet het niet." in page
        assert not Outage.objects.exists()


@pytest.mark.django_db
def test_since_is_counted_from_when_the_form_was_opened(cast: Cast) -> None:
    opened = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    with time_machine.travel(opened + timedelta(minutes=20), tick=False):
        send(signed_in(cast.carol), since="15m", opened=opened.isoformat())
    assert Outage.objects.get().since == opened - timedelta(minutes=15)
