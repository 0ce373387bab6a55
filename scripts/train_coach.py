"""Trains the coach's scorer from `corpus/` and writes `src/helder/coach/weights/`.

Run: `python scripts/train_coach.py` (from the root of the checkout). Needs nothing but Helder; the
same corpus gives the same bytes. Thresholds are chosen on sentences that the model in question has
not seen (five parts; a voice and a twin are never split), so that ordinary ones are seldom stopped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from coach_corpus import LABELS, LANGUAGES, Line, folds, read  # noqa: E402
from coach_learning import fit, numbered  # noqa: E402
from coach_ordinary import clean_messages, demo_texts, real_updates  # noqa: E402

from helder.coach import guard  # noqa: E402
from helder.coach.features import features  # noqa: E402
from helder.coach.markup import mask  # noqa: E402
from helder.coach.result import Context, Language, Level  # noqa: E402
from helder.coach.scorer import Model, hears, judge  # noqa: E402
from helder.coach.sentences import split  # noqa: E402

WEIGHTS = ROOT / "src" / "helder" / "coach" / "weights"
UNIT = 0.001
# The share of ordinary texts that the guard as a whole, rules and scorer, may stop or ask about:
# of the corpus (by a model that has not seen the voice), of the real updates, and of the public
# messages, which are longer and mostly found in the press.
LIMITS = {"ask": (0.06, 0.04, 0.2), "block": (0.015, 0.01, 0.02)}

Verdicts = dict[str, Level]


@dataclass(frozen=True)
class Text:
    """A text as the guard hears it: per sentence its features, and what the rules say."""

    parts: tuple[tuple[set[str] | None, Verdicts], ...]
    labels: frozenset[str] = frozenset()

    @property
    def together(self) -> set[str]:
        """The features of the whole text."""
        return {feature for found, _ in self.parts for feature in found or ()}


@dataclass(frozen=True)
class Scored:
    """A text with the scores of its sentences; None where a sentence is too short to be heard."""

    parts: tuple[tuple[list[float] | None, Verdicts], ...]
    labels: frozenset[str]

    def top(self, place: int) -> float:
        """The highest score for one label."""
        return max((row[place] for row, _ in self.parts if row), default=-99.0)

    def verdicts(self, model: Model, rules: bool = True) -> Verdicts:
        """What the guard says about the text: per rule its gravest level."""
        told: Verdicts = {}
        for row, written in self.parts:
            found = _heard(model, row, written) if rules else _heard(model, row, {})
            told |= {rule: level for rule, level in found.items() if told.get(rule) != "block"}
        return told


def _heard(model: Model, row: list[float] | None, written: Verdicts) -> Verdicts:
    return written if row is None else guard.weighed(written, judge(model, row), "outage")


def text_of(text: str, lang: Language, labels: frozenset[str] = frozenset()) -> Text:
    """A text taken apart, as an outage message."""
    scenes = [guard.scene_of(part, lang, "outage", Context()) for part in split(mask(text))]
    parts = (
        (features(scene) if hears(scene) else None, guard.written(scene))
        for scene in scenes
        if not scene.sentence.is_question
    )
    return Text(tuple(parts), labels)


def score(model: Model, text: Text) -> Scored:
    """A text with the scores that a model gives it."""
    parts = ((model.scores(found) if found else None, written) for found, written in text.parts)
    return Scored(tuple(parts), text.labels)


def learn(texts: Sequence[Text]) -> Model:
    """A model of these texts, without thresholds.

    What tells any offence from none is added to what tells each from the others.
    """
    given = numbered([text.together for text in texts])
    anything, start = fit(given, [bool(text.labels) for text in texts])
    fitted = [fit(given, [label in text.labels for text in texts]) for label in LABELS]
    table = {
        word: [round((weights[place] + anything[place]) / UNIT) for weights, _ in fitted]
        for place, word in enumerate(given.words)
    }
    kept = {word: row for word, row in table.items() if any(row)}
    return Model(UNIT, [round(bias + start, 4) for _, bias in fitted], [], [], kept)


def unseen(texts: Sequence[Text], part: Sequence[int]) -> list[Scored]:
    """Per text the scores by a model that has not seen its part."""
    models = {
        number: learn([text for text, own in zip(texts, part, strict=True) if own != number])
        for number in sorted(set(part))
    }
    return [score(models[number], text) for text, number in zip(texts, part, strict=True)]


def with_thresholds(model: Model, sides: Sequence[list[Scored]]) -> Model:
    """The model with the lowest thresholds, equally strict for each label, within the limits."""
    columns = [
        sorted((text.top(place) for side in sides for text in side), reverse=True)
        for place in range(len(LABELS))
    ]
    model = replace(model, block=_row(columns, 0), ask=_row(columns, 0))
    for level in ("ask", "block"):
        for rank in range(len(columns[0])):
            trial = replace(model, **{level: _row(columns, rank)})
            if not _within(trial, level, sides):
                break
            model = trial
    return model


def _row(columns: list[list[float]], rank: int) -> list[float]:
    return [round(column[rank] + 0.001, 3) for column in columns]


def _within(model: Model, level: str, sides: Sequence[list[Scored]]) -> bool:
    return all(
        share(model, level, side) <= limit for side, limit in zip(sides, LIMITS[level], strict=True)
    )


def share(model: Model, level: str, texts: Sequence[Scored], rules: bool = True) -> float:
    """The share of these texts about which the guard says something of this level or worse."""
    levels = {"block", level}
    told = (set(text.verdicts(model, rules).values()) & levels for text in texts)
    return sum(map(bool, told)) / max(len(texts), 1)


def train(lines: Sequence[Line], lang: Language) -> Model:
    """All that is learned for one language."""
    texts = [text_of(line.text, lang, line.labels) for line in lines]
    model = learn(texts)
    clean = [text for text in unseen(texts, folds(lines)) if not text.labels]
    real = (real_updates() + demo_texts(), clean_messages())
    return with_thresholds(model, [clean, *(ordinary(model, given, lang) for given in real)])


def ordinary(model: Model, given: list[tuple[str, str]], lang: Language) -> list[Scored]:
    """Texts of this language with their scores by a model."""
    return [score(model, text_of(text, lang)) for spoken, text in given if spoken == lang]


def file_of(model: Model) -> str:
    """The file of a model: one feature a line, so that a change can be read."""
    head = {name: value for name, value in asdict(model).items() if name != "weights"}
    rows = (
        f"{json.dumps(word, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for word, row in sorted(model.weights.items())
    )
    return json.dumps(head)[:-1] + ', "weights": {\n' + ",\n".join(rows) + "\n}}\n"


def main() -> None:
    WEIGHTS.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        model = train(read(lang), lang)
        path = WEIGHTS / f"{lang}.json"
        path.write_text(file_of(model), encoding="utf-8", newline="\n")
        print(lang, len(model.weights), "features", path.stat().st_size, "bytes")
        print("  block from", model.block, "ask from", model.ask)


if __name__ == "__main__":
    main()
