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
from coach_learning import fit, matrix, vocabulary  # noqa: E402
from coach_ordinary import clean_messages, demo_texts, real_updates  # noqa: E402

from helder.coach import guard  # noqa: E402
from helder.coach.features import features  # noqa: E402
from helder.coach.markup import mask  # noqa: E402
from helder.coach.result import Context, Language  # noqa: E402
from helder.coach.scorer import Model, heard_at_all  # noqa: E402
from helder.coach.sentences import split  # noqa: E402

WEIGHTS = ROOT / "src" / "helder" / "coach" / "weights"
UNIT = 0.001
SILENT = [-99.0] * len(LABELS)
# The share of ordinary texts that the guard as a whole, rules and scorer, may stop or ask about:
# of the corpus (by a model that has not seen the voice), and of the real updates.
LIMITS = {"block": (0.015, 0.01), "ask": (0.08, 0.08)}


@dataclass(frozen=True)
class Text:
    """A text as the guard hears it: per sentence its features, and what the rules say."""

    sentences: tuple[frozenset[str], ...]
    rules: frozenset[str]  # levels
    labels: frozenset[str] = frozenset()

    @property
    def together(self) -> set[str]:
        """The features of the whole text."""
        return {feature for sentence in self.sentences for feature in sentence}

    def scores(self, model: Model) -> list[float]:
        """Per label the highest score of its sentences."""
        rows = [model.scores(set(sentence)) for sentence in self.sentences]
        return [max(column) for column in zip(SILENT, *rows, strict=True)]


def text_of(text: str, lang: Language, labels: frozenset[str] = frozenset()) -> Text:
    """A text taken apart, as an outage message."""
    scenes = [guard.scene_of(part, lang, "outage", Context()) for part in split(mask(text))]
    scenes = [scene for scene in scenes if not scene.sentence.is_question]
    return Text(
        tuple(frozenset(features(scene)) for scene in scenes if heard_at_all(scene)),
        frozenset(level for scene in scenes for level in guard.written(scene).values()),
        labels,
    )


def learn(texts: Sequence[Text]) -> Model:
    """A model of these texts, without thresholds."""
    sentences = [text.together for text in texts]
    words = vocabulary(sentences)
    rows = matrix(sentences, words)
    fitted = [fit(rows, [label in text.labels for text in texts], words) for label in LABELS]
    table = {
        word: [round(weights[place] / UNIT) for weights, _ in fitted]
        for place, word in enumerate(words)
    }
    kept = {word: row for word, row in table.items() if any(row)}
    return Model(UNIT, [round(bias, 4) for _, bias in fitted], [], [], kept)


def unseen_scores(texts: Sequence[Text], part: Sequence[int]) -> list[list[float]]:
    """Per text the scores by a model that has not seen its part."""
    models = {
        number: learn([text for text, own in zip(texts, part, strict=True) if own != number])
        for number in sorted(set(part))
    }
    return [text.scores(models[number]) for text, number in zip(texts, part, strict=True)]


Scored = tuple[Text, list[float]]


def thresholds(level: str, corpus: list[Scored], real: list[Scored]) -> list[float]:
    """The lowest thresholds, equally strict for each label, that keep within the limits."""
    clean = [pair for pair in corpus if not pair[0].labels]
    columns = [sorted((row[i] for _, row in clean + real), reverse=True) for i in range(4)]
    best = [column[0] + 0.001 for column in columns]
    for rank in range(len(columns[0])):
        trial = [round(column[rank] + 0.001, 3) for column in columns]
        if any(
            share(level, trial, side) > limit
            for side, limit in zip((clean, real), LIMITS[level], strict=True)
        ):
            return best
        best = trial
    return best


def share(level: str, limits: list[float], texts: list[Scored]) -> float:
    """The share of these texts about which the guard says something of this level or worse."""
    return sum(alarmed(level, limits, pair) for pair in texts) / max(len(texts), 1)


def alarmed(level: str, limits: list[float], pair: Scored) -> bool:
    """Whether rules or scorer react to a text."""
    text, scores = pair
    by_rule = "block" in text.rules or (level == "ask" and bool(text.rules))
    return by_rule or any(score >= limit for score, limit in zip(scores, limits, strict=True))


def with_thresholds(model: Model, corpus: list[Scored], real: list[Scored]) -> Model:
    """The model, ready to judge."""
    block, ask = (thresholds(level, corpus, real) for level in ("block", "ask"))
    return replace(model, block=block, ask=[min(pair) for pair in zip(block, ask, strict=True)])


def train(lines: Sequence[Line], lang: Language) -> Model:
    """All that is learned for one language."""
    texts = [text_of(line.text, lang, line.labels) for line in lines]
    unseen = unseen_scores(texts, folds(lines))
    model = learn(texts)
    scored = list(zip(texts, unseen, strict=True)) + score(model, clean_messages(), lang)
    return with_thresholds(model, scored, score(model, real_updates() + demo_texts(), lang))


def score(model: Model, given: list[tuple[str, str]], lang: Language) -> list[Scored]:
    """Texts of this language with their scores by a model."""
    texts = [text_of(text, lang) for spoken, text in given if spoken == lang]
    return [(text, text.scores(model)) for text in texts]


def written(model: Model) -> str:
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
        path.write_text(written(model), encoding="utf-8", newline="\n")
        print(lang, len(model.weights), "features", path.stat().st_size, "bytes")
        print("  block from", model.block, "ask from", model.ask)


if __name__ == "__main__":
    main()
