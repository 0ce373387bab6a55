"""Plain language: long sentences, stiff, rare and IT words, nobody doing anything, gaps to fill.

Owns soft remarks about words and sentences. Refuses to block: too many remarks discourage writers,
so these are hints, each word is named once, and no rule speaks more often than `MOST` times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from helder.coach import language
from helder.coach.plain import constructions, rarity, readability, vocabulary
from helder.coach.plain.constructions import Stretch
from helder.coach.result import Context, Language, Level
from helder.coach.sentences import Sentence, fold
from helder.coach.words import in_table

MOST = 4  # remarks of one rule about one text
LONG, VERY_LONG = 20, 28
RARE = 2.6  # a word with a lower Zipf value is worth a remark
_PLACEHOLDER = re.compile(r"\[(?:tijd|time|naam|name|datum|date|\.{2,3}|…|xx+)\]|\bX{3,}\b", re.I)


class Remark(NamedTuple):
    """A soft remark before it gets its words."""

    rule: str
    level: Level
    start: int
    end: int
    suggestion: str = ""
    words: int = 0


def remarks(
    text: str, sentences: list[Sentence], lang: Language, context: Context
) -> Iterator[Remark]:
    """Every remark about plain language, in no particular order."""
    listed = list(_listed(sentences, lang, context))
    yield from listed
    for sentence in sentences:
        yield from _length(sentence)
    said = {text[remark.start : remark.end].lower() for remark in listed}
    words = {word for phrase in said for word in phrase.split()}
    yield from islice(_rare(text, sentences, lang, context, words | said), MOST)
    yield from islice(_nominalisations(text, sentences, lang, words), MOST)
    yield from islice(_passives(sentences, lang), 1, 2)
    for match in _PLACEHOLDER.finditer(text):
        yield Remark("plain.placeholder", "ask", match.start(), match.end())


def _length(sentence: Sentence) -> Iterator[Remark]:
    count = len(sentence.words)
    if count > LONG:
        level: Level = "ask" if count > VERY_LONG else "info"
        yield Remark("plain.long_sentence", level, sentence.start, sentence.end, "", count)


def _listed(sentences: list[Sentence], lang: Language, context: Context) -> Iterator[Remark]:
    """Words to avoid, IT words and stiff words, each once."""
    seen: set[str] = set()
    for sentence in sentences:
        words = sentence.words
        for hit in vocabulary.listed(sentence, language.of_sentence(sentence, lang), context):
            term = " ".join(word.norm for word in words[hit.first : hit.past])
            if hit.rule != vocabulary.KNOWN_HERE and term not in seen:
                seen.add(term)
                level: Level = "ask" if hit.rule == vocabulary.AVOIDED else "info"
                start, end = words[hit.first].start, words[hit.past - 1].end
                yield Remark(hit.rule, level, start, end, hit.instead)


def _rare(
    text: str,
    sentences: list[Sentence],
    lang: Language,
    context: Context,
    said: set[str],
) -> Iterator[Remark]:
    """The rarest words first; an abbreviation may be known to all readers of this organisation."""
    names = rarity.names_in(sentences)
    found = (
        cause
        for sentence in readability.opening(sentences)
        for cause in readability.rare_words(
            sentence, language.of_sentence(sentence, lang), context, names
        )
    )
    seen = set(said)
    for cause in sorted(found, key=lambda cause: -cause.weight):
        word = text[cause.start : cause.end]
        if cause.weight < rarity.effort(RARE):
            return
        if word.lower() not in seen and _is_word(word, lang):
            seen.add(word.lower())
            yield Remark("plain.rare_word", "info", cause.start, cause.end)


def _is_word(text: str, lang: Language) -> bool:
    """No abbreviation, part number or name: readers know those of their own organisation."""
    if rarity.is_code(text) or any(sign.isdigit() or sign == "_" for sign in text):
        return False
    return text[0].islower() or in_table(fold(text), lang) is not None


def _nominalisations(
    text: str, sentences: list[Sentence], lang: Language, said: set[str]
) -> Iterator[Remark]:
    """Each once, unless one of its words has a remark already."""
    seen: set[str] = set()
    for sentence in sentences:
        spoken = language.of_sentence(sentence, lang)
        for stretch in constructions.nominalisations(sentence, spoken):
            remark = _remark("plain.nominalisation", sentence, stretch)
            phrase = text[remark.start : remark.end].lower()
            if phrase not in seen and said.isdisjoint(phrase.split()):
                seen.add(phrase)
                yield remark


def _passives(sentences: list[Sentence], lang: Language) -> Iterator[Remark]:
    for sentence in sentences:
        for stretch in constructions.passives(sentence, language.of_sentence(sentence, lang)):
            yield _remark("plain.passive", sentence, stretch)


def _remark(rule: str, sentence: Sentence, stretch: Stretch) -> Remark:
    words = sentence.words
    return Remark(rule, "info", words[stretch.first].start, words[stretch.past - 1].end)
