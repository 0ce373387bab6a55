"""Logistic regression in plain Python: dual coordinate descent, the same result every time.

Owns the arithmetic (Yu, Huang and Lin, 2011, "Dual coordinate descent methods for logistic
regression and maximum entropy models"; the ratios are those of Wang and Manning, 2012, "Baselines
and bigrams"). Refuses to know what the features mean.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helder.coach.features import loudness, size_of

PASSES = 12
STRENGTH = 30.0  # how much one sentence may pull; more fits the corpus closer
RAREST = 2  # a feature of fewer sentences teaches nothing

Row = tuple[list[int], float]  # a sentence: its features, and what they are multiplied by


@dataclass(frozen=True)
class Sentences:
    """Sentences as numbers, and the features behind the numbers."""

    rows: list[Row]
    words: list[str]


def numbered(sentences: Sequence[set[str]]) -> Sentences:
    """The sentences by the features that occur often enough."""
    seen = Counter(feature for found in sentences for feature in found)
    words = sorted(feature for feature, times in seen.items() if times >= RAREST)
    place = {word: number for number, word in enumerate(words)}
    rows = [
        (sorted(place[feature] for feature in found if feature in place), 1 / size_of(found))
        for found in sentences
    ]
    return Sentences(rows, words)


def fit(given: Sentences, wanted: Sequence[bool]) -> tuple[list[float], float]:
    """The weights and the bias that tell the wanted sentences from the others.

    The weights already hold the square of their feature's value: a score is a plain sum.
    """
    squares = _squares(given, wanted)
    norms = [1 + scale * scale * math.fsum(squares[i] for i in ids) for ids, scale in given.rows]
    weights, bias = [0.0] * len(squares), 0.0
    pulls = [0.0] * len(norms)
    for number in _order(len(norms)):
        ids, scale = given.rows[number]
        side = 1.0 if wanted[number] else -1.0
        score = bias + scale * math.fsum(map(weights.__getitem__, ids))
        pull = _pull(pulls[number], norms[number], side * score)
        step, pulls[number] = side * (pull - pulls[number]), pull
        bias += step
        step *= scale
        for i in ids:
            weights[i] += step * squares[i]
    return weights, bias


def _order(count: int) -> list[int]:
    """All sentences, some times over, each time in another order."""
    chance = random.Random(7)  # noqa: S311 - an order, no secret
    return [number for _ in range(PASSES) for number in chance.sample(range(count), count)]


def _squares(given: Sentences, wanted: Sequence[bool]) -> list[float]:
    """The square of each feature's value: louder where it tells the two sides apart."""
    yes, no = Counter[int](), Counter[int]()
    for (ids, _), good in zip(given.rows, wanted, strict=True):
        (yes if good else no).update(ids)
    sides = math.log((yes.total() + len(given.words)) / (no.total() + len(given.words)))
    return [
        loudness(word) * abs(math.log((yes[place] + 1) / (no[place] + 1)) - sides)
        for place, word in enumerate(given.words)
    ]


def _pull(old: float, norm: float, margin: float) -> float:
    """The pull of one sentence that is best while all others stay (Newton, kept in bounds)."""
    low, high = 0.0, STRENGTH
    pull = old or STRENGTH / (1 + math.exp(min(max(margin, -30.0), 30.0)))
    for _ in range(12):
        slope = norm * (pull - old) + margin + math.log(pull / (STRENGTH - pull))
        low, high = (low, pull) if slope > 0 else (pull, high)
        newer = pull - slope / (norm + STRENGTH / (pull * (STRENGTH - pull)))
        newer = newer if low < newer < high else (low + high) / 2
        if abs(newer - pull) < 1e-9:
            break
        pull = newer
    return min(max(pull, 1e-9), STRENGTH - 1e-9)
