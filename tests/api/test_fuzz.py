"""Schemathesis sends what nobody would think of; no fault of ours, and the document stays true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from helder.config.api.door import api as api_object
from helder.config.wsgi import application
from helder.people import clients
from tests.api.conftest import Api
from tests.cast import soon

load_all_checks()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
TURN = count()


@pytest.fixture
def said(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A running outage, and the client that told of it; the connection stays, as in Client."""
    monkeypatch.setattr(clients, "PER_MINUTE", 1_000_000)
    known = api.new() | {"token": api.plain}
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield known
    for signal in signals:
        signal.connect(close_old_connections)


def load() -> Any:
    """The document of the API, its requests sent to the WSGI application."""
    loaded = schemathesis.openapi.from_dict(json.loads(json.dumps(api_object.get_openapi_schema())))
    loaded.app = application
    loaded.location = "/api/v1/openapi.json"
    return loaded


schema = load()


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_any_request_gets_an_answer_of_the_document(case: Any, said: dict[str, Any]) -> None:
    turn = next(TURN)
    if turn % 2:
        _make_real(case, said)
    token = said["token"] if turn % 10 else "helder_nobody"
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=CHECKS)


def _make_real(case: Any, said: dict[str, Any]) -> None:
    """Names that exist, so that the request comes further than the first check."""
    if "id" in (case.path_parameters or {}):
        dispatched = "dispatches" in case.path
        case.path_parameters["id"] = said["dispatch"]["id"] if dispatched else said["id"]
    body = case.body
    if isinstance(body, dict) and "services" in body:
        body |= {"services": ["wifi"], "places": [], "audiences": ["all"]}
    if isinstance(body, dict) and ({"services", "news"} & set(body)):
        body["next_update_at"] = soon(30).isoformat()
