"""One mail that came in, read without trust: nothing in it can make reading fail.

Owns: who wrote, about what, in reply to what, its text and its files. Refuses: deciding anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from helder.delivery.inbound.plaintext import from_html

LONGEST_TEXT = 100_000
MOST_PARTS = 200
OWNERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
"""Headers that may say for whom a mail was, the surest first."""
_IDS = re.compile(r"<([^<>\s]{3,300})>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class File:
    """A file that came along, as it was called; `whole` is False when only its beginning did."""

    name: str
    content: bytes
    whole: bool = True


@dataclass(frozen=True)
class Incoming:
    """A mail. `return_path` is "" for the empty one of machines, None when nobody said."""

    message: Message
    key: str
    sender: str
    name: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    recipients: tuple[str, ...]
    return_path: str | None
    text: str
    files: tuple[File, ...] = field(repr=False)

    def header(self, name: str) -> str:
        """A header's text; "" when it is not there."""
        return header(self.message, name)


def read(
    raw: bytes,
    recipients: Sequence[str] = (),
    return_path: str | None = None,
    *,
    whole: bool = True,
) -> Incoming:
    """A mail from its bytes, or from its beginning when it is not `whole`; the envelope's
    recipients and return path where they are known."""
    message = message_from_bytes(raw)
    name, address = parseaddr(header(message, "From"))
    if return_path is None and "Return-Path" in message:
        return_path = parseaddr(header(message, "Return-Path"))[1]
    said = _IDS.findall(header(message, "References") + header(message, "In-Reply-To"))
    return Incoming(
        message=message,
        key=_key(message, raw),
        sender=address.strip().lower()[:254],
        name=_one_line(name)[:150],
        subject=_one_line(header(message, "Subject"))[:200],
        message_id=next(iter(_IDS.findall(header(message, "Message-ID"))), ""),
        references=tuple(dict.fromkeys(reversed(said))),
        recipients=tuple(recipients) or _recipients(message),
        return_path=return_path,
        text=_text(message),
        files=tuple(File(_file_name(part), _content(part), whole) for part in _file_parts(message)),
    )


def header(message: Message, name: str) -> str:
    """A header decoded, whatever is wrong with it."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (HeaderParseError, LookupError, ValueError):
        text = str(value)
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))


def _key(message: Message, raw: bytes) -> str:
    """The same for the same mail however often it comes in: its id and its body."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1].replace(b"\r\n", b"\n").strip()
    own = "|".join(str(message.get(name, "")) for name in ("Message-ID", "From", "Date"))
    return hashlib.sha256(own.encode("utf-8", "replace") + b"\n" + body).hexdigest()


def _recipients(message: Message) -> tuple[str, ...]:
    values = [header_value for name in OWNERS for header_value in message.get_all(name, [])]
    found = (address.lower() for _name, address in getaddresses([str(value) for value in values]))
    return tuple(dict.fromkeys(address for address in found if "@" in address))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail inside the mail counts as one file."""
    stack, seen = [message], 0
    while stack and seen < MOST_PARTS:
        part, seen = stack.pop(), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            stack += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _is_file(part: Message) -> bool:
    named = bool(part.get_filename()) or part.get_content_disposition() == "attachment"
    return named or part.get_content_type() not in {"text/plain", "text/html"}


def _text(message: Message) -> str:
    """What is written in it: the plain text, or else the HTML as text."""
    written = [part for part in _leaves(message) if not _is_file(part)]
    plain = [_decoded(part) for part in written if part.get_content_type() == "text/plain"]
    text = "\n\n".join(piece.strip() for piece in plain if piece.strip())
    if not text:
        html = [_decoded(part) for part in written if part.get_content_type() == "text/html"]
        text = "\n\n".join(from_html(piece[: 4 * LONGEST_TEXT]) for piece in html)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)[:LONGEST_TEXT].strip()


def _decoded(part: Message) -> str:
    content = _content(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace")


def _content(part: Message) -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):  # a mail inside the mail
        return b"".join(_as_bytes(one) for one in payload if isinstance(one, Message))
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = None
    return found if isinstance(found, bytes) else b""


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, KeyError):
        return str(message.get_payload()).encode("utf-8", "replace")


def _file_parts(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_file(part))


def _file_name(part: Message) -> str:
    """As the sender called it, without folders or signs that do harm."""
    try:
        given = part.get_filename() or ""
        given = str(make_header(decode_header(given)))
    except (HeaderParseError, LookupError, ValueError, TypeError):
        given = ""
    plain = re.split(r"[/\\]", given)[-1].encode("utf-8", "replace").decode("utf-8")
    kept = "".join(sign for sign in plain if sign.isprintable() and sign not in '<>:"|?*;%')
    kept = " ".join(kept.split()).strip(". ")[-100:]
    return kept or part.get_content_type().replace("/", ".")
