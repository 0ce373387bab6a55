"""Plain language: long sentences, stiff words, IT words, gaps that still have to be filled.

Owns soft remarks about words. Refuses to block: too many remarks discourage writers, so these
are hints, and each word is named once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from helder.coach import glossary
from helder.coach.result import Language, Level
from helder.coach.sentences import Sentence

LONG, VERY_LONG = 20, 28
_PLACEHOLDER = re.compile(r"\[(?:tijd|time|naam|name|datum|date|\.{2,3}|…|xx+)\]|\bX{3,}\b", re.I)


class Remark(NamedTuple):
    """A soft remark before it gets its words."""

    rule: str
    level: Level
    start: int
    end: int
    suggestion: str = ""
    words: int = 0


def remarks(text: str, sentences: list[Sentence], lang: Language) -> Iterator[Remark]:
    """Every remark about plain language, in no particular order."""
    seen: set[str] = set()
    for sentence in sentences:
        yield from _length(sentence)
        yield from _terms(sentence, lang, "jargon", "jargon.term", seen)
        yield from _terms(sentence, lang, "formal", "plain.formal_word", seen)
    for match in _PLACEHOLDER.finditer(text):
        yield Remark("plain.placeholder", "ask", match.start(), match.end())


def _length(sentence: Sentence) -> Iterator[Remark]:
    count = len(sentence.words)
    if count > LONG:
        level: Level = "ask" if count > VERY_LONG else "info"
        yield Remark("plain.long_sentence", level, sentence.start, sentence.end, "", count)


def _terms(
    sentence: Sentence, lang: Language, name: str, rule: str, seen: set[str]
) -> Iterator[Remark]:
    words = sentence.words
    for first, past, everyday in glossary.find(lang, name, words):
        term = " ".join(word.norm for word in words[first:past])
        if term not in seen:
            seen.add(term)
            yield Remark(rule, "info", words[first].start, words[past - 1].end, everyday)
