"""Real mail servers for the tests: one that works, and ones that have a bad day."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """Keeps what arrives; the answers can be changed per address, or for the whole server."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes]] = []
        self.senders: dict[str, str] = {}
        self.at_rcpt: dict[str, str] = {}
        self.at_body: dict[str, str] = {}
        self.at_sender = ""
        self.hang_up_at_rcpt: set[str] = set()
        self.hang_up_after_body: set[str] = set()
        self.hang_up_after_each = False
        self.seconds_per_body = 0.0
        self.connections = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: Any
    ) -> Any:
        """Counts the connections."""
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Takes or refuses the sender."""
        if self.at_sender:
            return self.at_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Takes or refuses the recipient."""
        if address in self.hang_up_at_rcpt:
            self.hang_up_at_rcpt.discard(address)
            server.transport.close()
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keeps the mail, or says no, or goes away without a word."""
        address = envelope.rcpt_tos[0]
        if self.seconds_per_body:
            await asyncio.sleep(self.seconds_per_body)
        if address in self.at_body:
            return self.at_body[address]
        self.senders[address] = str(envelope.mail_from)
        self.arrived.append((address, bytes(envelope.original_content or b"")))
        if address in self.hang_up_after_body:
            self.hang_up_after_body.discard(address)
            server.transport.close()
        elif self.hang_up_after_each:
            asyncio.get_event_loop().call_soon(server.transport.close)
        return "250 2.0.0 kept"

    @property
    def per_address(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for address, _raw in self.arrived)

    def mail_to(self, address: str) -> EmailMessage:
        """The last mail to this address, parsed."""
        raw = [raw for to, raw in self.arrived if to == address][-1]
        return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


@contextlib.contextmanager
def serving(post: Post, port: int = 0) -> Iterator[int]:
    """The server on the loopback; its port."""
    chosen = port or free_port()
    controller = Controller(post, hostname="127.0.0.1", port=chosen)
    controller.start()
    try:
        yield chosen
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """A mail server that works, to which Helder is set."""
    kept = Post()
    with serving(kept) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield kept
