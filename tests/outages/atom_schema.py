"""What an Atom feed may hold: the RELAX NG of RFC 4287, appendix B, and three rules in words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tests.outages.relaxng import (
    ANYTHING,
    TEXT,
    Check,
    Pattern,
    attribute,
    choice,
    data,
    element,
    group,
    many,
    matches,
    maybe,
    mix,
)

ATOM, XHTML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
DAY_AND_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
)
MEDIA_TYPE = re.compile(r".+/.+")
TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
MAIL = re.compile(r".+@.+")


def _is_uri(said: str) -> bool:
    return not re.search(r"[\s<>\"{}|\\^`]", said) and urlsplit(said) is not None


def _is_whole(said: str) -> bool:
    return _is_uri(said) and bool(urlsplit(said).scheme)


def _foreign(name: str) -> bool:
    return not name.startswith(ATOM)


COMMON = group(
    maybe(attribute(XML + "base", _is_uri)),
    maybe(attribute(XML + "lang", lambda said: said == "" or bool(TAG.fullmatch(said)))),
    many(attribute(lambda name: name.startswith("{") and not name.startswith(XML))),
)
FOREIGN = element(_foreign, many(attribute(lambda _name: True)), many(choice(TEXT, ANYTHING)))
UNDEFINED = many(choice(TEXT, FOREIGN))
DIV = element(
    XHTML + "div",
    many(attribute(lambda _name: True)),
    many(choice(TEXT, ANYTHING)),
)


def _text(name: str) -> Pattern:
    plain = group(maybe(attribute("type", {"text", "html"}.__contains__)), TEXT)
    return element(
        ATOM + name, COMMON, choice(plain, group(attribute("type", "xhtml".__eq__), DIV))
    )


def _date(name: str) -> Pattern:
    return element(ATOM + name, COMMON, data(lambda said: bool(DAY_AND_TIME.fullmatch(said))))


def _uri(name: str, check: Check = _is_uri) -> Pattern:
    return element(ATOM + name, COMMON, data(check))


def _person(name: str) -> Pattern:
    mail = element(ATOM + "email", data(lambda said: bool(MAIL.fullmatch(said))))
    inside = mix(element(ATOM + "name", TEXT), maybe(_uri("uri")), maybe(mail), many(FOREIGN))
    return element(ATOM + name, COMMON, inside)


def _media(said: str) -> bool:
    return bool(MEDIA_TYPE.fullmatch(said))


CATEGORY = element(
    ATOM + "category",
    COMMON,
    attribute("term"),
    maybe(attribute("scheme", _is_uri)),
    maybe(attribute("label")),
    UNDEFINED,
)
LINK = element(
    ATOM + "link",
    COMMON,
    attribute("href", _is_uri),
    maybe(attribute("rel", bool)),
    maybe(attribute("type", _media)),
    maybe(attribute("hreflang", lambda said: bool(TAG.fullmatch(said)))),
    maybe(attribute("title")),
    maybe(attribute("length")),
    UNDEFINED,
)
GENERATOR = element(
    ATOM + "generator",
    COMMON,
    maybe(attribute("uri", _is_uri)),
    maybe(attribute("version")),
    TEXT,
)
CONTENT = element(
    ATOM + "content",
    COMMON,
    choice(
        group(maybe(attribute("type", {"text", "html"}.__contains__)), many(TEXT)),
        group(attribute("type", "xhtml".__eq__), DIV),
        group(attribute("type", _media), many(choice(TEXT, ANYTHING))),
        group(maybe(attribute("type", _media)), attribute("src", _is_uri)),
    ),
)
OF_FEED = (
    many(_person("author")),
    many(CATEGORY),
    many(_person("contributor")),
    maybe(GENERATOR),
    maybe(_uri("icon")),
    many(LINK),
    maybe(_uri("logo")),
    maybe(_text("rights")),
    maybe(_text("subtitle")),
    many(FOREIGN),
)
NAMED = (_uri("id", _is_whole), _text("title"), _date("updated"))
SOURCE = element(ATOM + "source", COMMON, mix(*OF_FEED, *map(maybe, NAMED)))
ENTRY = element(
    ATOM + "entry",
    COMMON,
    mix(
        *NAMED,
        many(_person("author")),
        many(CATEGORY),
        maybe(CONTENT),
        many(_person("contributor")),
        many(LINK),
        maybe(_date("published")),
        maybe(_text("rights")),
        maybe(SOURCE),
        maybe(_text("summary")),
        many(FOREIGN),
    ),
)
FEED = element(ATOM + "feed", COMMON, mix(*OF_FEED, *NAMED), many(ENTRY))


def wrong_with(feed: Element) -> list[str]:
    """What keeps this from being an Atom feed; nothing when it is one."""
    found = [] if matches(FEED, feed) else [*_where(feed), "the feed does not match the schema"]
    entries = feed.findall(f"{ATOM}entry")
    signed = feed.find(f"{ATOM}author") is not None
    for number, entry in enumerate(entries):
        if not signed and not entry.findall(f"{ATOM}author") + entry.findall(f".//{ATOM}source"):
            found.append(f"entry {number} has no author")
        ways = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "") in _ALTERNATE]
        if entry.find(f"{ATOM}content") is None and not ways:
            found.append(f"entry {number} has no content and no alternate link")
        same = [(way.get("type"), way.get("hreflang")) for way in ways]
        if len(set(same)) < len(same):
            found.append(f"entry {number} has two alternate links of one kind")
    return found


_ALTERNATE = ("", "alternate")


def _where(feed: Element) -> list[str]:
    """The entries that are wrong by themselves, to help whoever reads a failing test."""
    entries = feed.findall(f"{ATOM}entry")
    return [f"entry {n} is wrong" for n, entry in enumerate(entries) if not matches(ENTRY, entry)]
