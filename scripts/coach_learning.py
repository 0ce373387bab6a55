"""Logistic regression in plain Python: dual coordinate descent, the same result every time.

Owns the arithmetic (Yu, Huang and Lin, 2011, "Dual coordinate descent methods for logistic
regression and maximum entropy models"). Refuses to know what the features mean.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence

from helder.coach.features import loudness, size_of

PASSES = 15
STRENGTH = 10.0  # how much one sentence may pull; more fits the corpus closer
RAREST = 2  # a feature of fewer sentences teaches nothing

Matrix = list[tuple[list[int], float]]  # per sentence: its features, and what they are divided by


def vocabulary(sentences: Sequence[set[str]]) -> list[str]:
    """The features that occur often enough, in order."""
    seen = Counter(feature for found in sentences for feature in found)
    return sorted(feature for feature, times in seen.items() if times >= RAREST)


def matrix(sentences: Sequence[set[str]], words: list[str]) -> Matrix:
    """The sentences as numbers."""
    place = {word: number for number, word in enumerate(words)}
    return [
        (sorted(place[feature] for feature in found if feature in place), 1 / size_of(found))
        for found in sentences
    ]


def fit(rows: Matrix, wanted: Sequence[bool], words: list[str]) -> tuple[list[float], float]:
    """The weights and the bias that tell the wanted sentences from the others.

    The weights already hold the loudness of their feature: a score is a plain sum.
    """
    square = [loudness(word) for word in words]
    norms = [1 + scale * scale * math.fsum(square[i] for i in ids) for ids, scale in rows]
    weights, bias = [0.0] * len(words), 0.0
    pulls = [(STRENGTH * 0.01) if yes else (STRENGTH * 0.001) for yes in wanted]
    for (ids, scale), yes, pull in zip(rows, wanted, pulls, strict=True):
        step = pull if yes else -pull
        bias += step
        for i in ids:
            weights[i] += step * scale * square[i]
    order = list(range(len(rows)))
    chance = random.Random(7)  # noqa: S311 - an order, no secret
    for _ in range(PASSES):
        chance.shuffle(order)
        for number in order:
            ids, scale = rows[number]
            side = 1.0 if wanted[number] else -1.0
            score = bias + scale * math.fsum(map(weights.__getitem__, ids))
            pull = _pull(pulls[number], norms[number], side * score)
            step, pulls[number] = side * (pull - pulls[number]), pull
            bias += step
            step *= scale
            for i in ids:
                weights[i] += step * square[i]
    return weights, bias


def _pull(old: float, norm: float, margin: float) -> float:
    """The pull of one sentence that is best while all others stay (Newton, kept in bounds)."""
    low, high, pull = 0.0, STRENGTH, old
    for _ in range(8):
        slope = norm * (pull - old) + margin + math.log(pull / (STRENGTH - pull))
        low, high = (low, pull) if slope > 0 else (pull, high)
        newer = pull - slope / (norm + STRENGTH / (pull * (STRENGTH - pull)))
        newer = newer if low < newer < high else (low + high) / 2
        if abs(newer - pull) < 1e-9:
            break
        pull = newer
    return min(max(pull, 1e-12), STRENGTH * (1 - 1e-12))
