"""A client of the API, and outages to send."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from helder.people import tokens
from tests.cast import Cast, soon

ROOT = "/api/v1"


class Api:
    """Speaks JSON with one token."""

    def __init__(self, *scopes: str, language: str = "en") -> None:
        self.token, self.plain = tokens.create("monitor", scopes or tokens.SCOPES, by=None)
        self.headers = {"Authorization": f"Bearer {self.plain}", "Accept-Language": language}
        self.client = Client()

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Reads."""
        return self.client.get(_whole(path), headers=self.headers | _named(headers))

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """Writes; text goes as it is, anything else as JSON."""
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        kind = headers.pop("content_type", "application/json")
        sent = self.headers | _named(headers)
        return self.client.post(_whole(path), data=data, content_type=kind, headers=sent)

    def new(self, **changes: Any) -> dict[str, Any]:
        """Publishes an outage."""
        answer = self.post("/outages", notice(**changes))
        assert answer.status_code == 201, answer.content
        return answer.json()


def _whole(path: str) -> str:
    return path if path.startswith(("http", ROOT)) else ROOT + path


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def notice(**changes: Any) -> dict[str, Any]:
    """A good outage, with changes; None takes a field away."""
    body: dict[str, Any] = {
        "kind": "outage",
        "services": ["wifi"],
        "places": [],
        "audiences": [],
        "symptom": {"nl": "U vindt het wifi-netwerk niet.", "en": "You do not see the wifi."},
        "workaround": {"nl": "Gebruik een vaste aansluiting."},
        "next_update_at": soon(30).isoformat(),
        "publish": True,
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def word(**changes: Any) -> dict[str, Any]:
    """A good next word, with changes; None takes a field away."""
    body: dict[str, Any] = {
        "news": {"nl": "Op de begane grond doet de wifi het weer."},
        "next_update_at": soon(60).isoformat(),
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


@pytest.fixture
def api(cast: Cast) -> Api:
    """A client with every scope that reads English sentences."""
    return Api()


@pytest.fixture
def client_with(cast: Cast) -> Callable[..., Api]:
    """Makes clients with some scopes."""
    return Api
