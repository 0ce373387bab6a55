"""What a message must bring along to be sent: the contract between its writers and the channels.

Owns: the shape of a letter and the choice of one for a reader. Refuses: writing the words.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

LOCALES = ("nl", "nl-informal", "en")


class Badge(TypedDict):
    """How things stand: a state of the kit ("down") and its word in the reader's language."""

    state: str
    word: str


class Section(TypedDict):
    """One answer under its question; `lang` is the language in which the text is written."""

    heading: str
    text: str
    lang: str


class Enclosed(TypedDict):
    """A file that travels along: its name, its type ("image/png"), and itself in base64. `alt` is
    what a picture shows, in words."""

    name: str
    type: str
    base64: str
    alt: NotRequired[str]


class Letter(TypedDict):
    """One message in one locale, ready to be laid out by any channel."""

    subject: str
    preheader: NotRequired[str]
    lead: NotRequired[str]
    badge: NotRequired[Badge]
    sections: NotRequired[list[Section]]
    promise: NotRequired[str]
    url: NotRequired[str]
    button: NotRequired[str]
    footer: NotRequired[str]
    attachments: NotRequired[list[Enclosed]]
    pictures: NotRequired[list[Enclosed]]
    in_reply_to: NotRequired[str]


Content = Mapping[str, Any]


class NoLetter(Exception):
    """A dispatch without one letter that can be read."""


def check(content: Content) -> None:
    """Refuses content without a letter, with a letter that has no subject, or with a file that
    cannot be read."""
    if not content:
        raise NoLetter("A dispatch needs a letter in at least one language.")
    for locale, letter in content.items():
        if locale not in LOCALES or not str(letter.get("subject", "")).strip():
            raise NoLetter(f"The letter in {locale!r} has no subject or an unknown language.")
        for file in (*letter.get("attachments", ()), *letter.get("pictures", ())):
            _check_file(file, locale)


def check_variants(variants: Sequence[Mapping[str, Any]]) -> None:
    """Refuses texts per audience of which one has no audience, an audience of another one, or no
    letter that can be read."""
    slugs = [str(variant.get("audience") or "") for variant in variants]
    if not all(slugs) or len(set(slugs)) < len(slugs):
        raise NoLetter("Each text for an audience needs an audience of its own.")
    for variant in variants:
        check(variant.get("content") or {})


def _check_file(file: Enclosed, locale: str) -> None:
    try:
        b64decode(file["base64"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise NoLetter(f"A file of the letter in {locale!r} is not in base64.") from error


def letter_for(content: Content, locale: str) -> tuple[str, Letter]:
    """The reader's letter and the locale in which it is; the nearest one where theirs is absent."""
    near = ("nl", "nl-informal", "en") if locale.startswith("nl") else ("en", "nl", "nl-informal")
    for candidate in (locale, *near):
        if candidate in content:
            return candidate, content[candidate]
    raise NoLetter("A dispatch needs a letter in at least one language.")
