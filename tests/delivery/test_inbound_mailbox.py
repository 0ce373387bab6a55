"""A mailbox read over IMAP, against a real server: each mail taken in once, then moved away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helder.delivery.inbound import intake, mailbox
from helder.delivery.inbound.addresses import bounce_address
from helder.delivery.inbound.mailbox import Mailbox, MailboxDown
from helder.delivery.inbound.tasks import read_inbox, sweep_inbox
from helder.delivery.models import ChannelPause, Delivery, InboundMail
from helder.messages.models import Reaction, SentAlong
from tests.cast import Cast, person
from tests.delivery import imapserver
from tests.delivery.imapserver import ImapServer
from tests.delivery.test_inbound_bounces import golden, sent_to
from tests.messages.replying import REPLY_ADDRESS, mail, published, to_message
from tests.outages.told import read, visitor

pytestmark = pytest.mark.xdist_group("dovecot")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    yield from imapserver.start(tmp_path_factory.mktemp("imap"))


@pytest.fixture
def server(
    running: ImapServer, settings: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> ImapServer:
    settings.REPLY_ADDRESS = REPLY_ADDRESS  # type: ignore[attr-defined]
    settings.INBOX_URL = running.url  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    line = running.line()
    for folder in ("INBOX", "Helder"):
        state, answer = line.select(folder)
        if state == "OK" and answer[0] != b"0":
            line.store("1:*", "+FLAGS", "\\Deleted")
            line.expunge()
    line.logout()
    return running


def test_bounces_and_replies_are_taken_in_and_moved_away(cast: Cast, server: ImapServer) -> None:
    row, message = sent_to(cast), published(cast)
    server.deliver(golden("postfix-user-unknown", bounce_address(row.pk)))
    server.deliver(mail(cast.eve.email, to=to_message(message, cast.eve)))
    server.deliver(golden("out-of-office-dutch", bounce_address(row.pk)))
    assert sum(read_inbox() for _turn in range(3)) == 3
    row.refresh_from_db()
    assert row.state == Delivery.State.BOUNCED
    assert Reaction.objects.get().person == cast.eve
    assert (server.count(), server.count("Helder")) == (0, 3)
    assert read_inbox() == 0


def test_what_was_taken_in_before_a_crash_is_not_taken_in_again(
    cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = published(cast)
    server.deliver(mail(cast.eve.email, to=to_message(message, cast.eve)))

    def dies(*_args: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "_put_away", dies)
        assert read_inbox() == 0
    assert server.count() == 1
    ChannelPause.objects.all().delete()
    assert read_inbox() == 1
    assert Reaction.objects.get().sayings.count() == 1
    assert (server.count(), server.count("Helder")) == (0, 1)


def test_one_that_cannot_be_handled_does_not_hold_up_the_others(
    cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = published(cast)
    server.deliver(b"\xff\xfe\x00garbage\r\n\r\n\x00")
    server.deliver(mail(cast.eve.email, to=to_message(message, cast.eve)))
    with monkeypatch.context() as patch:
        effect = intake._effect
        patch.setattr(
            intake, "_effect", lambda m: effect(m) if m.sender == cast.eve.email else 1 / 0
        )
        assert read_inbox() == 2
    assert Reaction.objects.count() == 1
    assert InboundMail.objects.filter(outcome="unreadable").count() == 1


def test_of_a_mail_that_is_too_large_the_text_is_read(
    cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 400_000)
    message = published(cast)
    big = [("film.mp4", b"\x00\x00\x00\x20ftypisom" + b"0" * 600_000, "video/mp4")]
    server.deliver(mail(cast.eve.email, "Zie film", to=to_message(message, cast.eve), files=big))
    assert read_inbox() == 1
    assert Reaction.objects.get().sayings.get().text == "Zie film"
    row = SentAlong.objects.get()
    assert (row.name, row.refused, bool(row.file)) == ("film.mp4", "size", False)


def test_a_turn_is_short_and_the_rest_is_for_the_next(
    cast: Cast, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST", 2)
    message = published(cast)
    for number in range(3):
        raw = mail(cast.eve.email, f"Vraag {number}", to=to_message(message, cast.eve))
        server.deliver(raw)
    assert [read_inbox(), read_inbox(), read_inbox()] == [2, 1, 0]


def test_old_mail_is_thrown_away(server: ImapServer, db: None) -> None:
    line = server.line()
    line.create("Helder")
    line.append("Helder", "", '"01-Jan-2026 10:00:00 +0000"', mail("oud@elders.example"))
    line.append("Helder", "", None, mail("nieuw@elders.example"))  # type: ignore[arg-type]
    line.logout()
    assert sweep_inbox() == 1
    assert server.count("Helder") == 1


def test_starttls_works_too(server: ImapServer, cast: Cast) -> None:
    url = server.url.replace("imaps://", "imap://").replace(str(server.tls_port), str(server.port))
    server.deliver(mail(cast.eve.email, to=to_message(published(cast), cast.eve)))
    assert mailbox.read_new(Mailbox.from_url(url)) == 1


@pytest.mark.parametrize("trouble", ["password", "certificate", "port"])
def test_a_mailbox_that_is_out_of_order_waits_and_says_why(
    server: ImapServer, db: None, settings: object, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    if trouble == "password":
        settings.INBOX_URL = server.url.replace("geheim", "fout")  # type: ignore[attr-defined]
    elif trouble == "certificate":
        monkeypatch.delenv("SSL_CERT_FILE")
    else:
        settings.INBOX_URL = "imaps://a:b@localhost:9/INBOX"  # type: ignore[attr-defined]
    assert read_inbox() == 0
    pause = ChannelPause.objects.get(channel="inbox")
    assert pause.note.startswith("localhost: ")
    page = read(visitor(person("wim", "Wim", role="writer")), "/desk/sent/")
    assert "The mailbox for replies cannot be read" in page
    assert "mail server has not been working" not in page
    with pytest.raises(MailboxDown):
        mailbox.read_new(Mailbox.from_url(settings.INBOX_URL))  # type: ignore[attr-defined]


def test_a_mailbox_without_encryption_is_refused_unless_it_is_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoTls:
        def __init__(self, *_args: object, **_named: object) -> None: ...

        def has_capability(self, _name: str) -> bool:
            return False

        def shutdown(self) -> None: ...

        def logout(self) -> None: ...

    monkeypatch.setattr(mailbox, "IMAPClient", NoTls)
    with pytest.raises(MailboxDown, match="no encryption"):
        mailbox.read_new(Mailbox.from_url("imap://a:b@mail.example.org/INBOX"))


def test_the_address_of_a_mailbox_is_read_whole() -> None:
    box = Mailbox.from_url("imaps://it%40example.org:a%2Fb%23c@mail.example.org/Post/IT")
    assert (box.user, box.password, box.folder) == ("it@example.org", "a/b#c", "Post/IT")
    assert (box.host, box.port, box.tls) == ("mail.example.org", 993, True)
    assert Mailbox.from_url("imap://a:b@mail.example.org").port == 143
