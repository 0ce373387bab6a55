"""What every address of the API does alike: tokens, scopes, problems, ETags, measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from helder.outages import actions
from helder.people import clients, tokens
from tests.api.conftest import Api, notice, word
from tests.cast import soon

NEEDED = {
    "tell_of_outage": "outages:write",
    "say_next_word": "outages:write",
    "resolve_outage": "outages:write",
    "move_maintenance": "outages:write",
    "list_outages": "outages:read",
    "read_outage": "outages:read",
    "read_dispatch": "dispatches:read",
    "list_promises": "promises:read",
    "ask_coach": "coach:use",
}


LAST = {"news": {"en": "It works again."}}


def moved(api: Api) -> Any:
    """Plans maintenance, and moves it by an hour."""
    times = {"scheduled_for": soon(600).isoformat(), "scheduled_until": soon(660).isoformat()}
    plan = notice(kind="maintenance", next_update_at=None, **times)
    new = api.post("/outages", plan)
    if new.status_code != 201:
        return new
    later = {"scheduled_for": soon(660).isoformat(), "scheduled_until": soon(720).isoformat()}
    body = {**later, "reason": {"en": "The engineer cannot come before."}}
    return api.post(f"/outages/{new.json()['id']}/move", body)


def call(api: Api, operation: str, said: dict[str, Any]) -> Any:
    """Does one operation properly."""
    calls: dict[str, Callable[[], Any]] = {
        "tell_of_outage": lambda: api.post("/outages", notice(services=["e-mail"])),
        "say_next_word": lambda: api.post(f"/outages/{said['id']}/updates", word()),
        "resolve_outage": lambda: api.post(f"/outages/{said['id']}/resolve", LAST),
        "move_maintenance": lambda: moved(api),
        "list_outages": lambda: api.get("/outages"),
        "read_outage": lambda: api.get(f"/outages/{said['id']}"),
        "read_dispatch": lambda: api.get(f"/dispatches/{said['dispatch']['id']}"),
        "list_promises": lambda: api.get("/promises"),
        "ask_coach": lambda: api.post("/coach", {"text": "The wifi works."}),
    }
    return calls[operation]()


@pytest.mark.parametrize("scope", tokens.SCOPES)
@pytest.mark.parametrize("operation", NEEDED)
def test_a_token_opens_what_its_scope_says(
    api: Api, client_with: Callable[..., Api], operation: str, scope: str
) -> None:
    said = api.new()
    answer = call(client_with(scope), operation, said)
    if NEEDED[operation] == scope:
        assert answer.status_code in (200, 201), answer.content
        return
    assert answer.status_code == 403
    assert answer.json()["scope"] == NEEDED[operation]
    assert NEEDED[operation] in answer.json()["detail"]
    assert f'scope="{NEEDED[operation]}"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize("sent", ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer helder_wrong"])
def test_without_a_valid_token_nothing_opens(api: Api, sent: str) -> None:
    answer = Client().get("/api/v1/outages", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_revoked_token_opens_nothing(api: Api) -> None:
    tokens.revoke(api.token, by=None)
    assert api.get("/outages").status_code == 401


def test_a_session_of_a_person_is_no_token(api: Api, cast: Any) -> None:
    browser = Client()
    browser.force_login(cast.alice)
    answer = browser.post("/api/v1/outages", notice(), content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path", ["/nothing", "/outages/", "/outages/aaaaaaaaaaaa", "/outages/%00", "/dispatches/22"]
)
def test_what_is_not_there_is_a_problem(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("#problem-not-found")


def test_a_wrong_method_names_the_right_ones(api: Api) -> None:
    answer = api.client.delete("/api/v1/outages", headers=api.headers)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    assert answer.json()["status"] == 405


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[1,",
        '{"a": NaN}',
        "\ufeff{}",
        b"\xff\xfe",
        "[" * 100_000,
        '{"n": ' + "9" * 5_000 + "}",
    ],
)
def test_a_body_that_is_no_json_is_400(api: Api, body: Any) -> None:
    answer = api.post("/outages", body)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("#problem-unreadable")


@pytest.mark.parametrize("body", ["", "[]", "null", "3", '"text"'])
def test_a_body_that_is_no_object_is_422(api: Api, body: str) -> None:
    answer = api.post("/outages", body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_another_media_type_is_415(api: Api) -> None:
    answer = api.post("/outages", "kind=outage", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


def test_a_charset_beside_the_media_type_is_fine(api: Api) -> None:
    kind = "application/json; charset=utf-8"
    assert api.post("/coach", {"text": "Hoi."}, content_type=kind).status_code == 200


def test_a_giant_body_is_413(api: Api) -> None:
    answer = api.post("/outages", "x" * 3_000_000)
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_too_many_requests_are_429(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "PER_MINUTE", 3)
    assert [api.get("/outages").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = api.get("/outages")
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["type"].endswith("#problem-too-many")


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("secret"), 503)]
)
def test_a_fault_of_ours_shows_no_trace(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, settings: Any
) -> None:
    settings.DEBUG = True

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(actions, "publish", broken)
    answer = api.post("/outages", notice())
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_sentences_follow_the_language_of_the_client(client_with: Callable[..., Api]) -> None:
    answer = client_with(language="nl").get("/nothing")
    assert answer["Content-Language"] == "nl"
    assert "Accept-Language" in answer["Vary"]


def test_an_etag_spares_the_answer(api: Api) -> None:
    said = api.new()
    first = api.get(f"/outages/{said['id']}")
    tag = first["ETag"]
    assert api.get(f"/outages/{said['id']}", If_None_Match=tag).status_code == 304
    assert api.get(f"/outages/{said['id']}", If_None_Match=f'W/{tag}, "x"').status_code == 304
    assert api.get(f"/outages/{said['id']}", If_None_Match="*").status_code == 304
    assert api.get(f"/outages/{said['id']}", If_None_Match="nonsense").status_code == 200
    api.post(f"/outages/{said['id']}/updates", word())
    again = api.get(f"/outages/{said['id']}", If_None_Match=tag)
    assert again.status_code == 200
    assert again["ETag"] != tag


def test_head_answers_as_get_without_a_body(api: Api) -> None:
    answer = api.client.head("/api/v1/outages", headers=api.headers)
    assert answer.status_code == 200
    assert answer["ETag"]


def test_every_problem_type_is_explained_on_the_page(api: Api) -> None:
    page = api.client.get("/api/v1/docs").content.decode()
    for answer in (api.get("/nothing"), api.post("/outages", {}), api.post("/outages", "{")):
        anchor = answer.json()["type"].partition("#")[2]
        assert f'id="{anchor}"' in page


def test_the_page_works_without_scripts_of_others(api: Api) -> None:
    answer = api.client.get("/api/v1/docs")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\s(style|onclick|onload)=", page)
    assert not re.search(r'(src|href)="https?://(?!localhost)', page)
    for name in NEEDED:
        assert f'id="{name}"' in page


def test_the_start_leads_to_the_page(api: Api) -> None:
    assert api.client.get("/api/v1/").headers["Location"] == "/api/v1/docs"
