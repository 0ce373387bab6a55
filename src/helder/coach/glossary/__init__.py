"""IT words and their everyday counterparts, per language.

Owns the starter lists in `glossary/*.toml`, and finding the terms of any list in a sentence.
Refuses to keep an organisation's own words: those come along with each text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from helder.coach.result import Language
from helder.coach.sentences import Word, words_of

_FOLDER = Path(__file__).parent
Terms = dict[tuple[str, ...], str]


class Index(NamedTuple):
    """A list of terms, ready for finding: how many words a term may take, by its first word."""

    terms: Terms
    sizes: dict[str, tuple[int, ...]]


@cache
def _starter(lang: Language) -> dict[str, Index]:
    data = tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return {name: _index(tuple(table.items())) for name, table in data.items()}


def index(table: Mapping[str, str]) -> Index:
    """The index of a list of terms with their everyday wording; kept for the next text."""
    return _index(tuple(table.items()))


@lru_cache(maxsize=32)
def _index(rows: tuple[tuple[str, str], ...]) -> Index:
    terms = {tuple(word.norm for word in words_of(term)): said for term, said in rows}
    terms.pop((), None)
    found: dict[str, set[int]] = {}
    for term in terms:
        found.setdefault(term[0], set()).add(len(term))
    return Index(terms, {first: tuple(sorted(sizes)[::-1]) for first, sizes in found.items()})


def find(lang: Language, name: str, words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Each term of a starter list found: first word, one past the last, the everyday wording."""
    return matches(_starter(lang)[name], words)


def matches(known: Index, words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Each term found: first word, one past the last, the everyday wording."""
    norms = tuple(word.norm for word in words)
    place = 0
    while place < len(norms):
        term = _longest(norms, place, known)
        if term:
            yield place, place + len(term), known.terms[term]
        place += len(term) or 1


def _longest(norms: tuple[str, ...], place: int, known: Index) -> tuple[str, ...]:
    """The longest term that starts here; a slice past the last word is a shorter term."""
    slices = (norms[place : place + size] for size in known.sizes.get(norms[place], ()))
    return next((part for part in slices if part in known.terms), ())


@cache
def everyday(lang: Language) -> frozenset[str]:
    """The words of the everyday wordings themselves."""
    lists = _starter(lang).values()
    said = " ".join(everyday for known in lists for everyday in known.terms.values())
    return frozenset(word.norm for word in words_of(said))
