"""Planned maintenance over the API: reminders, by the clock, another window."""

from __future__ import annotations

from typing import Any

import pytest

from helder.messages.models import Message
from helder.outages.models import Outage
from helder.promises.models import Promise
from tests.api.conftest import Api, notice
from tests.cast import Cast, soon

REASON = {"en": "The engineer cannot come before."}


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api()


def plan(**changes: Any) -> dict[str, Any]:
    times = {
        "scheduled_for": soon(3 * 24 * 60).isoformat(),
        "scheduled_until": soon(3 * 24 * 60 + 120).isoformat(),
    }
    return notice(kind="maintenance", next_update_at=None, **{**times, **changes})


def test_reminders_and_the_clock_come_along(api: Api) -> None:
    answer = api.post("/outages", plan(reminders=[1440, 60, 10_000], by_clock=True))
    assert answer.status_code == 201, answer.content
    outage = Outage.objects.get()
    assert [(n.moment, n.minutes) for n in outage.notices.all()] == [
        ("before", 1440),
        ("before", 60),
        ("end", 0),
    ]
    assert outage.by_clock


def test_an_outage_has_no_reminders(api: Api) -> None:
    api.new(reminders=[60], by_clock=True)
    outage = Outage.objects.get()
    assert (outage.notices.count(), outage.by_clock) == (0, False)


def test_a_draft_keeps_them_for_the_desk(api: Api) -> None:
    draft = api.post("/outages", plan(reminders=[1440, 61], by_clock=True, publish=False)).json()
    page = draft["url"]
    assert "/desk/drafts/" in page

    fields = Message.objects.get(public_id=draft["id"]).form["fields"]
    assert (fields["notices"], fields["goes"]) == (["before-1440", "end-0"], ["clock"])


def test_a_move_answers_with_its_word_and_promise(api: Api) -> None:
    said = api.post("/outages", plan()).json()
    later = {
        "scheduled_for": soon(4 * 24 * 60).isoformat(),
        "scheduled_until": soon(4 * 24 * 60 + 120).isoformat(),
    }
    answer = api.post(f"/outages/{said['id']}/move", {**later, "reason": REASON})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["number"], bool(body["dispatch"])) == (2, True)
    outage = Outage.objects.get()
    assert body["promise"]["due_at"]
    assert outage.scheduled_until == Promise.objects.open().get().due_at
    read = api.get(f"/outages/{said['id']}").json()
    assert read["scheduled_for"].startswith(outage.scheduled_for.strftime("%Y"))


@pytest.mark.parametrize(
    ("window", "field"),
    [
        ({"scheduled_for": 60, "scheduled_until": 30}, "scheduled_until"),
        ({"scheduled_for": -60, "scheduled_until": 30}, "scheduled_for"),
        ({"scheduled_for": 60, "scheduled_until": 120, "reason": {"en": " "}}, "reason"),
    ],
)
def test_what_cannot_be_is_a_problem_at_its_field(
    api: Api, window: dict[str, Any], field: str
) -> None:
    said = api.post("/outages", plan()).json()
    body = {
        name: soon(value).isoformat() if isinstance(value, int) else value
        for name, value in window.items()
    }
    answer = api.post(f"/outages/{said['id']}/move", {"reason": REASON, **body})
    assert answer.status_code == 422, answer.content
    assert field in str(answer.json())


def test_an_outage_cannot_move(api: Api) -> None:
    said = api.new()
    body = {
        "scheduled_for": soon(60).isoformat(),
        "scheduled_until": soon(90).isoformat(),
        "reason": REASON,
    }
    answer = api.post(f"/outages/{said['id']}/move", body)
    assert answer.status_code == 409
    assert "Only planned maintenance has a window" in answer.content.decode()
