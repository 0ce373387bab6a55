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


@cache
def _lengths(lang: Language, name: str) -> dict[str, tuple[int, ...]]:
    """How many words a term may take, by its first word; the longest comes first."""
    found: dict[str, set[int]] = {}
    for term in _lists(lang)[name]:
        found.setdefault(term[0], set()).add(len(term))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def find(lang: Language, name: str, words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Each term found: first word, one past the last, the everyday wording."""
    terms, lengths = _lists(lang)[name], _lengths(lang, name)
    norms = tuple(word.norm for word in words)
    place = 0
    while place < len(norms):
        term = _longest(norms, place, terms, lengths)
        if term:
            yield place, place + len(term), terms[term]
        place += len(term) or 1


def _longest(
    norms: tuple[str, ...], place: int, terms: Terms, lengths: dict[str, tuple[int, ...]]
) -> tuple[str, ...]:
    """The longest term that starts here; a slice past the last word is a shorter term."""
    slices = (norms[place : place + size] for size in lengths.get(norms[place], ()))
    return next((part for part in slices if part in terms), ())
