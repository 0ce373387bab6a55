"""Trains the coach's scorer from `corpus/` and writes `src/helder/coach/weights/`.

Run: `python scripts/train_coach.py` (from the root of the checkout, with the packages of
`requirements-train.lock`; some minutes). The same corpus gives the same bytes. Thresholds are
chosen on sentences that the model in question has not seen (five parts; a voice and a twin are
never split), so that ordinary ones are seldom stopped.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

import coach_report  # noqa: E402
from coach_corpus import Line, fingerprint, folds, messages, read  # noqa: E402

from helder.coach import guard  # noqa: E402
from helder.coach.completeness import ELEMENTS  # noqa: E402
from helder.coach.features import Features, features, meaning  # noqa: E402
from helder.coach.heard import Heard  # noqa: E402
from helder.coach.markup import mask  # noqa: E402
from helder.coach.result import LANGUAGES, Context, Language, Level  # noqa: E402
from helder.coach.scorer import FUNCTIONS, HEADS, LABELS, Cuts, judged, offence  # noqa: E402
from helder.coach.sentences import split  # noqa: E402

WEIGHTS = ROOT / "src" / "helder" / "coach" / "weights"
UNIT = 0.001
SEEN_IN = 2  # sentences: a feature of one sentence alone teaches nothing
KEPT = 90_000  # features, those that decide most
STRENGTH = 50.0  # of learning, against the pull to zero (C of scikit-learn)
ROUNDS = 100  # enough; the last digits of a weight decide nothing
PARTS = 5
NEIGHBOURS = 5
ABOUT, NEARLY = 0.01, 0.03
NEARLY_ALWAYS = 0.95
# The share of ordinary sentences of unheard voices about which the guard may ask, or which it may
# stop: of all, many of which are made to look like offences, and of the real ones.
LIMITS = {"ask": (0.10, 0.40), "block": (0.02, 0.05)}

Matrix = Any
Array = Any


@dataclass(frozen=True)
class Lesson:
    """One sentence as a model learns it."""

    line: Line
    message: tuple[str, int] | None  # kind and number of the message that it stands in
    found: Features
    sense: list[float]
    written: Mapping[str, Level]


def lessons(lang: Language) -> list[Lesson]:
    """Everything there is to learn from in one language: sentences, and lines of messages."""
    given: list[tuple[Line, tuple[str, int] | None]] = [(line, None) for line in read(lang)]
    for number, message in enumerate(messages(lang)):
        if message.kind not in ("newsletter", "success"):
            given += [(line, (message.kind, number)) for line in message.lines]
    return [_lesson(line, place, lang) for line, place in given if split(mask(line.text))]


def _lesson(line: Line, message: tuple[str, int] | None, lang: Language) -> Lesson:
    found: Features = {}
    written: dict[str, Level] = {}
    scenes = [guard.scene_of(part, lang, "outage", Context()) for part in split(mask(line.text))]
    for scene in scenes:
        found |= features(scene)
        written |= guard.written(scene)
    senses = [meaning(scene) for scene in scenes]
    sense = [sum(column) / len(senses) for column in zip(*senses, strict=True)]
    return Lesson(line, message, found, sense, written)


class Course:
    """The lessons of a language as numbers."""

    def __init__(self, given: Sequence[Lesson]) -> None:
        self.lines = [lesson.line for lesson in given]
        self.messages = [lesson.message for lesson in given]
        self.written = [lesson.written for lesson in given]
        count = Counter(name for lesson in given for name in lesson.found)
        self.names = sorted((n for n, times in count.items() if times >= SEEN_IN), key=_key)
        place = {name: number for number, name in enumerate(self.names)}
        self.matrix = _sparse([lesson.found for lesson in given], place, given)
        self.parts = np.array(folds(self.lines, PARTS))

    def wanted(self, head: str) -> tuple[Array, Array]:
        """For one head: which lines say anything about it, and what they say."""
        if head == "offence":
            return np.ones(len(self.lines), bool), np.array([bool(x.labels) for x in self.lines])
        if head in LABELS:
            return np.ones(len(self.lines), bool), np.array([head in x.labels for x in self.lines])
        known = [line.functions is not None or line.main == head for line in self.lines]
        does = [line.main == head or head in (line.functions or ()) for line in self.lines]
        return np.array(known), np.array(does)

    def learn(self, head: str, among: Array) -> LogisticRegression:
        """One head, learned from some of the lines."""
        known, said = self.wanted(head)
        rows = np.flatnonzero(known & among)
        model = LogisticRegression(
            C=STRENGTH, solver="liblinear", dual=True, random_state=0, max_iter=ROUNDS
        )
        return model.fit(self.matrix[rows], said[rows])

    def unseen(self, head: str) -> Array:
        """For every line its score by a model that has not seen its part."""
        scores = np.zeros(len(self.lines))
        for part in range(PARTS):
            mine = self.parts == part
            scores[mine] = self.learn(head, ~mine).decision_function(self.matrix[mine])
        return scores


def _key(name: str) -> int:
    return crc32(name.encode())


def _sparse(found: Sequence[Features], place: dict[str, int], given: Sequence[Lesson]) -> Matrix:
    rows, columns, values = [], [], []
    for row, features_ in enumerate(found):
        for name, value in features_.items():
            if name in place:
                rows.append(row)
                columns.append(place[name])
                values.append(value)
    table = sp.csr_matrix((values, (rows, columns)), shape=(len(given), len(place)))
    return sp.hstack([table, sp.csr_matrix([lesson.sense for lesson in given])]).tocsr()


def offences(course: Course, scores: dict[str, Array]) -> list[list[float]]:
    """Per line one number a label, as the guard sees it."""
    rows = [dict(zip(scores, row, strict=True)) for row in zip(*scores.values(), strict=True)]
    return [
        [offence(row, written, label) for label in LABELS]
        for row, written in zip(rows, course.written, strict=True)
    ]


def thresholds(course: Course, scores: dict[str, Array]) -> dict[str, dict[str, float]]:
    """Per level and label the lowest threshold within the limits, equally strict for each."""
    _, offends = course.wanted("offence")
    clean = np.array(offences(course, scores))[~offends]
    real = clean[[line.voice.startswith("real") for line in course.lines if not line.labels]]
    columns = -np.sort(-clean, axis=0)
    found = {}
    for level, (limit, of_real) in LIMITS.items():
        row = columns[0]
        for trial in columns:
            if _share(clean, trial) > limit or _share(real, trial) > of_real:
                break
            row = trial
        found[level] = {name: round(float(x), 3) for name, x in zip(LABELS, row, strict=True)}
    return found


def _share(rows: Array, limits: Array) -> float:
    return float((rows > limits).any(axis=1).mean())


def cut_of(course: Course, head: str, scores: Array) -> float:
    """The threshold with which a function is found best: in a message where its kind asks for it,
    else in a sentence."""
    known, said = course.wanted(head)
    known &= np.array([line.functions is not None for line in course.lines])
    kinds = [kind for kind, elements in ELEMENTS.items() if head in elements]
    if not kinds:
        return best_cut(scores[known], said[known])
    loudest: dict[tuple[str, int], float] = {}
    there: dict[tuple[str, int], bool] = {}
    for message, score, does in zip(course.messages, scores, said, strict=True):
        if message and message[0] in kinds:
            loudest[message] = max(score, loudest.get(message, -math.inf))
            there[message] = does or there.get(message, False)
    present = np.array(list(there.values()))
    # Where hardly a message lacks it, crying "there" always looks best; then be stricter.
    about = ABOUT if present.mean() < NEARLY_ALWAYS else NEARLY
    return best_cut(np.array(list(loudest.values())), present, about)


def best_cut(scores: Array, said: Array, about: float = ABOUT) -> float:
    """The strictest threshold of those with which F1 is about highest, taken over a few neighbours
    so that one lucky place does not decide."""
    order = np.argsort(-scores, kind="stable")
    hit = np.cumsum(said[order])
    f1 = 2 * hit / (np.arange(1, len(hit) + 1) + said.sum())
    near = np.convolve(f1, np.ones(NEIGHBOURS) / NEIGHBOURS, mode="same")
    strictest = int(np.flatnonzero(near >= near.max() - about)[0])
    return round(float(scores[order][strictest]), 3)


def report(course: Course, unseen: dict[str, Array], head: dict[str, Any]) -> dict[str, Any]:
    """What the guard and completeness reach on unheard voices, with these thresholds."""
    cuts = Cuts(head["ask"], head["block"], head["does"])
    rows = [dict(zip(unseen, row, strict=True)) for row in zip(*unseen.values(), strict=True)]
    heard = [judged(cuts, row, w) for row, w in zip(rows, course.written, strict=True)]
    known = {(line.voice, line.key): ear for line, ear in zip(course.lines, heard, strict=True)}
    lang = course.lines[0].lang
    whole = [m for m in messages(lang) if all((m.voice, x.key) in known for x in m.lines)]

    def hear(line: Line) -> Heard:
        return known[line.voice, line.key]

    return {
        "lines": len(course.lines),
        "sentences": coach_report.sentences(course.lines, heard),
        "messages": coach_report.whole(whole, hear),
        "completeness": coach_report.completeness(whole, hear),
    }


def train(lang: Language) -> tuple[bytes, dict[str, Any]]:
    """All that is learned for one language, as the bytes of its file, and what it reaches."""
    course = Course(lessons(lang))
    unseen = {head: course.unseen(head) for head in HEADS}
    everything = np.ones(len(course.lines), bool)
    models = [course.learn(head, everything) for head in HEADS]
    weights = np.column_stack([model.coef_[0] for model in models])
    told, senses = weights[: len(course.names)], weights[len(course.names) :]
    kept = np.sort(np.argsort(-np.abs(told).max(axis=1), kind="stable")[:KEPT])
    cuts = thresholds(course, unseen)
    head = {
        "corpus": fingerprint(),
        "features": len(kept),
        "unit": UNIT,
        "bias": [round(float(model.intercept_[0]), 4) for model in models],
        **cuts,
        "does": {name: cut_of(course, name, unseen[name]) for name in FUNCTIONS},
        "meaning": [[round(float(x), 4) for x in row] for row in senses.T],
    }
    keys = np.array([_key(course.names[place]) for place in kept], dtype="<u4")
    table = np.clip(np.round(told[kept] / UNIT), -32767, 32767).astype("<i2")
    data = json.dumps(head).encode() + b"\n" + keys.tobytes() + table.tobytes()
    return data, report(course, unseen, head) | {"weights": hashlib.sha256(data).hexdigest()[:16]}


def write(lang: Language) -> dict[str, Any]:
    """Trains one language and gives its report."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    data, reached = train(lang)
    (WEIGHTS / f"{lang}.weights").write_bytes(data)
    return reached


def main() -> None:
    WEIGHTS.mkdir(exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        reached = dict(zip(LANGUAGES, pool.map(write, LANGUAGES), strict=True))
    text = json.dumps({"corpus": fingerprint()} | reached, indent=1) + "\n"
    (WEIGHTS / "report.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
