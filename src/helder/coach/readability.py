"""How easily a text reads: a score for display and a level as a sign.

Owns the counting of sentences, long words and hard words. Refuses to call a text "B1" as a fact:
sentence and word length say little alone, so the level also weighs the IT words in it.
"""

from __future__ import annotations

import re

from helder.coach import glossary
from helder.coach.result import Language, Readability, ReadingLevel
from helder.coach.sentences import Sentence, Word

_VOWELS = {
    "nl": re.compile(r"aai|ooi|oei|eeuw|ieuw|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouy]"),
    "en": re.compile(r"[aeiouy]+"),
}
_SILENT = re.compile(r"(?<![aeiouyl])e(?:s|d)?$")
_LONG = {"nl": 11, "en": 10}
_LEVELS: tuple[tuple[int, ReadingLevel], ...] = ((1, "A2"), (3, "B1"), (5, "B2"))


def syllables(word: str, lang: Language) -> int:
    """The syllables of a folded word, counted by its vowels; at least one."""
    count = len(_VOWELS[lang].findall(word))
    if lang == "en" and count > 1 and _SILENT.search(word) and not word.endswith(("ted", "ded")):
        count -= 1
    return max(count, 1)


def score(lang: Language, words: int, sentences: int, sounds: int) -> float:
    """The formula of the language; high is easy.

    Dutch, Flesch-Douma: 206.84 - 0.77 x (syllables per 100 words) - 0.93 x (words per sentence).
    W.H. Douma, *De leesbaarheid van landbouwbladen*, Wageningen 1960.
    English, Flesch Reading Ease: 206.835 - 1.015 x (words per sentence) - 84.6 x (syllables per
    word). R. Flesch, *A new readability yardstick*, Journal of Applied Psychology 32, 1948.
    """
    length, weight = words / sentences, sounds / words
    if lang == "nl":
        return 206.84 - 0.77 * 100 * weight - 0.93 * length
    return 206.835 - 1.015 * length - 84.6 * weight


def measure(sentences: list[Sentence], lang: Language) -> Readability:
    """The readability of a text; an empty one is as easy as can be."""
    words = [word for sentence in sentences for word in sentence.words if word.norm[0].isalpha()]
    if not words:
        return Readability(words=0, sentences=len(sentences))
    sounds = sum(syllables(word.norm, lang) for word in words)
    return Readability(
        level=_level(sentences, words, lang),
        score=round(score(lang, len(words), len(sentences), sounds), 1),
        words=len(words),
        sentences=len(sentences),
    )


def _level(sentences: list[Sentence], words: list[Word], lang: Language) -> ReadingLevel:
    hard = sum(
        1
        for sentence in sentences
        for name in ("jargon", "formal")
        for _ in glossary.find(lang, name, sentence.words)
    )
    long_words = sum(len(word.norm) >= _LONG[lang] for word in words)
    points = (
        _steps(len(words) / len(sentences), (11, 15, 20))
        + _steps(long_words / len(words), (0.06, 0.12, 0.2))
        + _steps(hard / len(words), (0.0, 0.03, 0.07))
    )
    return next((level for limit, level in _LEVELS if points <= limit), "C1")


def _steps(value: float, limits: tuple[float, ...]) -> int:
    return sum(value > limit for limit in limits)
