"""The demo's mailbox: a mail server of its own that keeps every mail as a file, and its pages.

Owns: HELDER_HOME/mailbox (one .eml per mail and one index). Refuses: passing any mail on, and
existing outside the demo.
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

FOLDER = "mailbox"
INDEX = "index.jsonl"
_NAME = re.compile(r"\d{1,24}-\d{1,9}")


@dataclass(frozen=True)
class Kept:
    """One mail as the list shows it."""

    id: str
    at: str
    to: str
    sender: str
    subject: str

    @property
    def moment(self) -> datetime:
        """When it arrived."""
        return datetime.fromisoformat(self.at)

    def matches(self, words: str) -> bool:
        """Whether all words occur in recipient or subject."""
        text = f"{self.to} {self.subject}".lower()
        return all(word in text for word in words.lower().split())


class Mailbox:
    """The folder with mails; written by one server, read by any process."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER
        self._seen: tuple[int, int] = (-1, -1)
        self._kept: list[Kept] = []

    def keep(self, name: str, raw: bytes, recipients: list[str]) -> None:
        """Writes one mail, then its line in the index."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.eml").write_bytes(raw)
        head = BytesHeaderParser(policy=policy.default).parsebytes(raw)
        line = Kept(
            id=name,
            at=datetime.now(UTC).isoformat(),
            to=str(head["to"] or ", ".join(recipients)),
            sender=str(head["from"] or ""),
            subject=str(head["subject"] or ""),
        )
        with (self.folder / INDEX).open("a", encoding="utf-8") as index:
            index.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")

    def all(self) -> list[Kept]:
        """Every mail, the newest first; the index is read again only when it has changed."""
        path = self.folder / INDEX
        try:
            status = path.stat()
        except FileNotFoundError:
            return []
        seen = (status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            self._kept = [Kept(**json.loads(line)) for line in _whole_lines(path)][::-1]
            self._seen = seen
        return self._kept

    def open(self, name: str) -> EmailMessage | None:
        """One mail, parsed; None when there is none of this name."""
        path = self.folder / f"{name}.eml"
        if not _NAME.fullmatch(name) or not path.is_file():
            return None
        found = message_from_bytes(path.read_bytes(), policy=policy.default)
        return found if isinstance(found, EmailMessage) else None


def _whole_lines(path: Path) -> list[str]:
    """The lines of the index without one that is still being written."""
    text = path.read_text(encoding="utf-8")
    return text[: text.rfind("\n") + 1].splitlines() if "\n" in text else []


class _Keeper:
    """Takes mail from the server into the mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.numbers = count(1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps one mail."""
        name = f"{time.time_ns()}-{next(self.numbers)}"
        try:
            self.mailbox.keep(name, bytes(envelope.original_content), list(envelope.rcpt_tos))
        except OSError as error:
            return f"452 4.3.1 The mailbox cannot be written: {error.strerror}"
        return "250 2.0.0 Kept in the mailbox"


class MailboxServer:
    """The mail server of the demo, on a free port of this machine only."""

    def __init__(self, home: Path | None = None) -> None:
        self.mailbox = Mailbox(home or Path(os.environ["HELDER_HOME"]))
        self.port = _free_port()
        self._controller = Controller(_Keeper(self.mailbox), hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """For HELDER_EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> MailboxServer:
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
