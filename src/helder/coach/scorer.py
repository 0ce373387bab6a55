"""The learned ear: hears an offence in a wording that no rule foresaw, and what a sentence does.

Owns reading the weights that `scripts/train_coach.py` has learned from `corpus/`, and the level
that a score means. Refuses to learn.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import add, mul
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple
from zlib import crc32

from helder.coach.features import Features, features, meaning
from helder.coach.frames import Scene
from helder.coach.heard import Heard
from helder.coach.result import Language, Level

LABELS = ("effort", "blame", "spend", "false_certainty")
FUNCTIONS = (
    *("symptom", "affected", "since", "workaround", "status", "solved", "forecast", "next_update"),
    *("apology", "thanks", "safety", "help", "why", "benefit", "when", "action", "other"),
)
HEADS = ("offence", *LABELS, *FUNCTIONS)
RULE_COUNTS = {"block": 3.0, "ask": 1.5}  # log-odds that a written rule adds to what is heard

_FOLDER = Path(__file__).parent / "weights"
_ROW = Struct(f"<{len(HEADS)}h")


class Cuts(NamedTuple):
    """The thresholds: for a question, for stopping, and for what a sentence does."""

    ask: Mapping[str, float]
    block: Mapping[str, float]
    does: Mapping[str, float]


@dataclass(frozen=True)
class Model:
    """What was learned for one language; each row of `matrix` has one number per head."""

    unit: float
    bias: list[float]
    cuts: Cuts
    meaning: list[list[float]]
    keys: memoryview
    matrix: memoryview

    def scores(self, found: Features, sense: list[float]) -> list[float]:
        """One log-odds per head."""
        total = [
            bias + sum(map(mul, sense, row))
            for bias, row in zip(self.bias, self.meaning, strict=True)
        ]
        return list(map(add, total, self._weighed(found)))

    def _weighed(self, found: Features) -> list[float]:
        """The rows of the features, those of the same value first summed as whole numbers."""
        equal: dict[float, list[tuple[int, ...]]] = defaultdict(list)
        for name, value in found.items():
            row = self._row(crc32(name.encode()))
            if row:
                equal[value].append(row)
        total = [0.0] * len(HEADS)
        for value, rows in equal.items():
            sums = map(sum, zip(*rows, strict=True))
            total = [a + self.unit * value * b for a, b in zip(total, sums, strict=True)]
        return total

    def _row(self, key: int) -> tuple[int, ...] | None:
        place = bisect_left(self.keys, key)
        if place == len(self.keys) or self.keys[place] != key:
            return None
        return _ROW.unpack_from(self.matrix, place * _ROW.size)


@cache
def load(language: Language) -> Model:
    """The weights of a language; they stay on disk, shared by all processes."""
    with (_FOLDER / f"{language}.weights").open("rb") as file:
        head: dict[str, Any] = json.loads(file.readline())
        start, size = file.tell(), head.pop("features")
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[start:]
    cuts = Cuts(head["ask"], head["block"], head["does"])
    return Model(
        head["unit"],
        head["bias"],
        cuts,
        head["meaning"],
        data[: 4 * size].cast("I"),
        data[4 * size :],
    )


def hear(scene: Scene, written: Mapping[str, Level]) -> Heard:
    """What a sentence sounds like, given what the written rules say of it."""
    model = load(scene.lang)
    row = dict(zip(HEADS, model.scores(features(scene), meaning(scene)), strict=True))
    return judged(model.cuts, row, written)


def judged(cuts: Cuts, row: Mapping[str, float], written: Mapping[str, Level]) -> Heard:
    """Scores as distances from their thresholds."""
    return Heard(
        {label: _above(offence(row, written, label), cuts, label) for label in LABELS},
        {name: row[name] - cuts.does[name] for name in FUNCTIONS},
    )


def offence(row: Mapping[str, float], written: Mapping[str, Level], label: str) -> float:
    """How much it sounds like any offence, like this one, and whether a rule says so too."""
    rule = written.get(f"guard.{label}")
    return row["offence"] + row[label] + (RULE_COUNTS[rule] if rule else 0.0)


def _above(score: float, cuts: Cuts, label: str) -> float:
    """0 at the threshold for a question, 1 at the one for stopping: comparable across labels."""
    ask, block = cuts.ask[label], cuts.block[label]
    return (score - ask) / (block - ask) if block > ask else score - ask
