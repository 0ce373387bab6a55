"""Idempotency: the same key never publishes twice, whatever happens in between."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.outages import actions
from helder.outages.models import Outage
from helder.people import clients
from helder.people.models import AnsweredRequest
from tests.api.conftest import Api, notice, word
from tests.cast import make_cast


def test_the_same_key_gets_the_same_answer(api: Api) -> None:
    body = notice()
    first = api.post("/outages", body, Idempotency_Key="k-1")
    again = api.post("/outages", body, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotent-Replay" not in first.headers
    assert again["Idempotent-Replay"] == "true"
    assert Outage.objects.count() == Dispatch.objects.count() == 1


def test_spaces_and_order_of_the_json_do_not_matter(api: Api) -> None:
    one = '{"text": "De wifi doet het.", "lang": "nl"}'
    two = '{ "lang":"nl","text":"De wifi doet het." }'
    api.post("/coach", one, Idempotency_Key="k-1")
    assert api.post("/coach", two, Idempotency_Key="k-1")["Idempotent-Replay"] == "true"


def test_the_same_key_for_another_body_is_refused(api: Api) -> None:
    api.post("/outages", notice(), Idempotency_Key="k-1")
    answer = api.post("/outages", notice(services=["e-mail"]), Idempotency_Key="k-1")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("#problem-key-reused")
    assert Outage.objects.count() == 1


def test_the_same_key_for_another_address_is_refused(api: Api) -> None:
    first, second = api.new(), api.new(services=["e-mail"])
    body = word()
    api.post(f"/outages/{first['id']}/updates", body, Idempotency_Key="k-1")
    answer = api.post(f"/outages/{second['id']}/updates", body, Idempotency_Key="k-1")
    assert answer.status_code == 422


def test_each_token_has_its_own_keys(api: Api, client_with: Any) -> None:
    body = notice()
    api.post("/outages", body, Idempotency_Key="k-1")
    answer = client_with().post("/outages", body, Idempotency_Key="k-1")
    assert answer.status_code == 201
    assert Outage.objects.count() == 2


@pytest.mark.parametrize("verb", ["updates", "resolve"])
def test_next_and_last_words_are_said_once(api: Api, verb: str) -> None:
    first = api.new()
    body = word() if verb == "updates" else {"news": {"nl": "De wifi doet het weer."}}
    answers = [
        api.post(f"/outages/{first['id']}/{verb}", body, Idempotency_Key="k-1") for _ in range(3)
    ]
    assert len({answer.content for answer in answers}) == 1
    assert Outage.objects.get().updates.count() == 2


@pytest.mark.parametrize("key", ["", " ", "a" * 201, "sleutel-é"])
def test_a_key_that_is_none_is_said(api: Api, key: str) -> None:
    answer = api.post("/outages", notice(), Idempotency_Key=key)
    assert answer.status_code == 400
    assert not Outage.objects.exists()


def test_a_crash_in_between_leaves_nothing_and_the_key_free(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = notice()
    with monkeypatch.context() as crashing:
        crashing.setattr(actions.words, "send_to_all", _crash)
        assert api.post("/outages", body, Idempotency_Key="k-1").status_code == 500
    assert not Outage.objects.exists()
    assert not AnsweredRequest.objects.exists()
    answer = api.post("/outages", body, Idempotency_Key="k-1")
    assert answer.status_code == 201
    assert "Idempotent-Replay" not in answer.headers


def _crash(*_args: Any) -> None:
    raise RuntimeError("pulled the plug")


def test_old_answers_are_forgotten(api: Api) -> None:
    api.post("/outages", notice(), Idempotency_Key="k-1")
    assert clients.forget_answers() == 0
    old = clock.now() - clients.ANSWERS_KEPT - timedelta(hours=1)
    AnsweredRequest.objects.update(created_at=old)
    assert clients.forget_answers() == 1


@pytest.fixture
def real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads share as processes do: SQLite in a file instead of in memory."""
    if connection.vendor != "sqlite":
        make_cast()
        yield
        return
    kept = connection.settings_dict["NAME"]
    file = tmp_path / "shared.sqlite3"
    with closing(sqlite3.connect(file)) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    connection.settings_dict["NAME"] = str(file)
    held, connection.connection = connection.connection, None
    try:
        make_cast()
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        connection.connection = held
        shutil.rmtree(tmp_path, ignore_errors=True)


def at_once(count: int, send: Any) -> list[Any]:
    """Sends the same from several threads at the same moment."""
    gate, answers = threading.Barrier(count), []

    def work() -> None:
        try:
            gate.wait()
            answers.append(send())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.usefixtures("real_database")
def test_eight_at_once_with_one_key_publish_once() -> None:
    api = Api()
    body = notice()

    def send() -> Any:
        return api.post("/outages", body, Idempotency_Key="k-1")

    answers = at_once(8, send)
    assert {answer.status_code for answer in answers} <= {201, 409}
    good = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in good}) == 1
    assert [answer.headers.get("Idempotent-Replay") for answer in good].count(None) == 1
    assert Outage.objects.count() == Dispatch.objects.count() == 1


@pytest.mark.usefixtures("real_database")
def test_eight_next_words_at_once_get_eight_numbers() -> None:
    api = Api()
    first = api.new()

    def send() -> Any:
        return Client().post(
            f"/api/v1/outages/{first['id']}/updates",
            word(),
            content_type="application/json",
            headers=api.headers,
        )

    answers = at_once(8, send)
    assert [answer.status_code for answer in answers] == [201] * 8
    numbers = Outage.objects.get().updates.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 10))
    read = api.get(f"/outages/{first['id']}").json()
    assert [promise["state"] for promise in read["promises"]].count("made") == 1
