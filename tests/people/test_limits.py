"""Who is counted: each visitor for themselves, also behind the web server that stands before us."""

from __future__ import annotations

import pytest
from django.test import Client

from helder.services.views import following
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """One try in an hour from one address."""
    kept = following.within
    monkeypatch.setattr(following, "within", lambda key, _times, seconds: kept(key, 1, seconds))
    monkeypatch.setattr(following.letters, "send", lambda *_: None)


def ask(number: int, forwarded: str) -> int:
    """Asks for news with a mail address of its own; the status of the answer."""
    client = Client(headers={"x-forwarded-for": forwarded})
    wish = {"email": f"n{number}@x.example", "services": "wifi"}
    return client.post("/follow/", wish).status_code


def test_behind_a_proxy_one_visitor_does_not_use_up_the_tries_of_all(
    cast: Cast, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    assert [ask(1, "198.51.100.1"), ask(2, "198.51.100.2")] == [200, 200]
    assert ask(3, "203.0.113.9, 198.51.100.1") == 429, "what a visitor writes before it is no proof"


def test_without_a_proxy_nobody_is_believed(cast: Cast) -> None:
    assert [ask(1, "198.51.100.1"), ask(2, "198.51.100.2")] == [200, 429]
