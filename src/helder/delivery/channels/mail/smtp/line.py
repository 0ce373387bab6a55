"""The script of one conversation with a mail server, written as it is spoken.

Owns: what is said after which answer, and what an answer means for the mail in hand. Refuses:
waiting. The script yields what it waits for, and `lines` goes on with it when that has come.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from django.utils.translation import gettext_noop as _

from helder.delivery.channels.mail.smtp.relay import Address, Relay, own_name
from helder.delivery.channels.mail.smtp.replies import (
    CLOSING,
    Broken,
    OutOfOrder,
    Reply,
    Unfit,
    is_too_large,
    refusal,
)
from helder.delivery.channels.mail.smtp.signing_in import sign_in
from helder.delivery.channels.mail.smtp.wire import Wire
from helder.delivery.channels.mail.smtp.work import Job
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Outcome

NO_TLS = _("The mail server offers no encryption, and Helder is set to use it.")
NO_UTF8 = _("The mail server cannot take a mail address with signs beyond a to z.")
TOO_LARGE = _("The mail is larger than the mail server takes: make its pictures or files smaller.")
NO_ANSWER = _("The mail server did not answer after it was given the message; it may have arrived.")
CUT_OFF = _("The mail server hung up before it had the whole message; nothing went.")

# How many times the ordinary time-out each stage may take (after RFC 5321, 4.5.3.2).
GREETING, COMMAND, BODY = 2.0, 2.0, 4.0
LONGEST_TO_CONNECT = 10.0
LAST_DOT = b".\r\n"


class Wants(Enum):
    """What a script waits for."""

    CONNECTED = "connected"
    HANDSHAKE = "handshake"
    REPLY = "reply"
    LEAVE = "leave"
    """The word of the ledger that the mail in hand may go."""
    WORK = "work"


class Withdrawn(Broken):
    """The ledger keeps back a mail that was announced; the line cannot be used any more."""


class Closing(Broken):
    """The server says that it stops (421)."""


class Desk(Protocol):
    """Who gives a line its work and hears what came of it."""

    def take(self) -> Job | None:
        """The next mail, or None."""

    def report(self, outcome: Outcome) -> None:
        """An answer of the server about one mail."""


@dataclass(frozen=True)
class Offers:
    """What a server says it can do."""

    pipelining: bool = False
    starttls: bool = False
    utf8: bool = False
    size: bool = False
    largest: int = 0
    """In bytes; 0 is not said."""
    sign_in: tuple[str, ...] = ()

    @staticmethod
    def of(reply: Reply) -> Offers:
        """From the answer to EHLO."""
        said: dict[str, str] = {}
        for line in reply.lines[1:]:
            word, _space, rest = line.strip().replace("=", " ", 1).partition(" ")
            said[word.upper()] = f"{said.get(word.upper(), '')} {rest}"
        size = re.search(r"\d{1,15}", said.get("SIZE", ""))
        return Offers(
            pipelining="PIPELINING" in said,
            starttls="STARTTLS" in said,
            utf8="SMTPUTF8" in said,
            size="SIZE" in said,
            largest=int(size[0]) if size else 0,
            sign_in=tuple(said.get("AUTH", "").upper().split()),
        )

    def refuses(self, job: Job) -> ChannelError | None:
        """Why this mail cannot go here, known without asking."""
        if job.needs_utf8 and not self.utf8:
            return ChannelError(NO_UTF8, permanent=True, trouble=Trouble.ADDRESS)
        if self.largest and len(job.message) > self.largest:
            return ChannelError(TOO_LARGE, permanent=True)
        return None


Script = Generator[Wants, Any, None]
Told = Generator[Wants, Any, Reply]
Decided = Generator[Wants, Any, bool]


class Line:
    """One connection to a relay. `job` is announced and its body not sent; the body of `begun`
    goes or went, and no answer to it has come yet."""

    def __init__(
        self,
        relay: Relay,
        addresses: Sequence[Address],
        context: ssl.SSLContext | None,
        desk: Desk,
    ) -> None:
        self.relay = relay
        self.addresses = addresses
        self.context = context
        self.desk = desk
        self.wire: Wire
        self.offers = Offers()
        self.is_open = False
        self.job: Job | None = None
        self.begun: Job | None = None
        self.stage = ""
        self.wants = Wants.CONNECTED
        self.patience = relay.patience
        self.script = self._talk()
        self._ahead = False
        self._unclean = False
        self._end_of_body = 0

    @property
    def body_left(self) -> bool:
        """Whether the last byte of the mail that was begun has left this program."""
        return self.wire.sent >= self._end_of_body

    def _talk(self) -> Script:
        yield from self._connect()
        yield from self._greet()
        self.is_open = True
        while True:
            job = yield Wants.WORK
            self.wire.write(self._announcement(job))
            while self.job is not None:
                yield from self._deliver(self.job)

    # Opening

    def _connect(self) -> Script:
        """The first of the relay's addresses that answers."""
        trouble: Exception = OSError("Its name leads nowhere.")
        self.patience = min(LONGEST_TO_CONNECT, self.relay.patience)
        for address in self.addresses:
            try:
                self.wire = Wire(address)
                yield Wants.CONNECTED
                self.wire.connected()
                return
            except (OSError, Broken) as error:
                trouble = error
                if hasattr(self, "wire"):
                    self.wire.close()
        raise trouble

    def _greet(self) -> Script:
        if self.relay.tls:
            yield from self._encrypt()
        greeting = yield from self._answer(GREETING)
        if greeting.code != 220:
            raise OutOfOrder(greeting.text)
        yield from self._hello()
        if self.relay.starttls:
            if not self.offers.starttls:
                raise Unfit(NO_TLS)
            yield from self._expect(b"STARTTLS", 220)
            yield from self._encrypt()
            yield from self._hello()
        if self.relay.user:
            yield from sign_in(
                self._ask, self.offers.sign_in, self.relay, encrypted=self.wire.is_encrypted
            )

    def _encrypt(self) -> Script:
        self.patience = GREETING * self.relay.patience
        assert self.context is not None  # noqa: S101 - made for every relay that encrypts
        self.wire.encrypt(self.context, self.relay.host)
        yield Wants.HANDSHAKE

    def _hello(self) -> Script:
        name = own_name() or self.wire.own_address()
        reply = yield from self._ask(b"EHLO " + name.encode())
        if reply.is_good:
            self.offers = Offers.of(reply)
        else:
            yield from self._expect(b"HELO " + name.encode(), 250)

    def _ask(self, command: bytes) -> Told:
        self.wire.write(command + b"\r\n")
        return (yield from self._answer(COMMAND))

    def _answer(self, patience: float) -> Told:
        self.patience = patience * self.relay.patience
        reply: Reply = yield Wants.REPLY
        return reply

    def _expect(self, command: bytes, code: int) -> Script:
        reply = yield from self._ask(command)
        if reply.code != code:
            raise OutOfOrder(reply.text)

    # Delivering

    def take(self) -> Job | None:
        """The next mail that this server can take."""
        while job := self.desk.take():
            error = self.offers.refuses(job)
            if error is None:
                return job
            self.desk.report(Outcome(job.parcel, error=error))
        return None

    def _announcement(self, job: Job | None) -> bytes:
        """What is said of the next mail ahead of any answer (RFC 2920); nothing to a server that
        wants one thing at a time, or after a line broke on this mail."""
        self.job = job
        self._ahead = job is not None and self.offers.pipelining and not job.tries
        if job is None or not self._ahead:
            return b""
        return (b"RSET\r\n" if self._unclean else b"") + b"".join(self._commands(job))

    def _commands(self, job: Job) -> tuple[bytes, bytes, bytes]:
        utf8 = " BODY=8BITMIME SMTPUTF8" if job.needs_utf8 else ""
        size = f" SIZE={len(job.message)}" if self.offers.size else ""
        return (
            f"MAIL FROM:<{job.sender}>{size}{utf8}\r\n".encode(),
            f"RCPT TO:<{job.recipient}>\r\n".encode(),
            b"DATA\r\n",
        )

    def _deliver(self, job: Job) -> Script:
        """One mail; afterwards `job` is the next one, announced, or None."""
        if (yield from self._is_expected(job)):
            if not (yield Wants.LEAVE):
                self.job = None
                raise Withdrawn
            yield from self._hand_over(job)
        else:
            following = self.take()
            self.wire.write(self._announcement(following))

    def _is_expected(self, job: Job) -> Decided:
        """Sender and recipient; True when the server now waits for the body."""
        if self._unclean:
            yield from self._reset()
        replies: list[Reply] = []
        for stage, command in zip(("MAIL", "RCPT", "DATA"), self._commands(job), strict=True):
            self.stage = stage
            if not self._ahead:
                self.wire.write(command)
            reply = yield from self._answer(COMMAND)
            if reply.code == CLOSING:
                raise Closing(reply.text)
            replies.append(reply)
            if not self._ahead and not _fits(stage, reply):
                break
        if len(replies) == 3 and replies[2].code == 354 and replies[0].is_good:
            if replies[1].is_good:
                return True
            yield from self._send_nothing()
        else:
            self._unclean = True
        self._refused(job, replies)
        return False

    def _reset(self) -> Script:
        if not self._ahead:
            self.wire.write(b"RSET\r\n")
        reply = yield from self._answer(COMMAND)
        if not reply.is_good:
            raise Closing(reply.text)
        self._unclean = False

    def _send_nothing(self) -> Script:
        """The server waits for a body though it refused the only recipient (RFC 2920, 3.1)."""
        self.wire.write(LAST_DOT)
        yield from self._answer(BODY)

    def _refused(self, job: Job, replies: Sequence[Reply]) -> None:
        """What the first refusal among the answers says."""
        mail = replies[0]
        if not mail.is_good:
            # The sender is the same for everybody: only its size can be this mail's fault.
            if not (is_too_large(mail) or job.needs_utf8):
                raise OutOfOrder(mail.text)
            trouble = Trouble.ADDRESS if job.needs_utf8 else Trouble.ROW
            error = ChannelError(mail.text, permanent=mail.code >= 500, trouble=trouble)
        elif not replies[1].is_good:
            error = refusal(replies[1], Trouble.ADDRESS)
        else:
            error = refusal(replies[2], Trouble.ROW)
        self.job = None
        self.desk.report(Outcome(job.parcel, error=error))

    def _hand_over(self, job: Job) -> Script:
        """The body and, in the same breath, what comes next."""
        self.begun, self.job = job, None
        self._end_of_body = self.wire.queued + len(job.message) + len(LAST_DOT)
        announcement = self._announcement(self.take())
        self.wire.write(b"".join((job.message, LAST_DOT, announcement)))
        reply = yield from self._answer(BODY)
        whole = self.body_left
        self._judge(job, reply, whole)
        if not whole or reply.code == CLOSING or not (reply.is_good or reply.code >= 400):
            raise Broken(reply.text)

    def _judge(self, job: Job, reply: Reply, whole: bool) -> None:
        """What the answer to a body says."""
        self.begun = None
        error: ChannelError | None = None
        if reply.code >= 400:
            error = refusal(reply, Trouble.ROW)
        elif not whole:
            error = ChannelError(CUT_OFF, permanent=False)
        elif not reply.is_good:
            error = ChannelError(NO_ANSWER, permanent=False, trouble=Trouble.UNKNOWN)
        self.desk.report(Outcome(job.parcel, "" if error else reply.text, error))


def _fits(stage: str, reply: Reply) -> bool:
    return reply.code == 354 if stage == "DATA" else reply.is_good
