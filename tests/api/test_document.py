"""The OpenAPI document: whole, true, and its examples work."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from helder.config.api.examples import ANSWERS, ASKED
from helder.outages.models import Outage
from helder.people.tokens import REST
from tests.api.conftest import Api
from tests.cast import soon


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    """As it is served to anybody."""
    answer = api.client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for methods in document["paths"].values() for one in methods.values()]


def test_every_operation_names_its_scope_and_its_errors(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    used = set()
    for operation in operations(document):
        used |= set(operation["security"][0]["token"])
        assert {"401", "403", "422", "429", "500"} <= set(operation["responses"])
        assert operation["summary"]
        assert operation["description"]
    assert used == set(REST)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                found: Any = document
                for step in node["$ref"].removeprefix("#/").split("/"):
                    found = found[step]
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(document)


@pytest.mark.parametrize("name", ANSWERS)
def test_examples_of_answers_fit_their_schema(document: dict[str, Any], name: str) -> None:
    operation = next(one for one in operations(document) if one["operationId"] == name)
    good = next(iter(operation["responses"].values()))["content"]["application/json"]
    _validate(document, good["schema"], good["example"])


@pytest.mark.parametrize("name", ASKED)
def test_examples_of_requests_fit_their_schema(document: dict[str, Any], name: str) -> None:
    operation = next(one for one in operations(document) if one["operationId"] == name)
    body = operation["requestBody"]["content"]["application/json"]
    _validate(document, body["schema"], body["example"])


def test_examples_of_problems_fit_their_schema(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        content = response["content"]["application/problem+json"]
        _validate(document, content["schema"], content["example"])


def _validate(document: dict[str, Any], schema: Any, example: Any) -> None:
    jsonschema_rs.validator_for({**schema, "components": document["components"]}).validate(example)


def test_the_examples_of_the_page_can_be_sent(api: Api) -> None:
    new = ASKED["tell_of_outage"] | {
        "since": soon(-5).isoformat(),
        "next_update_at": soon(30).isoformat(),
    }
    said = api.post("/outages", new)
    assert said.status_code == 201, said.content
    address = f"/outages/{said.json()['id']}"
    following = ASKED["say_next_word"] | {"next_update_at": soon(60).isoformat()}
    assert api.post(f"{address}/updates", following).status_code == 201
    assert api.post(f"{address}/resolve", ASKED["resolve_outage"]).status_code == 201
    assert Outage.objects.get().state == Outage.State.RESOLVED
    result = api.post("/coach", ASKED["ask_coach"]).json()
    shown = ANSWERS["ask_coach"]["findings"][0]
    assert {name: result["findings"][0][name] for name in ("rule", "start", "end", "excerpt")} == {
        name: shown[name] for name in ("rule", "start", "end", "excerpt")
    }
