"""A mail as bytes: built once per dispatch and locale, completed per recipient in microseconds.

Owns: headers that cannot be broken out of, encodings, the place where a recipient's own link goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.quoprimime import body_encode
from email.utils import formataddr

OWN_LINK = "https://own-link.invalid/"
"""Stands in the laid-out texts where each recipient's own link comes."""
LINE_END = "\r\n"
_QP_LINE = 72
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Picture:
    """A small picture that travels inside the mail."""

    name: str
    subtype: str
    base64: str


@dataclass(frozen=True)
class Mould:
    """Everything of a mail that is the same for all who read it in one locale."""

    headers: bytes
    body: tuple[bytes, ...]
    """The pieces between the places of the recipient's own link."""

    def cast(self, own_headers: list[str], own_link: str) -> bytes:
        """One recipient's mail."""
        head = "".join(line + LINE_END for line in own_headers).encode("ascii")
        return head + self.headers + b"\r\n" + _spliced(own_link).join(self.body)


def one_line(text: str) -> str:
    """A text that fits in a header: no line ends, no control characters."""
    return " ".join(_UNSAFE.sub(" ", text).split())


def header(name: str, value: str) -> str:
    """A header with a free text as its value, encoded and folded as RFC 2047 wants."""
    charset = Charset("utf-8")
    charset.header_encoding = QP
    folded = Header(one_line(value), _plain_or(charset, value), header_name=name)
    return f"{name}: {folded.encode(linesep=LINE_END)}"


def mailbox(name: str, display: str, address: str) -> str:
    """A header with one person: From, To, Reply-To."""
    shown = one_line(display)
    address = one_line(address).replace(" ", "")
    if not shown:
        return f"{name}: {address}"
    if shown.isascii():
        return f"{name}: {formataddr((shown, address))}"
    charset = Charset("utf-8")
    charset.header_encoding = QP
    encoded = Header(shown, charset, header_name=name, maxlinelen=70).encode(linesep=LINE_END)
    return f"{name}: {encoded}{LINE_END} <{address}>"


def mould(headers: list[str], text: str, html: str, pictures: list[Picture]) -> Mould:
    """The unchanging part, from finished headers and laid-out texts."""
    plain = [_part("text/plain", text)]
    rich = [_part("text/html", html)]
    if pictures:
        rich = [_multipart("related", "helder-rich", [*rich, *map(_picture, pictures)])]
    content_type, body = _multipart("alternative", "helder-mail", [*plain, *rich])
    top = "".join(line + LINE_END for line in [*headers, "MIME-Version: 1.0", content_type])
    pieces = tuple(piece.encode("ascii") for piece in body.split(OWN_LINK))
    return Mould(top.encode("ascii"), pieces)


Part = tuple[str, str]


def _part(kind: str, text: str) -> Part:
    head = f"Content-Type: {kind}; charset=utf-8{LINE_END}"
    head += "Content-Transfer-Encoding: quoted-printable"
    return head, OWN_LINK.join(_quoted(piece) for piece in text.split(OWN_LINK)) + LINE_END


def _picture(picture: Picture) -> Part:
    head = f"Content-Type: image/{picture.subtype}{LINE_END}"
    head += f"Content-Transfer-Encoding: base64{LINE_END}"
    head += f"Content-ID: <{picture.name}>{LINE_END}Content-Disposition: inline"
    return head, picture.base64 + LINE_END


def _multipart(kind: str, boundary: str, parts: list[Part]) -> Part:
    """The boundary holds "=_", which quoted-printable and base64 never write."""
    mark = f"=_{boundary}"
    body = "".join(
        f"--{mark}{LINE_END}{head}{LINE_END * 2}{content}{LINE_END}" for head, content in parts
    )
    return (
        f'Content-Type: multipart/{kind}; boundary="{mark}"',
        f"{body}--{mark}--{LINE_END}",
    )


def _quoted(text: str) -> str:
    """Quoted-printable; `body_encode` works on characters that stand for bytes."""
    normal = "\n".join(text.splitlines()) + ("\n" if text.endswith("\n") else "")
    return body_encode(normal.encode().decode("latin-1"), maxlinelen=_QP_LINE, eol=LINE_END)


def _spliced(link: str) -> bytes:
    """A link between soft line ends, itself in short lines."""
    quoted = link.replace("=", "=3D")
    pieces = re.findall(r"(?:=3D|[^=]){1,60}", quoted)
    return ("=" + LINE_END + "".join(piece + "=" + LINE_END for piece in pieces)).encode("ascii")


def _plain_or(charset: Charset, value: str) -> Charset | str:
    return "us-ascii" if value.isascii() else charset
