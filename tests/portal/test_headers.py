"""Every answer, also when things go wrong, tells the browser what it may do."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.people.test_permissions import ALL

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


FRAMED = "/status/embed/"
"""The one page that other sites may show in a frame."""


def lacking(answer: HttpResponse) -> list[str]:
    """What is wrong with the headers of an answer."""
    wrong = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        wrong.append("Content-Security-Policy")
    return wrong


@pytest.mark.parametrize("who", ["anonymous", "alice"])
def test_every_address_has_them(cast: Cast, who: str) -> None:
    client = Client()
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    paths = [one.path for one in ALL if one.path and "logout" not in one.path]
    wrong = {path: found for path in paths if (found := lacking(client.get(path)))}
    assert wrong.pop(FRAMED) == ["X-Frame-Options"]
    assert wrong == {}
    assert len(paths) > 80


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("get", "/nowhere/", 404),
        ("get", "/desk/people/", 403),
        ("post", "/me/", 403),
        ("get", "/follow/confirm/altered/", 410),
        ("get", "/api/v1/nowhere", 404),
    ],
)
def test_a_page_that_says_no_has_them(cast: Cast, method: str, path: str, code: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.dave)
    answer = getattr(client, method)(path)
    assert answer.status_code == code
    assert lacking(answer) == []


def test_a_page_that_breaks_has_them_and_tells_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("helder.outages.status.queries.now", breaks)
    answer = Client(raise_request_exception=False).get("/status/")
    assert answer.status_code == 500
    assert b"secret inside" not in answer.content
    assert lacking(answer) == []


def test_cookies_and_transport_are_strict_over_https(tmp_path: object) -> None:
    names = [
        "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY", "ALLOWED_HOSTS", "DEBUG",
    ]  # fmt: skip
    code = (
        "import json; from helder.config import settings as s;"
        f"print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    )
    kept = {**os.environ, "HELDER_BASE_URL": "https://it.example.org", "HELDER_HOME": str(tmp_path)}
    answer = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, check=True)
    found = json.loads(answer.stdout)
    assert found["SECURE_HSTS_SECONDS"] >= 60 * 60 * 24 * 180
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert not found["DEBUG"]
    assert "it.example.org" in found["ALLOWED_HOSTS"]
    assert "*" not in found["ALLOWED_HOSTS"]
