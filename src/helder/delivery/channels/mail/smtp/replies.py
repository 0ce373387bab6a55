"""What a mail server answers, and what that means for the row, the address or the server.

Owns: reading answers and judging them. Refuses: any socket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helder.delivery.errors import ChannelError, Trouble

CLOSING = 421
LONGEST = 64_000
MOST_LINES = 500
_GONE = re.compile(r"5\.1\.(?:[1236]|10)\b")
"""No such mailbox or domain (RFC 3463). 5.1.7 and 5.1.8 are about the sender."""
_TOO_LARGE = re.compile(r"[45]\.3\.4\b")


class Broken(Exception):
    """The line is of no use any more: hung up, too slow, or talking nonsense."""


class OutOfOrder(Exception):
    """This server as a whole takes nothing now."""


class Unfit(OutOfOrder):
    """The same, in words of our own."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; the lines of a long one without their codes."""

    code: int
    lines: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Done, as asked."""
        return 200 <= self.code < 300

    @property
    def text(self) -> str:
        """As a person reads it."""
        return f"{self.code} {' '.join(self.lines)}".strip()


class Reader:
    """Answers out of bytes, however these were cut into packets."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []
        self._code = b""
        self.trouble: Broken | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands half read."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> list[Reply]:
        """The answers that are complete now; what comes after nonsense is not read any more, see
        `trouble`."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        found: list[Reply] = []
        try:
            for line in lines:
                if reply := self._line(line.rstrip(b"\r")):
                    found.append(reply)
            if len(self._rest) > LONGEST or len(self._lines) > MOST_LINES:
                raise Broken("It answers without end.")
        except Broken as error:
            self.trouble = error
        return found

    def _line(self, line: bytes) -> Reply | None:
        code, mark = line[:3], line[3:4]
        if not (code.isdigit() and len(code) == 3 and mark in (b" ", b"-", b"")):
            raise Broken(f"It does not speak SMTP: {line[:80].decode('utf-8', 'replace')}")
        if self._lines and code != self._code:
            raise Broken("It begins another answer in the middle of one.")
        self._lines.append(line[4:].decode("utf-8", "replace"))
        self._code = code
        if mark == b"-":
            return None
        reply = Reply(int(code), tuple(self._lines))
        self._lines = []
        return reply


def refusal(reply: Reply, trouble: Trouble) -> ChannelError:
    """What a refusal of a recipient or of a message means: 4xx is for now."""
    permanent = reply.code >= 500
    gone = permanent and bool(_GONE.match(reply.lines[0] if reply.lines else ""))
    return ChannelError(
        reply.text,
        permanent=permanent,
        trouble=Trouble.ADDRESS if gone else trouble,
        address_is_gone=gone,
    )


def is_too_large(reply: Reply) -> bool:
    """Whether a refusal at MAIL is about the size of this message, not about the sender."""
    return reply.code == 552 or bool(_TOO_LARGE.match(reply.lines[0] if reply.lines else ""))
