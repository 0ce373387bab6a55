"""Cuts a text into sentences and words, with their places.

Owns where a sentence starts and ends. Refuses meaning: no word list but abbreviations and the
few words after which a line is surely not finished.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from helder.coach import smallwords

LONGEST = 1000  # a "sentence" beyond this is cut, so that no text can make the coach slow

_WORD = re.compile(
    r"\d+(?:[.:,/]\d+)*[^\W\d_]*"
    r"|[^\W\d_]\w*(?:['’\-]\w+)*"
    r"|[%€$£]"
)
# Looked at once a run and never given back, so that a million full stops take no time.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]»*_]*+(?=\s|$)|\n")
_BLANK_LINE = re.compile(r"[ \t\r]*\n")


@dataclass(frozen=True)
class Word:
    """One word: as it stands, folded for looking up, and where."""

    text: str
    norm: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence by offsets in the whole text, with its words."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def is_question(self) -> bool:
        """Whether it asks instead of states."""
        return self.text.rstrip("\"'”’)]»*_ ").endswith("?")


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case, straight apostrophes, no accents: `Geïnvesteerd` is `geinvesteerd`."""
    word = word.lower().replace("’", "'")
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part)) or word


def words_of(text: str, offset: int = 0) -> tuple[Word, ...]:
    """The words of a stretch of text; their places count from `offset`."""
    return tuple(
        Word(match.group(), _norm(match.group()), offset + match.start(), offset + match.end())
        for match in _WORD.finditer(text)
    )


def _norm(word: str) -> str:
    """Folded; `IT` in capitals is the department, never the English pronoun."""
    return "ict" if word == "IT" else fold(word)


def split(text: str) -> list[Sentence]:
    """The sentences of a (masked) text that hold at least one word."""
    found = (_sentence(text, start, end) for start, end in _spans(text))
    return [sentence for sentence in found if sentence.words]


def _sentence(text: str, start: int, end: int) -> Sentence:
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    body = body.strip()
    start += lead
    return Sentence(body, start, start + len(body), words_of(body, start))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end <= start or not _ends_here(text, start, match):
            continue
        yield from _pieces(text, start, end)
        start = end
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is longer than any sentence should be, at a space where there is one."""
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space if space > 0 else start + LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group() == "\n":
        return _line_ends(text, start, match.start())
    if match.group()[0] != ".":
        return True
    return _last_word(text, start, match.start()) not in smallwords.words("titles")


def _last_word(text: str, start: int, end: int) -> str:
    tail = text[max(start, end - 40) : end].rstrip()
    return re.split(r"[\s(]", tail)[-1].lower() if tail else ""


def _line_ends(text: str, start: int, newline: int) -> bool:
    """A blank line ends a sentence; a plain line break only where a new thought starts."""
    if _BLANK_LINE.match(text, newline + 1, newline + 200):
        return True
    following = text[newline + 1 : newline + 60].lstrip()
    if not following or following[0].islower():
        return False
    return _last_word(text, start, newline) not in smallwords.words("unfinished")
