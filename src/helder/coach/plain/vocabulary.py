"""Which words of a sentence are on a list: avoided, IT word, stiff word, or known to everyone here.

Owns the order of the lists: what the organisation says goes before what the coach brings along.
Refuses judging whether a word hurts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from helder.coach import glossary
from helder.coach.result import Context, Language
from helder.coach.sentences import Sentence, Word, fold

AVOIDED, JARGON, FORMAL = "tone.avoided_word", "jargon.term", "plain.formal_word"
KNOWN_HERE = ""  # the rule of a word that the organisation lists as everyday


class Listed(NamedTuple):
    """Words on a list: from `first` up to `past`, and what to say instead."""

    rule: str
    first: int
    past: int
    instead: str


def listed(sentence: Sentence, lang: Language, context: Context) -> list[Listed]:
    """The listed words of a sentence; no word is in two of them."""
    taken: set[int] = set()
    found: list[Listed] = []
    for hit in _all(sentence.words, lang, context):
        places = range(hit.first, hit.past)
        if taken.isdisjoint(places):
            taken.update(places)
            found.append(hit)
    return found


def _all(words: tuple[Word, ...], lang: Language, context: Context) -> Iterator[Listed]:
    """Every hit, the organisation's first."""
    for first, past, instead in _own(context.avoided.get(lang, {}), words):
        yield Listed(AVOIDED, first, past, instead)
    for first, past, instead in _own(context.glossary.get(lang, {}), words):
        term = " ".join(word.norm for word in words[first:past])
        known = not instead.strip() or fold(instead.strip()) == term
        yield Listed(KNOWN_HERE if known else JARGON, first, past, instead)
    for rule, name in ((JARGON, "jargon"), (FORMAL, "formal")):
        for first, past, instead in glossary.find(lang, name, words):
            yield Listed(rule, first, past, instead)


def _own(table: Mapping[str, str], words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    return glossary.matches(glossary.index(table), words) if table else iter(())
