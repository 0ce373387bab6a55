"""Tells Dutch from English by their small words.

Owns the choice of language for a text and for one sentence in it. Refuses other languages: the
coach reads two.
"""

from __future__ import annotations

from collections.abc import Iterable

from helder.coach import smallwords
from helder.coach.result import Language
from helder.coach.sentences import Sentence, Word


def _margin(words: Iterable[Word]) -> int:
    """Above zero: Dutch; below: English."""
    dutch, english = smallwords.words("dutch"), smallwords.words("english")
    return sum((word.norm in dutch) - (word.norm in english) for word in words)


def of_text(sentences: list[Sentence]) -> Language:
    """The language of a whole text; Dutch when nothing tells."""
    margin = sum(_margin(sentence.words) for sentence in sentences[:200])
    return "en" if margin < 0 else "nl"


def of_sentence(sentence: Sentence, text_language: Language) -> Language:
    """A sentence in the other language is read as such, when that is beyond doubt."""
    margin = _margin(sentence.words)
    if margin >= 3:
        return "nl"
    if margin <= -3:
        return "en"
    return text_language
