"""What a watcher hears from /healthz and /readyz."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from helder.delivery import health, queries
from helder.delivery.worker import Worker


def ask(path: str) -> tuple[str, dict[str, str]]:
    """The answer of the WSGI application to somebody who uses any host name."""
    heard: list[str] = []

    def refuse(_environ: Any, _start: Any) -> list[bytes]:
        raise AssertionError("Django was asked.")

    body = health.Probes(refuse)({"PATH_INFO": path}, lambda status, _headers: heard.append(status))
    return heard[0], json.loads(b"".join(body))


def test_process_is_up(db: None, client: Client) -> None:
    assert ask("/healthz") == ("200 OK", {"status": "ok"})
    assert client.get("/healthz").json() == {"status": "ok"}


def test_not_ready_without_a_worker(db: None, client: Client) -> None:
    status, report = ask("/readyz")
    assert status.startswith("503")
    assert report["worker"] == "no sign of life"
    assert client.get("/readyz").status_code == 503


def test_ready_with_a_worker(db: None, client: Client) -> None:
    Worker().beat()
    assert ask("/readyz")[0] == "200 OK"
    assert client.get("/readyz").json()["database"] == "ok"


def test_not_ready_without_a_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OperationalError("away")

    monkeypatch.setattr(queries, "worker_is_alive", away)
    status, report = ask("/readyz")
    assert status.startswith("503")
    assert report["database"] == "does not answer"


def test_other_addresses_go_to_django() -> None:
    with pytest.raises(AssertionError, match="Django was asked"):
        ask("/status/")
