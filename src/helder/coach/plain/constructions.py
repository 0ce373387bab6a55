"""Sentences in which nobody does anything: passives without an agent, deeds turned into nouns.

Owns finding them by word class and ending. Refuses judging: one passive is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from helder.coach.plain import plainwords
from helder.coach.result import Language
from helder.coach.sentences import Sentence, Word
from helder.coach.words import known

_REACH = 9  # words between a Dutch helping verb and its participle
_SHORTEST_DEED = 8
_DUTCH_PARTICIPLE = re.compile(r"(?:ge|be|ver|ont|her|[a-z]{2,7}ge)[a-z]{2,}(?:d|t|en)")
_BETWEEN = re.compile(r"not|also|now|still|already|being|been|[a-z]+ly")
_INFINITIVE_VERBS = ("WW(inf", "WW(pv,tgw,mv")


class Stretch(NamedTuple):
    """Words of a sentence: from `first` up to `past`."""

    first: int
    past: int


def passives(sentence: Sentence, lang: Language) -> Iterator[Stretch]:
    """Each passive that does not say who does it."""
    norms = [word.norm for word in sentence.words]
    for place, norm in enumerate(norms):
        if norm in plainwords.row(lang, "passive"):
            other = _participle(norms, place, lang)
            if other is not None and not _has_agent(norms, min(place, other), lang):
                yield Stretch(min(place, other), max(place, other) + 1)


def _participle(norms: list[str], place: int, lang: Language) -> int | None:
    places = _after_dutch(norms, place) if lang == "nl" else _after_english(norms, place)
    is_one = _is_dutch_participle if lang == "nl" else _is_english_participle
    return next((other for other in places if is_one(norms[other])), None)


def _after_dutch(norms: list[str], place: int) -> Iterator[int]:
    """After the helping verb up to the next one; in a subordinate clause just before it."""
    if place and norms[place] != "worden":
        yield place - 1
    for other in range(place + 1, min(place + _REACH, len(norms))):
        if norms[other] in ("en", "maar", "dat", "omdat", "als", "zodat"):
            return
        yield other
    if place and norms[place] == "worden":
        yield place - 1


def _after_english(norms: list[str], place: int) -> Iterator[int]:
    for other in range(place + 1, min(place + 4, len(norms))):
        yield other
        if not _BETWEEN.fullmatch(norms[other]):
            return


def _is_dutch_participle(norm: str) -> bool:
    tag = known(norm, "nl").tag
    if tag.startswith("WW(vd"):
        return True
    return tag[:2] in ("", "AD", "WW") and bool(_DUTCH_PARTICIPLE.fullmatch(norm))


def _is_english_participle(norm: str) -> bool:
    if norm in plainwords.row("en", "states") or norm in plainwords.row("en", "passive"):
        return False
    if norm.startswith("un"):
        return False
    return known(norm, "en").tag in ("VVN", "VVD") or (norm.endswith("ed") and len(norm) > 4)


def _has_agent(norms: list[str], place: int, lang: Language) -> bool:
    return not plainwords.row(lang, "agents").isdisjoint(norms[place : place + 2 * _REACH])


def nominalisations(sentence: Sentence, lang: Language) -> Iterator[Stretch]:
    """Each deed that stands as a noun with `van` or `of` behind it; a chain of them is one."""
    run: Stretch | None = None
    for found in _deeds(sentence.words, lang):
        if run and found.first - run.past <= 1:
            run = Stretch(run.first, found.past)
            continue
        if run:
            yield run
        run = found
    if run:
        yield run


def _deeds(words: tuple[Word, ...], lang: Language) -> Iterator[Stretch]:
    link = "van" if lang == "nl" else "of"
    for place in range(len(words) - 1):
        if words[place + 1].norm != link:
            continue
        before = words[place - 1].norm if place else ""
        if _is_deed(words[place].norm, lang) or (before == "het" and _is_infinitive(words[place])):
            first = place - 1 if before in ("de", "het", "the") else place
            yield Stretch(first, place + 2)


def _is_infinitive(word: Word) -> bool:
    return (
        word.norm.endswith("en")
        and len(word.norm) > 5
        and known(word.norm, "nl").tag.startswith(_INFINITIVE_VERBS)
    )


def _is_deed(norm: str, lang: Language) -> bool:
    if len(norm) < _SHORTEST_DEED or not norm.endswith(tuple(plainwords.row(lang, "deeds"))):
        return False
    return not norm.removesuffix("en").endswith(tuple(plainwords.row(lang, "things")))
