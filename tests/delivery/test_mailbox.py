"""The demo's mailbox: a real conversation in, pages out."""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Iterator
from importlib import reload
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches

from helder.config import urls
from helder.config.demo import phone
from helder.config.demo.mailbox import Mailbox, MailboxServer
from helder.delivery.channels.screen import actions as screens
from helder.delivery.models import Screen
from helder.delivery.worker import drain
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import send


@pytest.fixture
def server(tmp_path: Path, settings: Any) -> Iterator[MailboxServer]:
    """The mailbox, in a demo, with Helder set to it."""
    settings.DEMO, settings.HOME = True, tmp_path
    reload(sys.modules[urls.__name__])
    clear_url_caches()
    with MailboxServer(tmp_path) as kept:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        yield kept
    settings.DEMO = False
    reload(sys.modules[urls.__name__])
    clear_url_caches()


def test_every_mail_can_be_read(cast: Cast, server: MailboxServer, client: Client) -> None:
    client.cookies["helder_language"] = "en"
    assert "No mail yet" in client.get("/demo/mailbox/").content.decode()
    send()
    drain()
    shown = client.get("/demo/mailbox/").content.decode()
    assert "5 mails" in shown
    assert "Dave Öztürk" in shown
    [mail] = [mail for mail in server.mailbox.all() if "eve" in mail.to]
    one = client.get(f"/demo/mailbox/{mail.id}/").content.decode()
    assert "<h1>Wifi does not work</h1>" in one
    assert "List-Unsubscribe-Post" in one
    assert "sandbox=" in one


def test_html_of_a_mail_has_a_policy_of_its_own(
    cast: Cast, server: MailboxServer, client: Client
) -> None:
    send()
    drain()
    answer = client.get(f"/demo/mailbox/{server.mailbox.all()[0].id}/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Wifi does not work" in answer.content.decode()


def test_search_by_recipient_and_subject(cast: Cast, server: MailboxServer, client: Client) -> None:
    client.cookies["helder_language"] = "en"
    send()
    drain()
    shown = client.get("/demo/mailbox/?q=eve+wifi").content.decode()
    assert "1 mail" in shown
    assert "Dave" not in shown
    assert "No mail with these words" in client.get("/demo/mailbox/?q=zzz").content.decode()


def test_newest_first_and_half_a_line_is_no_harm(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.keep("1-1", b"Subject: one\r\n\r\nx", ["a@example.org"])
    mailbox.keep("2-2", b"Subject: =?utf-8?q?tw=C3=AB?=\r\n\r\nx", ["b@example.org"])
    with (mailbox.folder / "index.jsonl").open("a") as index:
        index.write('{"id": "3-3", "at"')
    assert [mail.subject for mail in mailbox.all()] == ["twë", "one"]
    assert mailbox.all()[0].to == "b@example.org"


@pytest.mark.parametrize("name", ["../../secret", "nosuch", "1-999", ""])
def test_other_files_are_out_of_reach(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("no")
    assert Mailbox(tmp_path).open(name) is None


def test_full_disk_is_told_to_the_sender(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file where the folder should be")
    with (
        MailboxServer(tmp_path) as kept,
        smtplib.SMTP("127.0.0.1", kept.port) as line,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        line.sendmail("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\nx")
    assert refused.value.smtp_code == 452


def test_outside_the_demo_there_is_no_mailbox(db: None, client: Client) -> None:
    assert client.get("/demo/mailbox/").status_code == 404


def test_a_text_message_arrives_on_the_demo_phone(
    cast: Cast, server: MailboxServer, live_server: Any, settings: Any, client: Client
) -> None:
    client.cookies["helder_language"] = "en"
    settings.BASE_URL, settings.PRIVATE_HOSTS = live_server.url, ("127.0.0.1",)
    assert "No text message yet" in client.get("/demo/phone/").content.decode()
    phone.connect()
    wish = {"urgent_by": "sms,mail", "ordinary_by": "sms,mail", "phone": "06 1234 5678"}
    Person.objects.filter(pk=cast.eve.pk).update(**wish)
    send()
    drain()
    shown = client.get("/demo/phone/").content.decode()
    assert "+31612345678" in shown
    assert "Wifi does not work" in shown
    assert not [mail for mail in server.mailbox.all() if "eve" in mail.to]


@pytest.mark.parametrize("body", [b"", b"[]", b"nothing", b'{"to": "06"}', b"\xff\xfe"])
def test_the_demo_phone_takes_only_what_it_knows(
    db: None, server: MailboxServer, client: Client, body: bytes
) -> None:
    answer = client.post("/demo/phone/in/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "Give JSON" in answer.content.decode()
    assert phone.texts(server.mailbox.folder.parent) == []


def test_the_mailbox_names_the_screens(cast: Cast, server: MailboxServer, client: Client) -> None:
    screens.save(Screen(name="Library"), [], by=cast.alice)
    assert f"/screen/{Screen.objects.get().token}/" in client.get("/demo/mailbox/").content.decode()
