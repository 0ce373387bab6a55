"""Reading a mailbox over IMAP: what is in it is taken in, and then moved away.

Owns: the line to the mailbox, its time-outs, and how much is done in one turn. A mail leaves the
mailbox only after it was taken in; when Helder dies in between, it is offered again and the intake
knows it. Refuses: reading what somebody else put in the folder of what was done.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError
from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from helder.delivery.inbound import intake
from helder.kit import clock

log = logging.getLogger(__name__)

TIMEOUT = SocketTimeout(connect=5, read=10)
MOST, SECONDS = 25, 5.0
"""How many mails, and how long, one turn takes at most; the rest is for the next turn."""
LARGEST = 15_000_000
BEGINNING = 300_000
"""Of a mail that is larger, only the beginning is read: the text is there, files are not whole."""
DONE = "Helder"
KEEP_DONE = timedelta(days=14)
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailboxDown(Exception):
    """The mailbox cannot be read now; one sentence says why."""


@dataclass(frozen=True)
class Mailbox:
    """Where it is, from an address such as imaps://user:password@host/INBOX."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @classmethod
    def from_url(cls, url: str) -> Mailbox:
        """The parts of HELDER_INBOX_URL."""
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (993 if tls else 143),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            tls=tls,
        )


def read_new(box: Mailbox) -> int:
    """Takes in what is there, as much as fits in one turn; how many. Raises MailboxDown."""
    with _opened(box) as line:
        done = _folder_of_done(line)
        line.select_folder(box.folder)
        keys = sorted(line.search(["UNDELETED"]))[:MOST]
        return sum(1 for _taken in _take_all(line, keys, done))


def sweep(box: Mailbox) -> int:
    """Throws away what was done two weeks ago; how many. Raises MailboxDown."""
    with _opened(box) as line:
        line.select_folder(_folder_of_done(line))
        old = line.search(["BEFORE", (clock.now() - KEEP_DONE).date()])
        if old:
            line.delete_messages(old)
            line.expunge()
        return len(old)


def _take_all(line: Any, keys: list[int], done: str) -> Iterator[int]:
    end = time.monotonic() + SECONDS
    for key in keys:
        if time.monotonic() > end:
            return
        raw, whole = _fetch(line, key)
        if raw:
            outcome = intake.take(raw, whole=whole)
            log.info("A mail came in: %s.", outcome)
            _put_away(line, key, done)
            yield key


def _fetch(line: Any, key: int) -> tuple[bytes, bool]:
    """The mail, or its beginning when it is too large, and whether it is whole; nothing when
    somebody else took it away."""
    found = line.fetch([key], ["RFC822.SIZE"]).get(key)
    if found is None:
        return b"", False
    whole = found[b"RFC822.SIZE"] <= LARGEST
    answer = line.fetch([key], ["BODY.PEEK[]" if whole else f"BODY.PEEK[]<0.{BEGINNING}>"])
    parts = answer.get(key, {}).items()
    return next((bytes(value) for name, value in parts if name.startswith(b"BODY[]")), b""), whole


def _put_away(line: Any, key: int, done: str) -> None:
    """Out of the mailbox, into the folder of what was done."""
    if line.has_capability("MOVE"):
        line.move([key], done)
        return
    line.copy([key], done)
    line.delete_messages([key])
    if line.has_capability("UIDPLUS"):
        line.uid_expunge([key])
    else:
        line.expunge()


def _folder_of_done(line: Any) -> str:
    """The folder beside the mailbox to which mail goes when it was taken in; made when needed."""
    prefix = ""
    if line.has_capability("NAMESPACE"):
        personal = line.namespace().personal
        prefix = personal[0][0] if personal else ""
    name = f"{prefix}{DONE}"
    if not line.folder_exists(name):
        line.create_folder(name)
    return name


@contextmanager
def _opened(box: Mailbox) -> Iterator[Any]:
    """A signed-in line over TLS; everything that goes wrong on it is MailboxDown."""
    line = None
    try:
        line = _connect(box)
        line.login(box.user, box.password)
        yield line
    except DatabaseError:
        raise
    except (IMAPClientError, OSError, ssl.SSLError) as error:
        raise MailboxDown(f"{box.host}: {' '.join(str(error).split())[:200]}") from error
    finally:
        if line is not None:
            with suppress(Exception):
                line.logout()


def _connect(box: Mailbox) -> Any:
    """Over TLS from the start, or by STARTTLS; without it only to this machine itself."""
    context = ssl.create_default_context()
    line = IMAPClient(
        box.host, box.port, ssl=box.tls, ssl_context=context if box.tls else None, timeout=TIMEOUT
    )
    if not box.tls and line.has_capability("STARTTLS"):
        line.starttls(context)
    elif not box.tls and box.host not in HERE:
        line.shutdown()
        raise MailboxDown(f"{box.host} offers no encryption (STARTTLS); use imaps://.")
    return line
