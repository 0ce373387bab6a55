"""How well the coach's guard does on voices that it has not heard, as one JSON object.

Run: `python scripts/evaluate_coach.py` (from the root of the checkout; some minutes). Per language:
precision and recall per label in cross-validation, where no voice and no twin is both learned from
and judged; the same for the scorer and the rules alone; how recall grows with the corpus; and how
often ordinary texts are stopped or asked about. The thresholds are those of the shipped weights.
With `--set FILE`, the figures on a file of labelled lines, by the guard as it is shipped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from coach_corpus import LABELS, LANGUAGES, Line, folds, read  # noqa: E402
from coach_ordinary import clean_messages, demo_texts, real_updates  # noqa: E402
from train_coach import (  # noqa: E402
    Scored,
    Text,
    Verdicts,
    learn,
    ordinary,
    score,
    share,
    text_of,
    unseen,
)

from helder.coach import review  # noqa: E402
from helder.coach.result import Language  # noqa: E402
from helder.coach.scorer import load  # noqa: E402

IN_VIEW = {"founders", "guard-author"}  # the rules were written with these in view
Figures = dict[str, Any]
Judged = tuple[frozenset[str], Verdicts]


def figures(judged: Sequence[Judged]) -> Figures:
    """Per label and for any offence, at both levels."""
    return {"any": _any(judged)} | {
        label: {
            "block": _label(judged, label, {"block"}),
            "block_or_ask": _label(judged, label, {"block", "ask"}),
        }
        for label in LABELS
    }


def _any(judged: Sequence[Judged]) -> Figures:
    bad = [told for labels, told in judged if labels]
    clean = [told for labels, told in judged if not labels]
    return {
        "offending": len(bad),
        "blocked": _part(bad, lambda told: "block" in told.values()),
        "blocked_or_asked": _part(bad, bool),
        "clean": len(clean),
        "clean_blocked": _part(clean, lambda told: "block" in told.values()),
        "clean_blocked_or_asked": _part(clean, bool),
    }


def _part(told: Sequence[Verdicts], wanted: Callable[[Verdicts], bool]) -> float | None:
    return round(sum(map(wanted, told)) / len(told), 3) if told else None


def _label(judged: Iterable[Judged], label: str, levels: set[str]) -> Figures:
    hit = miss = wrong = 0
    for labels, told in judged:
        given = told.get(f"guard.{label}") in levels
        hit += given and label in labels
        miss += not given and label in labels
        wrong += given and label not in labels
    return {
        "offences": hit + miss,
        "precision": round(hit / (hit + wrong), 3) if hit + wrong else None,
        "recall": round(hit / (hit + miss), 3) if hit + miss else None,
    }


def crossed(lines: Sequence[Line], texts: Sequence[Text], lang: Language) -> Figures:
    """Cross-validation; `new_voices` leaves out the lines with which the rules were written."""
    model = load(lang)
    scored = unseen(texts, folds(lines))
    new = [pair for pair, line in zip(scored, lines, strict=True) if line.voice not in IN_VIEW]
    return {
        "guard": figures([(text.labels, text.verdicts(model)) for text in scored]),
        "guard_new_voices": figures([(text.labels, text.verdicts(model)) for text in new]),
        "scorer_new_voices": figures([(text.labels, text.verdicts(model, False)) for text in new]),
        "rules_new_voices": figures([(text.labels, _rules(text)) for text in new]),
    }


def _rules(text: Scored) -> Verdicts:
    return {rule: level for _, written in text.parts for rule, level in written.items()}


def curve(lines: Sequence[Line], texts: Sequence[Text], lang: Language) -> Figures:
    """Recall and false alarms on unseen voices after learning from a part of the corpus."""
    part = folds(lines)
    points: Figures = {}
    for percent in (25, 50, 75, 100):
        judged: list[Judged] = []
        for number in sorted(set(part)):
            others = [text for text, own in zip(texts, part, strict=True) if own != number]
            model = learn([t for i, t in enumerate(others) if i * 7 % 100 < percent])
            mine = [text for text, own in zip(texts, part, strict=True) if own == number]
            shipped = load(lang)
            judged += [(t.labels, score(model, t).verdicts(shipped, False)) for t in mine]
        points[f"{percent} %"] = _any(judged)
    return points


def alarms(lang: Language) -> Figures:
    """The share of ordinary texts, none of them learned from, that the guard reacts to."""
    sets = {"real_updates": real_updates, "demo": demo_texts, "clean_messages": clean_messages}
    model = load(lang)
    found: Figures = {}
    for name, texts in sets.items():
        scored = ordinary(model, texts(), lang)
        found[name] = {
            "texts": len(scored),
            "blocked": round(share(model, "block", scored), 4),
            "blocked_or_asked": round(share(model, "ask", scored), 4),
        }
    return found


def report(lang: Language) -> Figures:
    lines = read(lang)
    texts = [text_of(line.text, lang, line.labels) for line in lines]
    return {
        "lines": len(lines),
        "voices": len({line.voice for line in lines}),
        "cross_validation": crossed(lines, texts, lang),
        "learning_curve_scorer": curve(lines, texts, lang),
        "ordinary": alarms(lang),
    }


def on_file(path: str) -> Figures:
    """The shipped guard on lines with `lang`, `text` and `labels`."""
    rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line]
    return {
        lang: figures([_read(row) for row in rows if row["lang"] == lang]) for lang in LANGUAGES
    }


def _read(row: dict[str, Any]) -> Judged:
    told: Verdicts = {}
    for finding in review(row["text"], "outage", row["lang"]).findings:
        if finding.rule.startswith("guard.") and told.get(finding.rule) != "block":
            told[finding.rule] = finding.level
    return frozenset(row["labels"]), told


def main() -> None:
    if sys.argv[1:2] == ["--set"]:
        print(json.dumps(on_file(sys.argv[2]), indent=1))
    else:
        print(json.dumps({lang: report(lang) for lang in LANGUAGES}, indent=1))


if __name__ == "__main__":
    main()
