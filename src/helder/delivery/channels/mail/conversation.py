"""The conversation with the mail server, over one connection that is kept.

Owns: time-outs and what each answer means for the row, the address or the whole channel.
The body goes only after `hand_over`; when its answer does not come, nobody knows.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_noop as _

from helder.delivery.errors import ChannelError, Trouble

NO_ANSWER = _("The mail server did not answer after it was given the message; it may have arrived.")
BODY_PATIENCE = 4
"""How many times the ordinary time-out the server may take over a body that it has received."""


@dataclass(frozen=True)
class Envelope:
    """Who sends, who receives, and the finished message with CRLF line ends."""

    sender: str
    recipient: str
    message: bytes


class Conversation:
    """One SMTP connection, opened when needed and again after trouble."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def deliver(self, envelope: Envelope, hand_over: Callable[[], None]) -> str:
        """Gives one message to the server; its answer. Raises ChannelError."""
        server = self._connected()
        try:
            with _broken_line():
                self._address(server, envelope)
                hand_over()
                self._begin_body(server)
                server.send(dotted(envelope.message))
            return self._after_body(server)
        except BaseException:
            self._recover()
            raise

    def close(self) -> None:
        """Says goodbye; never raises."""
        if self.server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.server.quit()
            self.server = None

    def _connected(self) -> smtplib.SMTP:
        if self.server is not None and not self._is_awake(self.server):
            self._drop()
        if self.server is None:
            with _broken_line():
                self.server = _connect()
        return self.server

    @staticmethod
    def _is_awake(server: smtplib.SMTP) -> bool:
        """A server that hung up between two messages is no trouble: a new line is opened."""
        if server.sock is None:
            return False
        server.sock.setblocking(False)
        try:
            server.sock.recv(1)  # an end, or a "421 goodbye" that nobody asked for
            return False
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        finally:
            server.sock.settimeout(settings.EMAIL_TIMEOUT)

    def _address(self, server: smtplib.SMTP, envelope: Envelope) -> None:
        code, answer = server.mail(envelope.sender)
        if code != 250:
            # The sender is the same for everybody: this is not the row's fault.
            raise _error(code, answer, Trouble.CHANNEL)
        code, answer = server.rcpt(envelope.recipient)
        if code not in (250, 251, 252):
            raise _error(code, answer, Trouble.ADDRESS)

    def _begin_body(self, server: smtplib.SMTP) -> None:
        code, answer = server.docmd("DATA")
        if code != 354:
            raise _error(code, answer, Trouble.ROW)

    def _after_body(self, server: smtplib.SMTP) -> str:
        assert server.sock is not None  # noqa: S101 - the body was just sent over it
        server.sock.settimeout(settings.EMAIL_TIMEOUT * BODY_PATIENCE)
        try:
            code, answer = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError(NO_ANSWER, permanent=False, trouble=Trouble.UNKNOWN) from error
        server.sock.settimeout(settings.EMAIL_TIMEOUT)
        if code != 250:
            raise _error(code, answer, Trouble.ROW)
        return _spoken(code, answer)

    def _recover(self) -> None:
        """After trouble the next message starts clean: on this line if it lives, or on another."""
        if self.server is None:
            return
        try:
            if self.server.sock is None or self.server.rset()[0] != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None


def _connect() -> smtplib.SMTP:
    """A greeted, encrypted and signed-in connection, as the settings say."""
    host, port, patience = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        server = smtplib.SMTP_SSL(host, port, timeout=patience, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=patience)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=context)
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


@contextlib.contextmanager
def _broken_line() -> Iterator[None]:
    """Until the body is complete, any break means: nothing went, and the server is to blame."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        text = answer if isinstance(answer, bytes) else str(answer).encode()
        raise _error(error.smtp_code, text, Trouble.CHANNEL) from error
    except (smtplib.SMTPException, OSError) as error:
        note = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {error or type(error).__name__}"
        raise ChannelError(note, permanent=False, trouble=Trouble.CHANNEL) from error


def _error(code: int, answer: bytes, trouble: Trouble) -> ChannelError:
    """What an answer means: 421 closes the channel whatever was asked, 4xx is for now."""
    if code == 421 or code < 400:
        trouble = Trouble.CHANNEL
    gone = trouble is Trouble.ADDRESS and code >= 500 and bool(re.match(rb"5\.1\.\d", answer))
    return ChannelError(
        _spoken(code, answer), permanent=code >= 500, trouble=trouble, address_is_gone=gone
    )


def _spoken(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"


def dotted(message: bytes) -> bytes:
    """As it goes over the line: a dot at the start of a line doubled, a lone dot at the end."""
    stuffed = re.sub(rb"(?m)^\.", b"..", message)
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
