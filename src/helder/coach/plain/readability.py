"""How easily a text reads: a verdict with the words that cause it, and formulas for display.

Owns the weighing of rare words, listed words, form of address and construction. Refuses to let
the formulas decide: they count letters and full stops, and call short jargon easy.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from helder.coach import language
from helder.coach.plain import constructions, plainwords, rarity, vocabulary
from helder.coach.plain.constructions import Stretch
from helder.coach.plain.syllables import syllables
from helder.coach.result import Context, Language, Readability, ReadingLevel
from helder.coach.sentences import Sentence, Word

# What each sign weighs. All but the last are per 100 words; the weights were set on
# `bench/data/coach/plain.jsonl` and checked by leaving out each of its traps in turn.
RARE_WORD = 1.0  # for the rarest; less rare ones weigh less
JARGON = 0.3  # on top of being rare
FORMAL = 0.7
NOMINALISATION = 0.3
PASSIVE = 0.2
ADDRESS = -0.2
LONG_SENTENCE = 0.1  # for each word that the average sentence has above LONG

EFFORT = 4.0  # from here on a text takes effort
LONG, LONGEST = 18, 30
MOST_ADDRESS = 8.0  # speaking to the reader more often than this adds nothing
FEWEST = 40  # a text of fewer words is weighed as one of this many
MOST_CAUSES = 8
MOST_WORDS = 3000  # of a longer text only the beginning is weighed, so that none makes us slow
_LEVELS: tuple[tuple[float, ReadingLevel], ...] = ((1.5, "A2"), (EFFORT, "B1"), (9.0, "B2"))
_WORTH_NAMING = 0.3
_LONGEST_PHRASE = 6


class Cause(NamedTuple):
    """A stretch of the text that costs its reader effort, and how much."""

    weight: float
    start: int
    end: int
    rule: str


def flesch_douma(words: int, sentences: int, sounds: int) -> float:
    """Flesch-Douma for Dutch; high is easy.

    206.84 - 0.77 x (syllables per 100 words) - 0.93 x (words per sentence).
    W.H. Douma, *De leesbaarheid van landbouwbladen*, Wageningen 1960.
    """
    return 206.84 - 0.77 * 100 * sounds / words - 0.93 * words / sentences


def leesindex_a(words: int, sentences: int, sounds: int) -> float:
    """Leesindex A of Brouwer for Dutch; high is easy.

    195 - 2/3 x (syllables per 100 words) - 2 x (words per sentence).
    R.H.M. Brouwer, *Onderzoek naar de leesmoeilijkheden van Nederlands proza*, Paedagogische
    Studien 40, 1963.
    """
    return 195 - 2 / 3 * 100 * sounds / words - 2 * words / sentences


def flesch(words: int, sentences: int, sounds: int) -> float:
    """Flesch Reading Ease for English; high is easy.

    206.835 - 1.015 x (words per sentence) - 84.6 x (syllables per word).
    R. Flesch, *A new readability yardstick*, Journal of Applied Psychology 32, 1948.
    """
    return 206.835 - 1.015 * words / sentences - 84.6 * sounds / words


def formulas(lang: Language, words: int, sentences: int, sounds: int) -> dict[str, float]:
    """The formulas of a language, the one for display first."""
    known = {"nl": (flesch_douma, leesindex_a), "en": (flesch,)}[lang]
    return {each.__name__: round(each(words, sentences, sounds), 1) for each in known}


def measure(
    text: str, sentences: list[Sentence], lang: Language, context: Context | None = None
) -> Readability:
    """The readability of a text; an empty one is as easy as can be."""
    words = [word for sentence in sentences for word in sentence.words if word.norm[0].isalpha()]
    if not words:
        return Readability(sentences=len(sentences))
    begin = opening(sentences)
    found = list(causes(begin, lang, context or Context()))
    points = _points(found, begin, words[:MOST_WORDS], lang)
    numbers = formulas(
        lang, len(words), len(sentences), sum(syllables(word.text, lang) for word in words)
    )
    hard = points >= EFFORT
    return Readability(
        level=next((level for limit, level in _LEVELS if points < limit), "C1"),
        score=next(iter(numbers.values())),
        words=len(words),
        sentences=len(sentences),
        verdict="effort" if hard else "easy",
        causes=tuple(_named(text, found)) if hard else (),
        formulas=numbers,
    )


def opening(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences that are weighed: whoever got this far has judged for themselves."""
    counts = accumulate(len(sentence.words) for sentence in sentences)
    return [each for each, count in zip(sentences, counts, strict=True) if count <= MOST_WORDS]


def causes(sentences: list[Sentence], lang: Language, context: Context) -> Iterator[Cause]:
    """Everything that costs a reader effort, in the order of the text."""
    names = rarity.names_in(sentences)
    for sentence in sentences:
        spoken = language.of_sentence(sentence, lang)
        yield from _listed(sentence, spoken, context)
        yield from rare_words(sentence, spoken, context, names)
        for stretch in constructions.nominalisations(sentence, spoken):
            yield _cause(sentence, stretch, NOMINALISATION, "plain.nominalisation")
        for stretch in constructions.passives(sentence, spoken):
            yield _cause(sentence, stretch, PASSIVE, "plain.passive")


def _listed(sentence: Sentence, lang: Language, context: Context) -> Iterator[Cause]:
    weights = {vocabulary.JARGON: JARGON, vocabulary.FORMAL: FORMAL}
    for hit in vocabulary.listed(sentence, lang, context):
        if hit.rule in weights:
            yield _cause(sentence, Stretch(hit.first, hit.past), weights[hit.rule], hit.rule)


def rare_words(
    sentence: Sentence, lang: Language, context: Context, names: frozenset[str]
) -> Iterator[Cause]:
    """The words that are rare, apart from those that the organisation calls known."""
    known = {
        place
        for hit in vocabulary.listed(sentence, lang, context)
        if hit.rule == vocabulary.KNOWN_HERE
        for place in range(hit.first, hit.past)
    }
    for place, zipf in enumerate(rarity.zipfs(sentence, lang, names)):
        weight = rarity.effort(zipf) * RARE_WORD
        if weight and place not in known:
            yield _cause(sentence, Stretch(place, place + 1), weight, "plain.rare_word")


def _cause(sentence: Sentence, stretch: Stretch, weight: float, rule: str) -> Cause:
    first, last = sentence.words[stretch.first], sentence.words[stretch.past - 1]
    return Cause(weight, first.start, last.end, rule)


def _points(
    found: list[Cause], sentences: list[Sentence], words: list[Word], lang: Language
) -> float:
    per_100 = 100 / max(len(words), FEWEST)
    spoken = sum(word.norm in plainwords.row(lang, "address") for word in words)
    average = min(len(words) / max(len(sentences), 1), LONGEST)
    return (
        sum(cause.weight for cause in found) * per_100
        + min(spoken * per_100, MOST_ADDRESS) * ADDRESS
        + max(average - LONG, 0) * LONG_SENTENCE
    )


def _named(text: str, found: list[Cause]) -> Iterator[str]:
    """The worst causes as they stand in the text, each once."""
    weights: dict[str, float] = {}
    shown: dict[str, str] = {}
    for cause in found:
        phrase = " ".join(text[cause.start : cause.end].split())
        if phrase.count(" ") < _LONGEST_PHRASE:
            key = phrase.lower()
            shown.setdefault(key, phrase)
            weights[key] = weights.get(key, 0) + cause.weight
    worst = sorted(weights, key=lambda key: -weights[key])
    keys = [key for key in worst if weights[key] >= _WORTH_NAMING]
    return islice((shown[key] for key in keys if not _repeats(key, keys)), MOST_CAUSES)


def _repeats(phrase: str, keys: list[str]) -> bool:
    """Whether one of its words is named by itself already."""
    words = phrase.split()
    return len(words) > 1 and any(word in keys for word in words)
