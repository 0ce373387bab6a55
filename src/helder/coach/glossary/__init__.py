"""IT words and their everyday counterparts, per language.

Owns the starter lists in `glossary/*.toml`. Refuses an organisation's own words: those come from
its own glossary.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from helder.coach.result import Language
from helder.coach.sentences import Word, fold, words_of

_FOLDER = Path(__file__).parent

Terms = dict[tuple[str, ...], str]


@cache
def _lists(lang: Language) -> dict[str, Terms]:
    data = tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return {name: _folded(table) for name, table in data.items()}


def _folded(table: dict[str, str]) -> Terms:
    return {
        tuple(fold(word.text) for word in words_of(term)): everyday
        for term, everyday in table.items()
    }


def find(lang: Language, name: str, words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Each term found: first word, one past the last, the everyday wording."""
    terms = _lists(lang)[name]
    norms = [word.norm for word in words]
    place = 0
    while place < len(words):
        size = next((n for n in (3, 2, 1) if tuple(norms[place : place + n]) in terms), 0)
        if size and place + size <= len(words):
            yield place, place + size, terms[tuple(norms[place : place + size])]
        place += size or 1
