"""What the learned scorer sees of a sentence: its words, their parts and its concepts.

Owns turning a scene into features; training and judging use this one function, so that they see
the same. Refuses weights and judgement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from helder.coach.frames import Scene
from helder.coach.lexicon import is_clock
from helder.coach.sentences import Word

_DIGIT = re.compile(r"\d")
_LONGEST_WORD = 30  # of a longer "word" only the beginning is looked at
_PIECES = (3, 4, 5)
_SPAN = 3

# How loudly each kind of feature speaks, squared: parts of words are many and say little each,
# concepts are few and say much.
_LOUDNESS = {"#": 0.25, "@": 4.0, "+": 0.5}


def features(scene: Scene) -> set[str]:
    """Everything that the scorer may weigh in one sentence."""
    tokens = [_token(word) for word in scene.words]
    return {
        *_phrases(["^", *tokens, "$"]),
        *_pieces(set(tokens)),
        *_concepts(name for name, hits in scene.hits.items() if hits),
    }


def loudness(feature: str) -> float:
    """The square of the value that a feature has where it occurs."""
    mark = feature[0]
    if mark == "@" and "+" in feature:
        mark = "+"
    return _LOUDNESS.get(mark, 1.0)


def size_of(found: set[str]) -> float:
    """The length of the sentence as a vector, by which its features are divided."""
    return math.sqrt(math.fsum(map(loudness, found))) or 1.0


def _token(word: Word) -> str:
    """The folded word; a clock time is any time, a digit any digit."""
    if is_clock(word.norm):
        return "<time>"
    return _DIGIT.sub("0", word.norm[:_LONGEST_WORD])


def _phrases(tokens: list[str]) -> Iterator[str]:
    """One, two and three words on end; `^` and `$` are the ends of the sentence."""
    for size in range(1, _SPAN + 1):
        for place in range(len(tokens) - size + 1):
            yield " ".join(tokens[place : place + size])


def _pieces(tokens: Iterable[str]) -> Iterator[str]:
    """Parts of words, so that a compound resembles what it is made of."""
    for token in tokens:
        marked = f"_{token}_"
        for size in _PIECES:
            for place in range(len(marked) - size + 1):
                yield "#" + marked[place : place + size]


def _concepts(names: Iterable[str]) -> Iterator[str]:
    """The concepts of the lexicon, alone and in pairs."""
    present = sorted(names)
    for name in present:
        yield f"@{name}"
    for first, second in combinations(present, 2):
        yield f"@{first}+{second}"
