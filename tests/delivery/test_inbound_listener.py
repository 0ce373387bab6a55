"""Mail handed over by a mail server: LMTP and SMTP, each answered only after it was taken in."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from helder.config.cli import main
from helder.delivery.inbound import intake, listener
from helder.delivery.inbound.addresses import bounce_address
from helder.delivery.inbound.listener import Door
from helder.delivery.models import Delivery, InboundMail
from helder.messages.models import Reaction
from tests.cast import make_cast
from tests.delivery.test_inbound_bounces import golden, sent_to
from tests.messages.replying import REPLY_ADDRESS, mail, published, to_message


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening(lmtp: bool = True) -> Iterator[int]:
    """A door, in a thread of its own."""
    port, ready, box = free_port(), threading.Event(), {}

    async def work() -> None:
        box["stop"], box["loop"] = asyncio.Event(), asyncio.get_running_loop()
        asyncio.get_running_loop().call_later(0.05, ready.set)
        await listener.listen([Door("127.0.0.1", port, lmtp)], box["stop"])

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    try:
        assert ready.wait(10)
        yield port
    finally:
        box["loop"].call_soon_threadsafe(box["stop"].set)
        thread.join(10)
        connection.close()


@pytest.fixture(autouse=True)
def _reads_mail(settings: object, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_bounces_and_replies_over_lmtp(settings: object) -> None:
    cast = make_cast()
    row, message = sent_to(cast), published(cast)
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as server:
        bounce = bounce_address(row.pk)
        server.sendmail("", [bounce], golden("postfix-user-unknown", "elders@example.org"))
        to = to_message(message, cast.eve)
        server.sendmail(cast.eve.email, [to], mail(cast.eve.email, to="hidden@example.org"))
        server.sendmail(cast.eve.email, [to], mail(cast.eve.email, "Nog iets", to=to))
    row.refresh_from_db()
    assert row.state == Delivery.State.BOUNCED
    assert Reaction.objects.get().sayings.count() == 2


@pytest.mark.django_db(transaction=True)
def test_lmtp_answers_for_each_recipient_and_smtp_once() -> None:
    cast = make_cast()
    raw = mail(cast.eve.email)
    for lmtp, client in ((True, smtplib.LMTP), (False, smtplib.SMTP)):
        with listening(lmtp) as port, client("127.0.0.1", port) as server:
            to = [REPLY_ADDRESS, REPLY_ADDRESS.replace("@", "+x@")]
            server.ehlo_or_helo_if_needed()
            server.mail(cast.eve.email)
            assert [server.rcpt(one)[0] for one in to] == [250, 250]
            assert server.data(raw)[0] == 250
            if lmtp:
                assert server.getreply()[0] == 250
            assert server.noop()[0] == 250
    assert InboundMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_now_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()

    def away(*_args: object, **_named: object) -> str:
        from django.db import OperationalError

        raise OperationalError("database is locked")

    monkeypatch.setattr(intake, "_once", away)
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as server:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            server.sendmail("dave@x.example", [REPLY_ADDRESS], mail("dave@x.example"))
        assert refused.value.smtp_code == 451


def test_mail_for_others_and_mail_that_is_too_large_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listener, "LARGEST", 5000)
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as server:
        server.ehlo_or_helo_if_needed()
        server.mail("dave@x.example")
        assert server.rcpt("directeur@rivierland.example")[0] == 550
        assert server.rcpt(REPLY_ADDRESS)[0] == 250
        assert server.data(b"Subject: groot\r\n\r\n" + b"x" * 70 * 100)[0] == 552
        assert server.mail("dave@x.example", ["SIZE=999999"])[0] == 552


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Say where to listen"),
        (["--lmtp", "hier"], "is no address to listen on"),
        (["--lmtp", "127.0.0.1:99999"], "is no address to listen on"),
    ],
)
def test_the_command_says_what_to_write(arguments: list[str], says: str) -> None:
    answer = CliRunner().invoke(main, ["inbound", *arguments])
    assert answer.exit_code == 2
    assert says in answer.output
