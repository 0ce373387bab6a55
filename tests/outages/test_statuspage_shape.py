"""The Statuspage v2 documents: the fields that existing clients read, no more and no fewer.

schemas/statuspage.json is written from the documented shape: every key, type, enumeration and time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages.actions import record_history
from helder.outages import actions
from helder.outages.models import Outage, Review, Update
from helder.outages.status.statuspage import DOCUMENTS
from tests.cast import Cast
from tests.outages.told import ago, plan, tell, visitor, word

SCHEMAS = Path(__file__).parent / "schemas"
SHAPE = json.loads((SCHEMAS / "statuspage.json").read_text(encoding="utf-8"))
OF = {
    "incidents/unresolved": "incidents",
    "scheduled-maintenances/upcoming": "scheduled-maintenances",
    "scheduled-maintenances/active": "scheduled-maintenances",
}


def get(name: str, lang: str = "en") -> dict[str, Any]:
    """One document, which has the shape."""
    response = visitor().get(f"/api/v2/{name}.json?lang={lang}")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    document: dict[str, Any] = json.loads(response.content)
    schema = {"$ref": f"#/$defs/{OF.get(name, name)}", "$defs": SHAPE["$defs"]}
    errors = Draft202012Validator(schema).iter_errors(document)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    return document


def everything() -> dict[str, dict[str, Any]]:
    """All documents in both languages; those in English are given."""
    for name in DOCUMENTS:
        get(name, "nl")
    return {name: get(name) for name in DOCUMENTS}


def the_one(document: dict[str, Any]) -> dict[str, Any]:
    """The one incident or maintenance in it."""
    key = "incidents" if "incidents" in document else "scheduled_maintenances"
    (only,) = document[key]
    return dict(only)


def test_the_summary(cast: Cast) -> None:
    outage = tell(cast, places=[cast.noord])
    plan(cast)
    summary = get("summary")
    assert summary["status"] == {
        "indicator": "major", "description": "Wifi does not work at North.",
    }  # fmt: skip
    states = {component["id"]: component["status"] for component in summary["components"]}
    assert states == {"wifi": "partial_outage", "e-mail": "operational", "cijfers": "operational"}
    (incident,) = summary["incidents"]
    assert incident["id"] == outage.public_id
    assert incident["components"][0]["id"] == "wifi"
    (update,) = incident["incident_updates"]
    assert "Next update:" in update["body"]
    assert incident["_helder"]["next_update_at"]
    (planned,) = summary["scheduled_maintenances"]
    assert planned["status"] == "scheduled"


def test_an_incident_from_beginning_to_end(cast: Cast) -> None:
    outage = tell(cast)
    assert get("incidents/unresolved")["incidents"][0]["status"] == "investigating"
    assert get("status")["status"]["indicator"] == "major"
    actions.resolve(outage, word(main="news"), by=cast.carol)
    assert get("incidents/unresolved")["incidents"] == []
    assert get("status")["status"] == {"indicator": "none", "description": "Everything works."}
    (incident,) = get("incidents")["incidents"]
    assert incident["status"] == "resolved"
    assert incident["resolved_at"]
    assert [update["status"] for update in incident["incident_updates"]] == [
        "resolved", "investigating",
    ]  # fmt: skip
    assert incident["incident_updates"][0]["affected_components"] == [
        {"code": "wifi", "name": "Wifi", "old_status": "major_outage", "new_status": "operational"}
    ]


def test_maintenance_that_has_begun_is_active(cast: Cast) -> None:
    with time_machine.travel(ago(60 * 25)):
        plan(cast)
    (active,) = get("scheduled-maintenances/active")["scheduled_maintenances"]
    assert active["status"] == "in_progress"
    assert get("scheduled-maintenances/upcoming")["scheduled_maintenances"] == []
    assert len(get("scheduled-maintenances")["scheduled_maintenances"]) == 1
    states = {c["id"]: c["status"] for c in get("components")["components"]}
    assert states["e-mail"] == "under_maintenance"
    assert get("status")["status"]["indicator"] == "maintenance"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_only(cast: Cast, method: str) -> None:
    assert getattr(visitor(), method)("/api/v2/summary.json").status_code == 405


def _several(cast: Cast) -> None:
    """All sorts at once."""
    tell(cast)
    tell(cast, services=[cast.mail], kind="degraded", places=[cast.noord])
    tell(cast, services=[cast.grades], kind="security")
    plan(cast)
    with time_machine.travel(ago(60 * 25)):
        plan(cast, services=[cast.wifi])


def _merged(cast: Cast) -> None:
    first, second = tell(cast), tell(cast, services=[cast.mail])
    actions.merge(second, first, by=cast.carol)


def _reopened(cast: Cast) -> None:
    outage = tell(cast, said=60)
    actions.resolve(outage, word(main="news"), by=cast.carol)
    outage.refresh_from_db()
    actions.reopen(outage, word(ago(-30), main="news"), by=cast.carol)


def _corrected(cast: Cast) -> None:
    parts = {"symptom": {"en": "Only upstairs."}}
    said = Update.objects.get(outage=tell(cast))
    actions.correct(said, parts=parts, reason={"en": "A mistake."}, by=cast.carol)


def _apart(cast: Cast) -> None:
    own = {"news:studenten": {"en": "Students use their phone.", "nl": "Gebruik uw telefoon."}}
    outage = tell(cast, said=60)
    actions.update(outage, word(ago(-30), main="news", **own), by=cast.carol)


def _called_off(cast: Cast) -> None:
    actions.resolve(plan(cast), word(main="news"), by=cast.carol)


def _verified(cast: Cast) -> None:
    with time_machine.travel(ago(60 * 25)):
        outage = plan(cast)
    actions.update(outage, word(ago(-30), main="news"), by=cast.carol)
    Update.objects.filter(outage=outage, number=2).update(step="monitoring")


def _done(cast: Cast) -> None:
    with time_machine.travel(ago(60 * 25)):
        outage = plan(cast)
    actions.resolve(outage, word(main="news"), by=cast.carol)


def _looked_back(cast: Cast) -> None:
    outage = tell(cast, said=60)
    actions.resolve(outage, word(main="news"), by=cast.carol)
    parts = {"happened": {"en": "A cable was cut. We laid a second one.", "nl": "Een kabel brak."}}
    message = record_history(
        kind="outage", subject=outage.subject, title=outage.title, parts=parts, at=clock.now()
    )
    Review.objects.create(outage=outage, message=message, published_at=clock.now())


def _hidden(cast: Cast) -> None:
    tell(cast)
    cast.wifi.is_active = False
    cast.wifi.save()


STATES: dict[str, Callable[[Cast], object]] = {
    "nothing": lambda cast: None,
    "running": tell,
    "at one place": lambda cast: tell(cast, places=[cast.noord]),
    "several": _several,
    "late": lambda cast: tell(cast, due=-5, said=60),
    "planned": plan,
    "called off": _called_off,
    "verified": _verified,
    "done": _done,
    "merged": _merged,
    "reopened": _reopened,
    "corrected": _corrected,
    "apart": _apart,
    "looked back": _looked_back,
    "of a service that is not shown": _hidden,
}


@pytest.mark.parametrize("state", STATES)
def test_whatever_happens_the_shape_holds(cast: Cast, state: str) -> None:
    STATES[state](cast)
    documents = everything()
    summary = documents["summary"]
    assert summary["incidents"] == documents["incidents/unresolved"]["incidents"]
    assert summary["status"] == documents["status"]["status"]
    assert summary["components"] == documents["components"]["components"]
    maintenance = "scheduled_maintenances"
    assert summary[maintenance] == [
        *documents["scheduled-maintenances/upcoming"][maintenance],
        *documents["scheduled-maintenances/active"][maintenance],
    ]


def test_each_kind_says_what_it_does_to_its_service(cast: Cast) -> None:
    _several(cast)
    documents = everything()
    states = {c["id"]: c["status"] for c in documents["components"]["components"]}
    assert states == {
        "wifi": "major_outage", "e-mail": "degraded_performance", "cijfers": "degraded_performance",
    }  # fmt: skip
    impacts = [i["impact"] for i in documents["incidents/unresolved"]["incidents"]]
    assert sorted(impacts) == ["major", "major", "minor"]
    assert documents["status"]["status"]["indicator"] == "major"


def test_maintenance_is_scheduled_in_progress_verifying_and_completed(cast: Cast) -> None:
    outage = plan(cast)
    found = the_one(get("scheduled-maintenances/upcoming"))
    assert (found["status"], found["impact"]) == ("scheduled", "maintenance")
    (said,) = found["incident_updates"]
    assert [(c["old_status"], c["new_status"]) for c in said["affected_components"]] == [
        ("operational", "operational")
    ]
    with time_machine.travel(ago(-60 * 25)):
        assert the_one(get("scheduled-maintenances/active"))["status"] == "in_progress"
        actions.update(outage, word(ago(-30), main="news"), by=cast.carol)
        Update.objects.filter(outage=outage, number=2).update(step="monitoring")
        found = the_one(get("scheduled-maintenances/active"))
        assert (found["status"], bool(found["monitoring_at"])) == ("verifying", True)
        actions.resolve(outage, word(main="news"), by=cast.carol)
        found = the_one(get("scheduled-maintenances"))
        assert (found["status"], bool(found["resolved_at"])) == ("completed", True)
        changes = [
            (u["status"], u["affected_components"][0]["old_status"],
             u["affected_components"][0]["new_status"])
            for u in found["incident_updates"]
        ]  # fmt: skip
    assert changes == [
        ("completed", "under_maintenance", "operational"),
        ("verifying", "operational", "under_maintenance"),
        ("scheduled", "operational", "operational"),
    ]


def test_what_was_joined_with_another_is_over(cast: Cast) -> None:
    _merged(cast)
    joined = next(i for i in get("incidents")["incidents"] if i["status"] == "resolved")
    assert joined["incident_updates"][0]["status"] == "resolved"
    assert the_one(get("incidents/unresolved"))["id"] != joined["id"]


def test_what_came_back_is_investigated_again(cast: Cast) -> None:
    _reopened(cast)
    found = the_one(get("incidents/unresolved"))
    assert [u["status"] for u in found["incident_updates"]] == [
        "investigating", "resolved", "investigating",
    ]  # fmt: skip
    assert found["resolved_at"] is None


def test_a_correction_shows_in_the_time_of_the_update(cast: Cast) -> None:
    _corrected(cast)
    (said,) = the_one(get("incidents/unresolved"))["incident_updates"]
    assert said["updated_at"] > said["display_at"]
    assert "Only upstairs." in said["body"]


def test_words_for_one_audience_say_for_whom(cast: Cast) -> None:
    _apart(cast)
    said = the_one(get("incidents/unresolved"))["incident_updates"][0]["body"]
    assert "You cannot connect." in said
    assert "Students" in said.split("Students use their phone.")[0]


def test_the_page_afterwards_is_the_postmortem(cast: Cast) -> None:
    _looked_back(cast)
    found = the_one(get("incidents"))
    assert found["status"] == "postmortem"
    assert found["incident_updates"][0]["status"] == "postmortem"
    assert "We laid a second one." in found["incident_updates"][0]["body"]
    Review.objects.update(published_at=None)
    assert the_one(get("incidents"))["status"] == "resolved"


def test_a_component_changes_when_its_state_does(cast: Cast) -> None:
    before = {c["id"]: c["updated_at"] for c in get("components")["components"]}
    with time_machine.travel(ago(-10)):
        tell(cast, said=0)
        after = {c["id"]: c["updated_at"] for c in get("components")["components"]}
    assert after["wifi"] > before["wifi"]
    assert after["e-mail"] == before["e-mail"]


def test_no_more_than_the_fifty_newest(cast: Cast) -> None:
    Outage.objects.bulk_create(
        Outage(public_id=public_id(), title={"en": f"No {n}"}, since=ago(n), published_at=ago(n),
               state="resolved", resolved_at=ago(n))
        for n in range(60)
    )  # fmt: skip
    Outage.objects.all()[0].services.add(cast.wifi)
    names = [
        i["name"] for i in json.loads(visitor().get("/api/v2/incidents.json").content)["incidents"]
    ]
    assert len(names) == 50
    assert names[0] == "No 0"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_three_ask_as_many_questions_as_one(cast: Cast, name: str) -> None:
    def questions() -> int:
        visitor().get(f"/api/v2/{name}.json")
        with CaptureQueriesContext(connection) as caught:
            visitor().get(f"/api/v2/{name}.json")
        return len(caught)

    _several(cast)
    _looked_back(cast)
    few = questions()
    for _again in range(2):
        _several(cast)
        _looked_back(cast)
    assert questions() == few
