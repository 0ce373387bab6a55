"""Where monitors tell: who may, what is refused and how, and that nothing breaks it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.test.client import encode_multipart

from helder.messages.models import Message
from helder.outages.models import Alert, Monitor
from helder.outages.monitors import acting, proof, taking
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in
from tests.outages.telling import JSON, TOKEN, address, alert, group, monitor, send

pytestmark = pytest.mark.django_db


def problem(answer: Any) -> str:
    """The sentence of a problem."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    return str(said["detail"])


def test_the_token_is_kept_only_as_a_hash(cast: Cast) -> None:
    row = monitor()
    assert TOKEN not in repr(Monitor.objects.filter(pk=row.pk).values())


@pytest.mark.parametrize(
    "path", ["/hooks/alertmanager/wrong", "/hooks/gatus/a-token-of-the-tests", "/hooks/nagios/x"]
)
def test_an_address_of_nobody(cast: Cast, path: str) -> None:
    monitor()
    answer = Client(headers={"accept-language": "en"}).post(path, "{}", content_type=JSON)
    assert answer.status_code == 404
    assert "Make a new one at the desk" in problem(answer)


def test_both_ways_to_write_the_address_work(cast: Cast) -> None:
    monitor()
    for path in (address(), address() + "/"):
        assert Client().post(path, group(), content_type=JSON).status_code == 200


def test_no_cookie_and_no_csrf_token_are_needed(cast: Cast) -> None:
    monitor()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(), group(), content_type=JSON).status_code == 200


def test_reading_the_address_changes_nothing(cast: Cast) -> None:
    monitor()
    answer = Client().get(address())
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "the body is empty"),
        ("{", "at line 1"),
        ('{"alerts": 1}', "no list called"),
        ("[]", "no list called"),
        ('{"alerts": [1]}', "is not an alert"),
        ('{"alerts": [{"status": "odd"}]}', "neither"),
        ('{"alerts": [{"status": "firing"}]}', "no fingerprint"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_answered_and_shown(
    cast: Cast, body: str | bytes, words: str
) -> None:
    row = monitor()
    answer = send(body)
    assert answer.status_code == 400
    assert words in problem(answer)
    page = page_of(signed_in(cast.alice).get(f"/desk/monitors/{row.public_id}/"))  # type: ignore[arg-type]
    assert "something was wrong with it" in page
    send(group())
    row.refresh_from_db()
    assert row.problem == ""


def test_too_large_is_said(cast: Cast) -> None:
    monitor()
    for size in (1_000_001, 3_000_000):
        answer = send(b" " * size)
        assert answer.status_code == 413
        assert "at most one megabyte" in problem(answer)


def test_too_often_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monitor()
    monkeypatch.setattr("helder.outages.monitors.door.PER_MINUTE", 2)
    assert [send(group()).status_code for _ in range(3)] == [200, 200, 429]
    assert send(group()).headers["Retry-After"] == "60"


def test_who_guesses_addresses_is_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helder.outages.monitors.door.TRIES_PER_MINUTE", 2)
    tried = [send(group(), token=f"guess-{n}").status_code for n in range(3)]
    assert tried == [404, 404, 429]


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer s3cret"},
        {"Authorization": basic("helder", "s3cret")},
        {"X-Helder-Signature": proof.sign("s3cret", json.dumps(group()).encode())},
        {"X-Hub-Signature-256": proof.sign("s3cret", json.dumps(group()).encode()).upper()},
    ],
)
def test_with_a_secret_the_sender_proves_it(cast: Cast, headers: dict[str, str]) -> None:
    monitor(secret="s3cret")
    assert send(group(), **headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer other"},
        {"Authorization": "Bearer "},
        {"Authorization": basic("s3cret", "other")},
        {"Authorization": "Basic %%%"},
        {"X-Helder-Signature": "sha256=" + "0" * 64},
        {"X-Helder-Signature": proof.sign("s3cret", b"{}")},
        {"X-Helder-Signature": "é"},
    ],
)
def test_without_proof_nothing_is_heard(cast: Cast, headers: dict[str, str]) -> None:
    monitor(secret="s3cret")
    answer = send(group(alert()), **headers)
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers
    assert "This monitor has a secret" in problem(answer)
    assert not Alert.objects.exists()


def test_a_database_that_does_not_answer_asks_for_a_retry(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor()

    def broken(*_args: Any, **_more: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(taking, "take", broken)
    answer = send(group(alert()))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_fault_of_ours_is_no_traceback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monitor()
    monkeypatch.setattr(taking, "take", lambda *_a, **_k: 1 / 0)
    answer = send(group(alert()))
    assert answer.status_code == 500
    assert "Traceback" not in answer.content.decode()


def test_what_was_written_down_is_acted_upon_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor()
    with monkeypatch.context() as broken:
        broken.setattr(acting, "_all", lambda *_a: 1 / 0)
        assert send(group(alert())).status_code == 200
    assert not Message.objects.exists()
    acting.act()
    assert Message.objects.get().form["fields"]["services"] == ["wifi"]


def test_late_twice_and_out_of_order(cast: Cast) -> None:
    monitor()
    first = alert("wifi", minutes=5)
    send(group({**first, "status": "resolved"}))
    send(group(first))
    send(group(first), "alertmanager")
    assert Alert.objects.get().state == "resolved"
    assert not Message.objects.exists()
    assert send(group(alert("wifi", minutes=1))).json()["new"] == 1
    assert Message.objects.count() == 1


KUMA = {
    "heartbeat": {"monitorID": 7, "status": 0, "time": "2026-11-23 06:00:00.123", "msg": "timeout"},
    "monitor": {"id": 7, "name": "Wifi controller", "tags": []},
    "msg": "down",
}


def test_uptime_kuma_tells_in_three_ways(cast: Cast) -> None:
    monitor("uptime_kuma")
    where, boundary = address("uptime_kuma"), "xYz"
    body = encode_multipart(boundary, {"data": json.dumps(KUMA)})
    form = Client().post(where, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert form.json()["new"] == 1
    asked = {
        "msg": "down",
        "heartbeat": json.dumps(KUMA["heartbeat"]),
        "monitor": json.dumps(KUMA["monitor"]),
    }
    assert Client().get(where, asked).json()["known"] == 1
    assert Client().post(where, KUMA, content_type=JSON).json()["known"] == 1
    assert Alert.objects.get().name == "Wifi controller"


def test_uptime_kuma_out_of_order(cast: Cast) -> None:
    monitor("uptime_kuma")
    up = {**KUMA, "heartbeat": {"monitorID": 7, "status": 1, "time": "2026-11-23 06:04:00"}}
    send(up, "uptime_kuma")
    send(KUMA, "uptime_kuma")
    assert {row.state for row in Alert.objects.all()} == {"resolved"}
    assert not Message.objects.exists()
    assert send(up, "uptime_kuma").json()["known"] == 1


def test_gatus_may_use_get_with_a_body_or_an_address(cast: Cast) -> None:
    monitor("gatus")
    where = address("gatus")
    body = 'status: TRIGGERED\ngroup: core\nname: wifi\nerrors: Get "https://x": no such host'
    first = Client().generic("GET", where, body, content_type="text/plain")
    assert first.json()["new"] == 1
    again = Client().get(where, {"status": "TRIGGERED", "group": "core", "name": "wifi"})
    assert again.json()["known"] == 1
    over = Client().post(where, "status: RESOLVED\ngroup: core\nname: wifi", content_type=JSON)
    assert over.json()["over"] == 1
    assert Alert.objects.get().summary.endswith('"https://x": no such host')


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("alertmanager", group(alert(name="HelderTest"))),
        ("uptime_kuma", {"heartbeat": None, "monitor": None, "msg": "My Webhook Testing"}),
        ("gatus", "status: TEST"),
        ("generic", {"test": True}),
    ],
)
def test_a_test_turns_the_page_green_and_opens_nothing(cast: Cast, kind: str, body: Any) -> None:
    row = monitor(kind)
    page = f"/desk/monitors/{row.public_id}/heard/"
    alice = signed_in(cast.alice)
    before = alice.get(page).content.decode()
    assert "Not heard yet" in before
    assert 'hx-trigger="every 3s"' in before
    assert send(body, kind).json()["test"] is True
    after = alice.get(page).content.decode()
    assert "We heard your test" in after
    assert "hx-trigger" not in after
    assert not Alert.objects.exists()


def test_alerts_that_were_left_out_are_said(cast: Cast) -> None:
    row = monitor()
    send(group(alert(), truncatedAlerts=4))
    page = page_of(signed_in(cast.alice).get(f"/desk/monitors/{row.public_id}/"))  # type: ignore[arg-type]
    assert "left alerts out of its message" in page
