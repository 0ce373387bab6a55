"""The settings of mail that comes in: a bad one is one sentence that says what to write."""

from __future__ import annotations

import pytest

from helder.config import environment


def read(monkeypatch: pytest.MonkeyPatch, address: str, url: str = "") -> environment.Environment:
    monkeypatch.setenv("HELDER_REPLY_ADDRESS", address)
    monkeypatch.setenv("HELDER_INBOX_URL", url)
    return environment.read()


def test_nothing_is_read_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, "")
    assert (found.reply_address, found.inbox_url) == ("", "")


def test_an_address_and_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "imaps://it:pw%2F@mail.example.org:993/INBOX"
    found = read(monkeypatch, "it-antwoord@example.org", url)
    assert (found.reply_address, found.inbox_url) == ("it-antwoord@example.org", url)


@pytest.mark.parametrize(
    ("address", "url", "says"),
    [
        ("it-antwoord", "", "write a plain mail address"),
        ("it+x@example.org", "", "Helder itself puts a plus"),
        ("een-veel-te-lange-naam-voor-it@example.org", "", "at most 24 letters"),
        ("it@example.org", "pop3://mail.example.org", "must name a mailbox"),
        ("it@example.org", "imaps://mail.example.org:99999/INBOX", "must name a mailbox"),
        ("", "imaps://mail.example.org/INBOX", "HELDER_REPLY_ADDRESS is not"),
    ],
)
def test_a_bad_one_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, address: str, url: str, says: str
) -> None:
    with pytest.raises(environment.BadEnvironment, match=says.replace("+", r"\+")):
        read(monkeypatch, address, url)
