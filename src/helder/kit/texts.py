"""Texts in two languages: {"nl": "…", "en": "…"}; one is enough.

Owns: choosing the reader's text and saying when it is the other language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

LANGUAGES = ("nl", "en")
Bilingual = Mapping[str, str]


def content_language(code: str | None = None) -> str:
    """The language of written content for a locale: nl-informal readers read nl."""
    base = (code or get_language() or "nl").split("-")[0]
    return base if base in LANGUAGES else "nl"


@dataclass(frozen=True)
class Chosen:
    """A text and the language it is in; `foreign` when the reader asked for another."""

    text: str
    lang: str
    foreign: bool

    def __str__(self) -> str:
        return self.text


def choose(text: Bilingual | None, code: str | None = None) -> Chosen:
    """The reader's text, or the other language's, marked; empty when there is none."""
    wanted = content_language(code)
    filled = {key: value for key, value in (text or {}).items() if value and value.strip()}
    if wanted in filled:
        return Chosen(filled[wanted], wanted, False)
    for lang in LANGUAGES:
        if lang in filled:
            return Chosen(filled[lang], lang, True)
    return Chosen("", wanted, False)


def pick(text: Bilingual | None, code: str | None = None) -> str:
    """The reader's text without the mark."""
    return choose(text, code).text


def filled_languages(*texts: Bilingual | None) -> list[str]:
    """The languages in which at least one of these texts is written."""
    return [lang for lang in LANGUAGES if any((t or {}).get(lang, "").strip() for t in texts)]
