"""What the coach says about a message, field by field and language by language.

Owns: which texts are shown to the coach, and with what it knows of the organisation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Thread
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from helder import coach
from helder.coach.result import LANGUAGES, READERS, Language, Reader
from helder.kit import clock
from helder.organisation.models import Organisation, Word
from helder.organisation.queries import current, words
from helder.people.queries import top_departments
from helder.services.queries import supplier_names

Texts = Mapping[str, str]
Findings = dict[str, list[dict[str, Any]]]

TITLE = "title"


@dataclass(frozen=True)
class Reviewed:
    """Findings per field ("symptom.nl"), the elements that are missing per language, and the times
    at which the text itself says that the next message comes, with its words."""

    findings: Findings
    missing: dict[str, list[str]]
    promised: tuple[tuple[str, datetime], ...] = ()

    @property
    def blocking(self) -> Findings:
        """Only what stops publishing."""
        blocked = {
            field: [finding for finding in found if finding["level"] == "block"]
            for field, found in self.findings.items()
        }
        return {field: found for field, found in blocked.items() if found}


def review(kind: str, title: Texts, parts: Mapping[str, Texts]) -> Reviewed:
    """Shows every text of a message to the coach. The promise stands beside a message, never in
    its text, so a better wording leaves the time of the next update out."""
    context = _context("")
    findings: Findings = {}
    missing: dict[str, list[str]] = {}
    promised: list[tuple[str, datetime]] = []
    for field, lang, text in _texts(title, parts):
        result = coach.review(text, kind, lang, context, reader=_reader())
        found = [finding.as_dict() for finding in result.findings]
        if found:
            findings[f"{field}.{lang}"] = found
        if field != TITLE:
            missing[lang] = _still(missing, lang, result.missing)
        promised += [(t.excerpt, t.at) for t in result.times if t.about == "message" and t.at]
    return Reviewed(findings, missing, tuple(promised))


@cache
def warm_up() -> None:
    """Makes the coach read its word lists, beside whoever opens a form: it is there at the first
    word that they type."""
    Thread(target=_first_words, daemon=True).start()


def _first_words() -> None:
    for lang in LANGUAGES:
        coach.review("Wifi.", "outage", lang)


def read_text(text: str, kind: str, lang: str = "auto") -> dict[str, Any]:
    """The coach's result object on one text that is no message (yet)."""
    return coach.review(text, kind, lang, _context(None), reader=_reader()).as_dict()


def fingerprint(title: Texts, parts: Mapping[str, Texts]) -> str:
    """The same for the same text, whatever the order of languages and parts."""
    texts = sorted((field, lang, text.strip()) for field, lang, text in _texts(title, parts))
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _texts(title: Texts, parts: Mapping[str, Texts]) -> list[tuple[str, str, str]]:
    every = {TITLE: title, **parts}
    return [
        (field, lang, texts[lang])
        for field, texts in every.items()
        for lang in LANGUAGES
        if texts.get(lang, "").strip()
    ]


def _still(missing: Mapping[str, list[str]], lang: str, more: Sequence[str]) -> list[str]:
    """What a message lacks that no text in this language has said so far, nor this one."""
    return [name for name in missing.get(lang, more) if name in more]


def _reader() -> Reader | None:
    """Whoever writes reads the findings, in the language of the screen."""
    code = get_language()
    return next((reader for reader in READERS if reader == code), None)


def _context(next_update: str | None) -> coach.Context:
    house, ours = current(), words()
    return coach.Context(
        suppliers=supplier_names(),
        departments=_others(house),
        next_update=next_update,
        form="je" if house.address == house.Address.INFORMAL else "u",
        glossary=_by_language(ours[Word.List.GLOSSARY]),
        avoided=_by_language(ours[Word.List.AVOIDED]),
        now=timezone.localtime(clock.now()),
    )


def _others(house: Organisation) -> tuple[str, ...]:
    """The departments that are another party: all but IT itself."""
    own = {name.casefold() for name in (*house.it_name.values(), *house.desk_name.values())}
    return tuple(name for name in top_departments() if name.casefold() not in own)


def _by_language(lists: Mapping[str, Mapping[str, str]]) -> dict[Language, Mapping[str, str]]:
    return {lang: lists[lang] for lang in LANGUAGES if lang in lists}
