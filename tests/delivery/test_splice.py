"""A mail built once and completed per reader is what went in, for every reader and every text."""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helder.delivery.channels.mail import mime
from helder.delivery.channels.mail.splice import Marks, Token, one_line, quoted, spliced

NASTY = [
    "", ".", "..", ". leading", "=", "==3D", "=\r\n", "a" * 300, "é" * 300, "👩🏽‍💻" * 100,
    "From here", "From: x@example.org", "\r\n.\r\nMAIL FROM:<x@example.org>", "Bcc: x\r\nTo: y",
    "\u202eesreveR", "שלום עולם", "<b>&amp;\"'</b>", "x" * 72, "x" * 73, "x" * 74, " leading",
    "trailing ", "\u2028line\x85sep\x0b\x0c", "=?utf-8?b?eA==?=", "a, b; c <d@e.f>",
    '"quoted" \\ name', "%s {x}", "tab\there", "\x00\x07",
    "https://it.example.org/a/" + "y" * 80 + "?a=1&b=2",
]  # fmt: skip
words = st.one_of(st.sampled_from(NASTY), st.text(max_size=320))
signs = st.characters(blacklist_categories=["Cs"])
texts = st.text(signs, max_size=600)
pieces = st.lists(st.one_of(texts, st.sampled_from(list(Token))), max_size=14)


def build(
    text: list[str | Token], html: list[str | Token], files: tuple[mime.File, ...] = ()
) -> mime.Mould:
    """A mould from texts in which tokens stand."""
    marks = Marks()
    body = mime.Body(laid_out(text, marks), laid_out(html, marks), files)
    return mime.build([mime.header("Subject", "Hello")], body, marks)


def laid_out(parts: list[str | Token], marks: Marks) -> str:
    """As a template would give it."""
    return "".join(marks.of(part) if isinstance(part, Token) else part for part in parts)


def expected(parts: list[str | Token], values: dict[Token, str], *, in_html: bool) -> str:
    """What a reader should read."""
    text = ""
    for part in parts:
        if isinstance(part, Token):
            value = re.sub(r"[\x00-\x1f\x7f]+", " ", values[part])
            value = escape(value) if in_html else value
            text += value
        else:
            text += part
    return re.sub(r"\r\n?|\n", "\n", text)


def parse(raw: bytes) -> EmailMessage:
    """As a mail program reads it."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not list(message.defects)
    return message


def text_of(message: EmailMessage, subtype: str) -> str:
    """The bytes of one part, as text with plain line ends."""
    [part] = [part for part in message.walk() if part.get_content_type() == f"text/{subtype}"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return re.sub(r"\r\n?|\n", "\n", payload.decode())


def check_wire(raw: bytes) -> None:
    """What a mail server may get: short lines with CRLF, none of which begins with a dot."""
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not [line for line in lines if line.startswith(b".")]


@settings(max_examples=75, deadline=None)
@given(pieces, pieces, st.fixed_dictionaries(dict.fromkeys(Token, words)))
@example([Token.NAME], [Token.NAME, Token.NAME], dict.fromkeys(Token, "."))
@example(
    ["a", Token.NAME, ".b\n.", Token.NAME, "\n."], [".", Token.YES], dict.fromkeys(Token, ".x")
)
@example(["x" * 72, Token.NAME, "x" * 80], ["\n", Token.NO, "\n"], dict.fromkeys(Token, "y" * 73))
def test_texts_arrive_as_they_went_in(
    text: list[str | Token], html: list[str | Token], values: dict[Token, str]
) -> None:
    raw = build(text, html).cast(["To: x@example.org"], values)
    check_wire(raw)
    message = parse(raw)
    assert text_of(message, "plain") == expected(text, values, in_html=False)
    assert text_of(message, "html") == expected(html, values, in_html=True)
    assert message.keys() == ["To", "Subject", "MIME-Version", "Content-Type"]


@pytest.mark.parametrize("value", NASTY)
def test_nasty_words_everywhere(value: str) -> None:
    places: list[str | Token] = [
        Token.NAME, "Hello ", Token.NAME, ",\n.", Token.NAME, "\n\n", Token.NAME, Token.NAME, ".",
    ]  # fmt: skip
    values = dict.fromkeys(Token, value)
    raw = build(places, places).cast(["To: x@example.org"], values)
    check_wire(raw)
    message = parse(raw)
    assert text_of(message, "plain") == expected(places, values, in_html=False)
    assert text_of(message, "html") == expected(places, values, in_html=True)
    assert message["bcc"] is None


@settings(max_examples=75, deadline=None)
@given(words)
def test_words_are_short_lines_without_a_first_dot(value: str) -> None:
    for line in spliced(value).split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))


@settings(max_examples=75, deadline=None)
@given(texts)
def test_quoted_text_has_no_first_dot(text: str) -> None:
    for line in quoted(text).split("\r\n"):
        assert len(line) <= 76
        assert not line.startswith((".", "From "))


@settings(max_examples=75, deadline=None)
@given(words)
@example("Þórbergur Ægir Önundarson " * 12)
@example("x" * 300)
def test_names_in_headers(name: str) -> None:
    line = mime.mailbox("To", name, "reader@example.org")
    assert all(len(part) <= 78 for part in line.split("\r\n"))
    raw = build(["a"], ["b"]).cast([line], dict.fromkeys(Token, ""))
    message = parse(raw)
    assert message.keys() == ["To", "Subject", "MIME-Version", "Content-Type"]
    [address] = message["to"].addresses
    assert isinstance(address, Address)
    assert address.addr_spec == "reader@example.org"
    shown, _address = parseaddr(message_from_bytes(raw)["to"])  # the newer reading adds spaces
    if "\ufffd" not in name and not re.search(r"[\ud800-\udfff]", name):
        assert str(make_header(decode_header(shown))).split() == one_line(name).split()


FILES = [
    ("verslag.pdf", "application/pdf", b"%PDF" + bytes(range(256)) * 40),
    ("Überblick – 日本 «2026».pdf", "application/pdf", b"x"),
    ("a" * 200 + ".txt", "text/plain", b"."),
    ('quo"te\r\nBcc: x.txt', "text/plain", b".\r\n.\r\n"),
    ("é" * 140, "not a type", b""),
    ("mail.eml", "message/rfc822", b"Subject: x\n\nFrom y"),
    ("", "image/png", b"\x89PNG"),
]


def file(name: str, kind: str, content: bytes, cid: str = "") -> mime.File:
    """As the layout gives it."""
    return mime.File(name, kind, encodebytes(content).decode().replace("\n", "\r\n").rstrip(), cid)


def test_files_arrive_with_their_names() -> None:
    mould = build([Token.NAME], [Token.NAME], tuple(file(*each) for each in FILES))
    raw = mould.cast(["To: x@example.org"], dict.fromkeys(Token, "Dave"))
    check_wire(raw)
    message = parse(raw)
    assert message.get_content_type() == "multipart/mixed"
    assert message["bcc"] is None
    found = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
    for part, (name, kind, content) in zip(found, FILES, strict=True):
        assert part.get_payload(decode=True) == content
        asked = one_line(name).replace("/", "-")[:150]
        assert (part.get_filename() or "") == asked
        plain = kind.startswith(("application/", "text/", "image/"))
        assert part.get_content_type() == (kind if plain else "application/octet-stream")


def test_pictures_stand_beside_the_html_that_shows_them() -> None:
    picture = file("logo.png", "image/png", b"\x89PNG" + b"." * 900, "logo@helder")
    attached = file("a.pdf", "application/pdf", b"%PDF")
    raw = build(["a"], ['<img src="cid:logo@helder">'], (picture, attached)).cast([], {})
    message = parse(raw)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "application/pdf",
    ]  # fmt: skip
    [shown] = [part for part in message.walk() if part["content-id"]]
    assert shown["content-id"] == "<logo@helder>"
    assert shown.get_content_disposition() == "inline"
    assert b64encode(shown.get_payload(decode=True) or b"") == b64encode(b"\x89PNG" + b"." * 900)


def test_no_text_can_hold_a_mark() -> None:
    first, second = Marks(), Marks()
    assert first.of(Token.NAME) != second.of(Token.NAME)
    assert second.split(first.of(Token.NAME), in_html=True) == [first.of(Token.NAME)]
