"""The learned ear: hears an offence in a wording that no rule has foreseen.

Owns reading the weights that `scripts/train_coach.py` has learned from `corpus/`, and the level
that a score means. Refuses to learn, and refuses to judge scraps: a few words say too little.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helder.coach.features import features, size_of
from helder.coach.frames import Scene
from helder.coach.result import Language, Level

RULES = ("guard.effort", "guard.blame", "guard.spend", "guard.false_certainty")

_FOLDER = Path(__file__).parent / "weights"
_FEWEST_WORDS = 4


class Heard(NamedTuple):
    """The offence that the sentence sounds like most."""

    rule: str
    level: Level


@dataclass(frozen=True)
class Model:
    """What was learned for one language; every row has one number per rule."""

    unit: float
    bias: list[float]
    block: list[float]
    ask: list[float]
    weights: dict[str, list[int]]

    def scores(self, found: set[str]) -> list[float]:
        """How much these features sound like each of the offences."""
        rows = [row for row in map(self.weights.get, found) if row]
        scale = self.unit / size_of(found)
        sums = map(sum, zip(*rows, strict=True)) if rows else [0] * len(RULES)
        return [bias + scale * total for bias, total in zip(self.bias, sums, strict=True)]


@cache
def load(language: Language) -> Model:
    """The weights of a language, read once, at first use."""
    return Model(**json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def hear(scene: Scene) -> Heard | None:
    """The offence that this sentence sounds like, if it does so clearly enough."""
    model = load(scene.lang)
    return judge(model, model.scores(features(scene)))


def hears(scene: Scene) -> bool:
    """Whether a sentence is long enough to be judged by ear."""
    return len(scene.words) >= _FEWEST_WORDS


def judge(model: Model, scores: list[float]) -> Heard | None:
    """The offence furthest above its threshold for a question."""
    best: tuple[float, int] | None = None
    for place, score in enumerate(scores):
        if score < model.ask[place]:
            continue
        above = _above(score, model.ask[place], model.block[place])
        best = max(best, (above, place)) if best else (above, place)
    return Heard(RULES[best[1]], "block" if best[0] >= 1 else "ask") if best else None


def _above(score: float, ask: float, block: float) -> float:
    """0 at the threshold for a question, 1 at the one for stopping: comparable across rules."""
    return (score - ask) / (block - ask) if not math.isclose(block, ask) else 1 + score - block
