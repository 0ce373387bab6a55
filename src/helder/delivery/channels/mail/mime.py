"""A mail as bytes: headers that nobody breaks out of, encodings, parts, files.

Owns: RFC 2045, 2047 and 2231 as far as Helder writes them. Refuses: what differs per reader (see
splice.py), and the words.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.utils import formataddr
from urllib.parse import quote

from helder.delivery.channels.mail.splice import (
    LINE_END,
    Marks,
    Mould,
    Piece,
    mould,
    one_line,
    spliceable,
)

_LONGEST_SHOWN = 60
_WORD_BYTES = 42
_NAME_UNITS = re.compile(r"(?:%..|[^%]){1,20}")
_PLAIN_FILE = re.compile(r"[A-Za-z0-9._-]{1,60}")
_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}")


@dataclass(frozen=True)
class File:
    """Something that travels along: `cid` when the HTML shows it, else it is an attachment.
    `base64` is in lines with CRLF."""

    name: str
    type: str
    base64: str
    cid: str = ""


@dataclass(frozen=True)
class Body:
    """Both forms of one mail, with marks where tokens come, and its files."""

    text: str
    html: str
    files: Sequence[File] = ()


def header(name: str, value: str) -> str:
    """A header with a free text as its value, encoded and folded as RFC 2047 wants."""
    charset = Charset("utf-8")
    charset.header_encoding = QP
    plain = value.isascii()
    folded = Header(one_line(value), "us-ascii" if plain else charset, header_name=name)
    return f"{name}: {folded.encode(linesep=LINE_END)}"


def mailbox(name: str, display: str, address: str) -> str:
    """A header with one person: From, To, Reply-To. Made for every mail, so it is quick."""
    shown = one_line(display)
    address = one_line(address).replace(" ", "")
    if not shown:
        return f"{name}: {address}"
    if shown.isascii() and len(shown) <= _LONGEST_SHOWN and "=?" not in shown:
        return f"{name}: {formataddr((shown, address))}"
    return f"{name}: {_encoded_words(shown)}{LINE_END} <{address}>"


def mailbox_before(name: str, display: str) -> str:
    """Such a header up to its address, which stands between angles."""
    return mailbox(name, display, "@").removesuffix("<@>").removesuffix("@")


def _encoded_words(text: str) -> str:
    """RFC 2047: words of at most 75 signs, no character cut in two."""
    words, run, size = [], "", 0
    for sign in text:
        length = len(sign.encode("utf-8", "replace"))
        if size + length > _WORD_BYTES:
            words.append(run)
            run, size = "", 0
        run += sign
        size += length
    return f"{LINE_END} ".join(_encoded_word(word) for word in [*words, run])


def _encoded_word(text: str) -> str:
    return f"=?utf-8?b?{b64encode(text.encode('utf-8', 'replace')).decode()}?="


# Parts


@dataclass(frozen=True)
class _Part:
    head: str
    pieces: Sequence[Piece]


def build(headers: Sequence[str], body: Body, marks: Marks) -> Mould:
    """The unchanging part of a mail, from finished headers and laid-out texts."""
    pictures = [file for file in body.files if file.cid]
    attached = [file for file in body.files if not file.cid]
    rich = _text("html", body.html, marks)
    if pictures:
        rich = _multipart("related", "helder-rich", [rich, *map(_file, pictures)])
    whole = _multipart("alternative", "helder-mail", [_text("plain", body.text, marks), rich])
    if attached:
        whole = _multipart("mixed", "helder-all", [whole, *map(_file, attached)])
    lines = [*headers, "MIME-Version: 1.0", whole.head, ""]
    return mould(LINE_END.join(lines), whole.pieces)


def _text(subtype: str, text: str, marks: Marks) -> _Part:
    head = f"Content-Type: text/{subtype}; charset=utf-8{LINE_END}"
    head += "Content-Transfer-Encoding: quoted-printable"
    pieces = marks.split(text, in_html=subtype == "html")
    return _Part(head, spliceable(pieces))


def _file(file: File) -> _Part:
    kind = file.type.lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    how = "inline" if file.cid else "attachment"
    lines = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    lines += [f"Content-ID: <{file.cid}>"] if file.cid else []
    lines += [f"Content-Disposition: {how}{_file_name(file.name)}"]
    return _Part(LINE_END.join(lines), [file.base64 + LINE_END])


def _file_name(name: str) -> str:
    """The parameter with a file's name; in pieces where it is long or beyond ASCII (RFC 2231)."""
    name = one_line(name).replace("/", "-")[:150]
    if not name:
        return ""
    if _PLAIN_FILE.fullmatch(name):
        return f'; filename="{name}"'
    units = _NAME_UNITS.findall("utf-8''" + quote(name, safe=""))
    pieces = [f";{LINE_END} filename*{index}*={unit}" for index, unit in enumerate(units)]
    return "".join(pieces)


def _multipart(kind: str, boundary: str, parts: Sequence[_Part]) -> _Part:
    """The boundary holds "=_", which quoted-printable and base64 never write."""
    mark = f"=_{boundary}"
    pieces: list[Piece] = []
    for part in parts:
        pieces += [f"--{mark}{LINE_END}{part.head}{LINE_END * 2}", *part.pieces, LINE_END]
    pieces.append(f"--{mark}--{LINE_END}")
    return _Part(f'Content-Type: multipart/{kind}; boundary="{mark}"', pieces)
