"""What differs per reader, put into a mail that was built once for all of them.

Owns: the marks that stand in the laid-out texts, and the seams where a reader's own words come in:
quoted-printable, in short lines, none of which begins with a dot. Because no line of a mould or of
a reader's word ever begins with a dot, nothing needs doubling on its way to the mail server.
Refuses: headers, and what a text says.
"""

from __future__ import annotations

import re
import secrets
from binascii import b2a_qp
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.quoprimime import body_encode
from enum import StrEnum
from html import escape

LINE_END = "\r\n"
SOFT_END = "=\r\n"
_LINE = 72
_PLAIN = re.compile(r"[!-<>-~][ -<>-~]{0,72}(?<! )")
"""What needs no encoding and fits on one line of its own; a first dot is looked at apart."""
_BAD_STARTS = re.compile(r"(?m)^(?:\.|F(?=rom ))")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]+")


class Token(StrEnum):
    """Something of the reader's own in a text."""

    RECIPIENT = "recipient"
    NAME = "name"
    ADDRESS = "address"
    CHOICES = "choices"
    YES = "yes"
    NO = "no"
    THIRD = "third"


ANSWERS = (Token.YES, Token.NO, Token.THIRD)
"""The links under a message, in the order of the answers to its question."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a token; in HTML its signs are escaped."""

    token: Token
    in_html: bool


Piece = str | Slot


@dataclass(frozen=True)
class Marks:
    """What stands in laid-out texts where tokens come; nobody can guess it, so no text holds it."""

    key: str = field(default_factory=lambda: secrets.token_hex(10))

    def of(self, token: Token) -> str:
        """Letters and digits only, so that it survives templates, MJML and attributes."""
        return f"hx{self.key}{token.value}xh"

    def split(self, text: str, *, in_html: bool) -> list[Piece]:
        """The text as pieces, with a slot wherever a mark stands."""
        known = {self.of(token): token for token in Token}
        parts = re.split("(" + "|".join(known) + ")", text)
        return [Slot(known[part], in_html) if part in known else part for part in parts]


def quoted(text: str) -> str:
    """Quoted-printable with CRLF line ends; no line begins with a dot or with "From "."""
    normal = _LINE_ENDS.sub("\n", text)
    # body_encode works on characters that stand for bytes
    encoded = body_encode(normal.encode().decode("latin-1"), maxlinelen=_LINE, eol=LINE_END)
    return _BAD_STARTS.sub(lambda start: f"={ord(start[0]):02X}", encoded)


def spliceable(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces encoded, each slot at the start of a line and the rest after it on the next."""
    done: list[Piece] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Slot):
            done.append(piece)
            continue
        encoded = quoted(piece)
        followed = index + 1 < len(pieces)
        if followed and encoded and not encoded.endswith(LINE_END):
            encoded += SOFT_END
        done.append(encoded)
    return done


def one_line(text: str) -> str:
    """A text without line ends or control characters."""
    if text.isprintable() and "  " not in text:  # nearly all, and far quicker
        return text.strip()
    return " ".join(_UNSAFE.sub(" ", text).split())


def spliced(value: str) -> bytes:
    """A reader's own word as a line or a few, each with a soft end."""
    if _PLAIN.fullmatch(value) and value[0] != "." and not value.startswith("From "):
        return value.encode("ascii") + b"=\r\n"
    bytes_of = _UNSAFE.sub(" ", value).encode("utf-8", "replace")
    flat = b2a_qp(bytes_of).replace(b"=\n", b"")
    return b"".join(_safe_start(line) + b"=\r\n" for line in _lines(flat))


def _lines(flat: bytes) -> Iterator[bytes]:
    """Short lines, no "=3D" cut in two."""
    start = 0
    while start < len(flat):
        end = start + _LINE
        cut = flat.rfind(b"=", end - 2, end) if end < len(flat) else -1
        end = cut if cut > 0 else end
        yield flat[start:end]
        start = end


def _safe_start(line: bytes) -> bytes:
    if line.startswith((b".", b"From ")):
        return b"=%02X" % line[0] + line[1:]
    return line


@dataclass(frozen=True)
class Mould:
    """Everything of a mail that is the same for all who read it in one locale.

    `parts` is the mail from its fixed headers on, cut where something of the reader's comes;
    `places` says at which part which of `slots` stands.
    """

    parts: tuple[bytes, ...]
    places: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]
    size: int

    def cast(self, own_headers: Sequence[str], values: Mapping[Token, str]) -> bytes:
        """One reader's mail. A header with an address beyond ASCII makes it one for SMTPUTF8."""
        parts = [LINE_END.join([*own_headers, ""]).encode(), *self.parts]
        made = [values[slot.token] for slot in self.slots]
        for number, slot in enumerate(self.slots):
            if slot.in_html:
                made[number] = escape(made[number])
        encoded = {value: spliced(value) for value in set(made)}
        for place, number in self.places:
            parts[place] = encoded[made[number]]
        return b"".join(parts)


def mould(headers: str, pieces: Sequence[Piece]) -> Mould:
    """A mould from finished headers and encoded pieces; neighbours that are fixed become one."""
    parts: list[bytes] = []
    places: list[tuple[int, int]] = []
    slots: list[Slot] = []
    run = headers + LINE_END
    for piece in pieces:
        if isinstance(piece, str):
            run += piece
            continue
        parts += [run.encode("ascii"), b""]
        if piece not in slots:
            slots.append(piece)
        places.append((len(parts), slots.index(piece)))  # the reader's headers stand before
        run = ""
    parts.append(run.encode("ascii"))
    return Mould(tuple(parts), tuple(places), tuple(slots), sum(map(len, parts)))
