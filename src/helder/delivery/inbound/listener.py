"""A door for a mail server: `helder inbound` takes mail over LMTP or SMTP, and answers 250 only
after the mail was taken in.

Owns: the conversation, for whom mail is taken (our own reply address only), and its size. Refuses:
relaying. It knows no passwords, so it must stand where only the mail server can reach it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from dataclasses import dataclass
from typing import Any, AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections

from helder.delivery.inbound import intake
from helder.delivery.inbound.addresses import is_ours, is_start
from helder.delivery.inbound.mailbox import LARGEST

log = logging.getLogger(__name__)

LONGEST_LINE = 200_000
SECONDS_OF_SILENCE = 60
LATER = "451 4.3.0 Helder cannot keep this mail now; please offer it again later."
MOST_RECIPIENTS = 20


class Takes:
    """What is done with each mail: aiosmtpd calls these by name."""

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Only mail to our reply address, with or without a code behind a plus, and to the one for
        outages."""
        if not (is_ours(address) or is_start(address)):
            return "550 5.1.1 Helder takes no mail for this address."
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Taken in, or offered again later."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode("utf-8", "replace")
        try:
            outcome = await sync_to_async(_take)(raw, list(envelope.rcpt_tos), envelope.mail_from)
        except Exception:
            log.exception("A mail could not be kept; the mail server offers it again.")
            return LATER
        log.info("A mail came in: %s.", outcome)
        return f"250 2.0.0 {outcome}"


def _take(raw: bytes, recipients: list[str], return_path: str | None) -> str:
    close_old_connections()
    try:
        return intake.take(raw, recipients, return_path or "")
    finally:
        close_old_connections()


class Lmtp(LMTP):
    """LMTP as RFC 2033 wants it: after the body one answer for each recipient."""

    line_length_limit = LONGEST_LINE
    _answers = 1

    async def push(self, status: AnyStr) -> None:
        """Says a line; after the body once for each recipient."""
        goes_on = str(status).startswith(("354", "b'354"))
        for _ in range(1 if goes_on else self._answers):
            await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """The body of a mail."""
        self._answers = max(1, len(self.envelope.rcpt_tos)) if self.envelope else 1
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answers = 1


class Smtp(SMTP):
    """SMTP with lines as long as some mail programs make them."""

    line_length_limit = LONGEST_LINE


@dataclass(frozen=True)
class Door:
    """Where to listen, and in which language of the two."""

    host: str
    port: int
    lmtp: bool = True

    def __str__(self) -> str:
        return f"{'LMTP' if self.lmtp else 'SMTP'} on {self.host}:{self.port}"


def _conversation(door: Door) -> SMTP:
    kind = Lmtp if door.lmtp else Smtp
    return kind(
        Takes(),
        hostname=socket.gethostname(),
        ident="Helder",
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        timeout=SECONDS_OF_SILENCE,
    )


async def listen(doors: list[Door], stop: asyncio.Event) -> None:
    """Takes mail at these doors until `stop` is set. Raises OSError when a port is taken."""
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda door=door: _conversation(door), door.host, door.port)  # type: ignore[misc]
        for door in doors
    ]
    for door in doors:
        log.info("Helder takes mail over %s.", door)
    await stop.wait()
    for server in servers:
        server.close()
    await sync_to_async(connections.close_all)()


def run(doors: list[Door]) -> None:
    """Listens until SIGTERM or SIGINT. Raises OSError when a port is taken."""
    asyncio.run(_until_signal(doors))


async def _until_signal(doors: list[Door]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await listen(doors, stop)
