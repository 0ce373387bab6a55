"""Telling of outages through the API, as a monitoring program does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.messages.models import Message
from helder.outages.models import Outage, Update
from helder.promises.models import Promise
from tests.api.conftest import Api, notice, word
from tests.cast import soon


def test_publishing_makes_the_page_the_promise_and_the_mails(api: Api) -> None:
    due = soon(30)
    said = api.new(next_update_at=due.isoformat())
    outage = Outage.objects.get(public_id=said["id"])
    assert outage.state == Outage.State.RUNNING
    assert said["url"].endswith(outage.get_absolute_url())
    assert Dispatch.objects.get().public_id == said["dispatch"]["id"]
    promise = Promise.objects.get()
    assert (promise.public_id, promise.due_at) == (said["promise"]["id"], due)
    assert datetime.fromisoformat(said["promise"]["due_at"]) == due
    assert Entry.objects.get(verb="outage.published").actor == api.token.actor_key
    assert Message.objects.get().author is None


def test_the_page_of_a_published_outage_shows_it(api: Api) -> None:
    said = api.new()
    page = api.client.get(f"/status/{said['id']}/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "You do not see the wifi." in page.content.decode()


def test_next_word_keeps_the_promise_and_makes_another(api: Api) -> None:
    first = api.new()
    answer = api.post(f"/outages/{first['id']}/updates", word(step="monitoring"))
    assert answer.status_code == 201
    said = answer.json()
    assert (said["id"], said["number"]) == (first["id"], 2)
    assert said["dispatch"]["id"] != first["dispatch"]["id"]
    read = api.get(f"/outages/{first['id']}").json()
    assert [update["number"] for update in read["updates"]] == [2, 1]
    assert [update["step"] for update in read["updates"]] == ["monitoring", "investigating"]
    assert {promise["state"] for promise in read["promises"]} == {"kept", "made"}
    assert read["promise"] == said["promise"]


def test_last_word_ends_it(api: Api) -> None:
    first = api.new()
    answer = api.post(f"/outages/{first['id']}/resolve", {"news": {"nl": "De wifi doet het weer."}})
    assert answer.status_code == 201
    assert answer.json()["promise"] is None
    read = api.get(f"/outages/{first['id']}").json()
    assert (read["state"], read["promise"]) == ("resolved", None)
    assert read["resolved_at"] is not None
    again = api.post(f"/outages/{first['id']}/updates", word())
    assert again.status_code == 409
    assert "over" in again.json()["detail"]


def test_a_draft_waits_at_the_desk_and_sends_nothing(api: Api, cast: Any) -> None:
    answer = api.post("/outages", notice(publish=False))
    assert answer.status_code == 201
    said = answer.json()
    assert (said["dispatch"], said["promise"]) == (None, None)
    assert not Outage.objects.exists()
    assert not Dispatch.objects.exists()
    assert Message.objects.get().public_id == said["id"]
    api.client.force_login(cast.carol)
    page = api.client.get(said["url"].removeprefix("http://localhost:8000"), follow=True)
    assert page.status_code == 200
    assert "You do not see the wifi." in page.content.decode()
    assert api.get("/outages").json()["items"] == []


def test_a_draft_may_lack_what_publishing_needs(api: Api) -> None:
    bare = notice(publish=False, next_update_at=None)
    assert api.post("/outages", bare).status_code == 201


def test_maintenance_needs_a_beginning_and_an_end(api: Api) -> None:
    plan = notice(kind="maintenance", next_update_at=None)
    refused = api.post("/outages", plan)
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"scheduled_for"}
    times = {"scheduled_for": soon(600).isoformat(), "scheduled_until": soon(700).isoformat()}
    said = api.post("/outages", plan | times)
    assert said.status_code == 201
    read = api.get(f"/outages/{said.json()['id']}").json()
    assert read["updates"][0]["step"] == "scheduled"
    assert datetime.fromisoformat(read["scheduled_for"]) == soon(600)


def test_an_own_title_goes_before_the_made_one(api: Api) -> None:
    own = api.new(title={"nl": "Wifi traag in de bibliotheek"})
    made = api.new(services=["e-mail"])
    assert api.get(f"/outages/{own['id']}").json()["title"] == {
        "nl": "Wifi traag in de bibliotheek"
    }
    assert "E-mail" in api.get(f"/outages/{made['id']}").json()["title"]["nl"]


def test_all_always_exists(api: Api) -> None:
    said = api.new(audiences=["all"])
    assert api.get(f"/outages/{said['id']}").json()["audiences"] == ["all"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"services": ["wiffi"]}, "services", "wifi"),
        ({"services": []}, "services", "at least one"),
        ({"places": ["nord"]}, "places", "noord"),
        ({"audiences": ["everybody"]}, "audiences", "everybody"),
        ({"services": ["\x00"]}, "services", "does not exist"),
        ({"services": "wifi"}, "services", "list"),
        ({"kind": "broken"}, "kind", "degraded"),
        ({"kind": None}, "kind", "needed"),
        ({"symptom": "It is broken"}, "symptom", "per language"),
        ({"symptom": {"nl": " "}}, "symptom", "one sentence"),
        ({"symptom": {"de": "Kaputt"}}, "symptom.de", "does not exist"),
        ({"symptom": {"nl": "Stil\x00te"}}, "symptom", "signs"),
        ({"symptom": {"nl": "\ud800"}}, "symptom", "signs"),
        ({"symptom": {"nl": "a" * 100_000}}, "symptom", "100000"),
        ({"title": {"nl": "a" * 201}}, "title", "200"),
        ({"next_update_at": None}, "next_update_at", "Promise"),
        ({"next_update_at": "2026-11-22T14:00:00"}, "next_update_at", "offset"),
        ({"next_update_at": "tomorrow"}, "next_update_at", "Write a time"),
        ({"next_update_at": 1e300}, "next_update_at", "Write a time"),
        ({"next_update_at": "0001-01-01T00:00:00+14:00"}, "next_update_at", "year"),
        ({"next_update_at": "9999-12-31T23:59:59-14:00"}, "next_update_at", "year"),
        ({"next_update_at": soon(-5).isoformat()}, "next_update_at", "past"),
        ({"next_update_at": soon(60 * 24 * 31).isoformat()}, "next_update_at", "thirty days"),
        ({"since": soon(60).isoformat()}, "since", "still to come"),
        ({"publish": "yes"}, "publish", "true or false"),
        ({"publsh": False}, "publsh", "does not exist"),
        ({"step": "resolved"}, "step", "investigating"),
    ],
)
def test_what_must_be_mended_is_said_per_field(
    api: Api, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = api.post("/outages", notice(**changes))
    assert answer.status_code == 422, answer.content
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["status"] == 422
    assert words in problem["errors"][field]
    assert not Outage.objects.exists()
    assert not Message.objects.exists()
    assert not Dispatch.objects.exists()


def test_nobody_in_the_choice_is_refused(api: Api, cast: Any) -> None:
    cast.dave.affiliations.clear()
    answer = api.post("/outages", notice(audiences=["studenten"]))
    assert answer.status_code == 422
    assert "nobody" in answer.json()["errors"]["audiences"].lower()


def test_planned_maintenance_may_not_promise_the_past(api: Api) -> None:
    times = {"scheduled_for": soon(600).isoformat(), "scheduled_until": soon(700).isoformat()}
    plan = notice(kind="maintenance", next_update_at=soon(-60).isoformat(), **times)
    assert set(api.post("/outages", plan).json()["errors"]) == {"next_update_at"}


def test_maintenance_ends_within_two_years(api: Api) -> None:
    times = {"scheduled_for": soon(600).isoformat(), "scheduled_until": "2100-01-01T00:00:00Z"}
    plan = notice(kind="maintenance", next_update_at=None, **times)
    assert set(api.post("/outages", plan).json()["errors"]) == {"scheduled_until"}


def test_words_are_told_apart_by_part_and_language(api: Api) -> None:
    first = api.new(doing={"en": "We replace a part."})
    update = api.get(f"/outages/{first['id']}").json()["updates"][0]
    assert update["doing"] == {"en": "We replace a part."}
    assert update["workaround"] == {"nl": "Gebruik een vaste aansluiting."}
    assert update["news"] is None
    assert update["dispatch"] == first["dispatch"]
    assert Update.objects.count() == 1
