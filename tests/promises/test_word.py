"""Our word: the register in public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine

from helder.promises import actions
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.told import read, visitor

NOON = "2026-11-22T12:00:00+01:00"


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def at(text: str) -> datetime:
    """A moment in November's time."""
    return datetime.fromisoformat(f"2026-{text}:00+01:00")


def promise(number: int, due: str, kept: str = "") -> Promise:
    """One promise, kept when `kept` says so."""
    made = actions.make(
        kind="next_update", subject=f"outage:{number}", due_at=at(due), by=None,
        what={"nl": f"Nieuws {number}", "en": f"News {number}"}, at=at("10-01T09:00"),
        url=f"/status/{number}/",
    )  # fmt: skip
    if kept:
        actions.keep(made, by=None, at=at(kept))
    return made


def test_before_the_first_promise(db: None) -> None:
    page = read(visitor(), "/word/")
    assert "No promise has come to its time yet." in page
    assert "How we count" in page


def test_the_sentence_the_denominator_and_the_months(cast: Cast) -> None:
    promise(1, "11-20T10:00", "11-20T10:00")
    promise(2, "11-20T11:00", "11-20T12:12")
    promise(3, "11-21T11:00")
    promise(4, "11-23T11:00")
    promise(5, "10-20T11:00", "10-20T10:00")
    page = read(visitor(), "/word/")
    assert "So far in November we have kept 1 of 3 promises (33%)." in page
    assert "it came 72 minutes late" in page
    assert "it is 25 hours late" in page
    assert "November 2026 1 of 3" in page
    assert "October 2026 1 of 1 100" in page


def test_a_moved_promise_shows_its_reason_and_is_not_broken(cast: Cast) -> None:
    moved = promise(1, "11-22T13:00")
    actions.move(moved, at("11-22T15:00"), by=None, reason={"en": "The part comes at two."})
    page = read(visitor(), "/word/?outcome=renegotiated")
    assert "moved in time, to today at 15:00" in page
    assert "The reason: The part comes at two." in page
    assert "No promise has come to its time yet." in page


def test_a_withdrawn_promise_stays_with_its_reason(cast: Cast) -> None:
    actions.withdraw(promise(1, "11-22T13:00"), by=None, reason={"nl": "Het vervalt."})
    page = read(visitor(), "/word/")
    assert "withdrawn" in page
    assert "The reason: Het vervalt. In Dutch" in page


def test_the_register_by_outcome(cast: Cast) -> None:
    promise(1, "11-20T10:00", "11-20T10:00")
    promise(2, "11-20T11:00", "11-20T12:12")
    promise(3, "11-23T11:00")
    for outcome, number in (("kept", 1), ("late", 2), ("open", 3)):
        page = read(visitor(), f"/word/?outcome={outcome}")
        shown = [n for n in (1, 2, 3) if f"News {n}" in page]
        assert shown == [number], outcome
    assert "There are none." in read(visitor(), "/word/?outcome=withdrawn")
    assert "News 3" in read(visitor(), "/word/?outcome=nonsense")


def test_one_promise_is_not_a_percentage(cast: Cast) -> None:
    promise(1, "11-20T10:00", "11-20T10:00")
    assert "we kept the one promise that came to its time." in read(visitor(), "/word/")


def test_no_more_than_twelve_months(cast: Cast) -> None:
    for number in range(14):
        year, month = divmod(2025 * 12 + 8 + number, 12)
        due = datetime.fromisoformat(f"{year}-{month + 1:02}-10T10:00:00+01:00")
        made = actions.make(
            kind="x", subject=f"s:{number}", what={"en": "News"}, due_at=due, by=None, at=due
        )
        actions.keep(made, by=None, at=due)
    page = read(visitor(), "/word/")
    assert "November 2025" in page
    assert "October 2025" not in page.split("The newest promises")[0]


def test_a_month_to_come_is_not_counted_yet(cast: Cast) -> None:
    promise(1, "11-20T10:00", "11-20T10:00")
    promise(2, "12-05T10:00")
    page = read(visitor(), "/word/")
    assert "December 2026" not in page.split("The newest promises")[0]
    assert "News 2" in page


def test_a_busy_register_has_pages(cast: Cast) -> None:
    for number in range(23):
        promise(number, "11-20T10:00", "11-20T10:00")
    assert "Page 1 of 2" in read(visitor(), "/word/?outcome=kept")
    assert "Page 2 of 2" in read(visitor(), "/word/?outcome=kept&page=2")


def test_the_front_page_tells_the_score(cast: Cast) -> None:
    assert "Our word" not in read(visitor(), "/")
    promise(1, "11-20T10:00", "11-20T10:00")
    promise(2, "11-20T11:00", "11-20T12:12")
    page = read(visitor(), "/")
    assert "Our word So far in November we have kept 1 of 2 promises (50%)." in page
