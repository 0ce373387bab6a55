"""The settings of mail: a bad one is one sentence that says what to write."""

from __future__ import annotations

import pytest

from helder.config import environment


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HELDER_EMAIL_FALLBACK_URL", "mail2.example.org", "must name a mail server"),
        ("HELDER_EMAIL_FALLBACK_URL", "smtp://mail2.example.org/?tls=Maybe", "?tls=True"),
        ("HELDER_EMAIL_URL", "http://mail.example.org", "must name a mail server"),
        ("HELDER_MAIL_CONNECTIONS", "0", "from 1 to 100"),
        ("HELDER_MAIL_CONNECTIONS", "many", "from 1 to 100"),
        ("HELDER_MAIL_CONNECTIONS", "²", "from 1 to 100"),
        ("HELDER_MAIL_CONNECTIONS", "101", "from 1 to 100"),
        ("HELDER_MAIL_PER_MINUTE", "-5", "a whole number from 0"),
        ("HELDER_MAIL_PER_MINUTE", "10.5", "a whole number from 0"),
    ],
)
def test_a_bad_value_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(environment.BadEnvironment) as refused:
        environment.read()
    assert name in str(refused.value)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EMAIL_FALLBACK_URL", "MAIL_CONNECTIONS", "MAIL_PER_MINUTE"):
        monkeypatch.delenv(f"HELDER_{name}", raising=False)
    said = environment.read()
    assert said.email_fallback == {}
    assert (said.mail_connections, said.mail_per_minute) == (environment.DEFAULT_CONNECTIONS, 0)


def test_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "smtp://user:p%2Fass@mail2.example.org:587/?tls=True"
    monkeypatch.setenv("HELDER_EMAIL_FALLBACK_URL", url)
    monkeypatch.setenv("HELDER_MAIL_CONNECTIONS", "3")
    monkeypatch.setenv("HELDER_MAIL_PER_MINUTE", "600")
    said = environment.read()
    assert said.email_fallback["EMAIL_HOST"] == "mail2.example.org"
    assert said.email_fallback["EMAIL_HOST_PASSWORD"] == "p/ass"
    assert said.email_fallback["EMAIL_USE_TLS"] is True
    assert (said.mail_connections, said.mail_per_minute) == (3, 600)
