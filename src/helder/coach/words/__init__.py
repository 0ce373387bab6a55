"""What is known of single words: stem, parts, word class, how common, and roughly what they mean.

Owns looking words up in the tables of `scripts/build_words.py`, and a guess at a word that no table
holds: a compound of known words, or a known word with another ending. The tables stay on disk and
are shared by all processes. Refuses sentences.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from helder.coach.result import Language

SIZE = 64  # numbers in a meaning
UNIT = 1 / 254  # of a number as it is stored
RAREST = 0.0  # Zipf value of a word that no table holds

_FOLDER = Path(__file__).parent
_ENDINGS = {
    "nl": ("en", "s", "e", "t", "de", "te", "den", "ten", "je", "tje", "jes", "er", "ers", "'s"),
    "en": ("s", "es", "ed", "ing", "ly", "er", "ers", "'s", "d"),
}
_LINKS = ("", "s", "en", "e", "-")
_SHORTEST = 3
_SHORTEST_TAIL = 4
_LONGEST = 40


class Known(NamedTuple):
    """One word form. `zipf` is 3 for once in a million words; `meaning` has `SIZE` numbers."""

    stem: str
    parts: tuple[str, ...] = ()
    tag: str = ""
    zipf: float = RAREST
    meaning: Sequence[int] | None = None


class _Table:
    """The lines of a language and their index, searched where they lie on disk."""

    def __init__(self, lang: Language) -> None:
        self._lines = _mapped(f"{lang}.words")
        self._meanings = memoryview(_mapped(f"{lang}.vectors")).cast("b")
        index = memoryview(_mapped(f"{lang}.index")).cast("I")
        self._keys, self._places = index[: len(index) // 2], index[len(index) // 2 :]

    def find(self, word: str) -> Known | None:
        """The columns of a folded form, None when it is not there."""
        wanted = word.encode()
        key = crc32(wanted)
        for place in range(bisect_left(self._keys, key), len(self._keys)):
            if self._keys[place] != key:
                break
            start = self._places[place]
            found, _, rest = self._lines[start : self._lines.find(b"\n", start)].partition(b"\t")
            if found == wanted:
                return self._known(rest.decode())
        return None

    def _known(self, rest: str) -> Known:
        stem, parts, tag, zipf, place = rest.split("\t")
        meaning = None
        if place:
            begin = int(place) * SIZE
            meaning = self._meanings[begin : begin + SIZE]
        return Known(stem, tuple(parts.split()), tag, int(zipf) / 100, meaning)


def _mapped(name: str) -> mmap.mmap:
    with (_FOLDER / name).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def _table(lang: Language) -> _Table:
    return _Table(lang)


@lru_cache(maxsize=30_000)
def known(word: str, lang: Language) -> Known:
    """What is known of a folded word; a word that nothing is known of is its own stem."""
    word = word[:_LONGEST]
    return _table(lang).find(word) or next(_guesses(word, lang), Known(word))


@lru_cache(maxsize=30_000)
def in_table(word: str, lang: Language) -> Known | None:
    """The same without a guess: None when no table holds the folded word."""
    return _table(lang).find(word)


def zipf(word: str, lang: Language) -> float:
    """How common a folded word is: the logarithm of its number in a thousand million words."""
    return known(word, lang).zipf


def _guesses(word: str, lang: Language) -> Iterator[Known]:
    yield from _without_ending(word, lang)
    yield from _compound(word, lang)


def _without_ending(word: str, lang: Language) -> Iterator[Known]:
    for ending in _ENDINGS[lang]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            found = _table(lang).find(word[: -len(ending)])
            if found:
                yield found._replace(zipf=RAREST)


def _compound(word: str, lang: Language) -> Iterator[Known]:
    """Head and tail are both known: `serverkastdeur`; the longest tail tells what it is."""
    for cut in range(_SHORTEST, len(word) - _SHORTEST_TAIL + 1):
        tail = _table(lang).find(word[cut:].lstrip("-"))
        head = tail and _head(word[:cut], lang)
        if tail and head:
            parts = (*(head.parts or (head.stem,)), *(tail.parts or (tail.stem,)))
            yield Known(word, parts, tail.tag, RAREST, _mean(head.meaning, tail.meaning))


def _head(word: str, lang: Language) -> Known | None:
    for link in _LINKS:
        bare = word[: len(word) - len(link)]
        if word.endswith(link) and len(bare) >= _SHORTEST:
            found = _table(lang).find(bare)
            if found:
                return found
    return None


def _mean(one: Sequence[int] | None, other: Sequence[int] | None) -> Sequence[int] | None:
    if one is None or other is None:
        return other if one is None else one
    return [(a + b) // 2 for a, b in zip(one, other, strict=True)]
