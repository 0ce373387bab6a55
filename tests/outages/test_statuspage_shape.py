"""The Statuspage v2 documents: the fields that existing clients read, no more and no fewer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import time_machine

from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import ago, plan, tell, visitor, word

PAGE = {"id", "name", "url", "time_zone", "updated_at"}
COMPONENT = {
    "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase",
    "start_date", "group_id", "page_id", "group", "only_show_if_degraded",
}  # fmt: skip
INCIDENT = {
    "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact",
    "shortlink", "started_at", "page_id", "incident_updates", "components", "_helder",
}  # fmt: skip
UPDATE = {
    "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at",
    "affected_components", "deliver_notifications", "custom_tweet", "tweet_id",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")


def get(name: str) -> dict[str, Any]:
    """One document, in English."""
    response = visitor().get(f"/api/v2/{name}.json")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    document: dict[str, Any] = json.loads(response.content)
    assert set(document["page"]) == PAGE
    return document


def test_the_summary(cast: Cast) -> None:
    outage = tell(cast, places=[cast.noord])
    plan(cast)
    summary = get("summary")
    assert set(summary) == {
        "page", "components", "incidents", "scheduled_maintenances", "status",
    }  # fmt: skip
    assert summary["status"] == {
        "indicator": "major", "description": "Wifi does not work at North.",
    }  # fmt: skip
    states = {component["id"]: component["status"] for component in summary["components"]}
    assert states == {"wifi": "partial_outage", "e-mail": "operational", "cijfers": "operational"}
    (incident,) = summary["incidents"]
    assert set(incident) == INCIDENT
    assert incident["id"] == outage.public_id
    assert incident["components"][0]["id"] == "wifi"
    assert set(incident["components"][0]) == COMPONENT
    (update,) = incident["incident_updates"]
    assert set(update) == UPDATE
    assert "Next update:" in update["body"]
    assert TIME.fullmatch(update["display_at"])
    assert TIME.fullmatch(incident["_helder"]["next_update_at"])
    (planned,) = summary["scheduled_maintenances"]
    assert set(planned) == INCIDENT | {"scheduled_for", "scheduled_until"}
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
