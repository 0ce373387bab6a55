"""How well the coach's guard does: precision and recall as they are, and its speed.

Run: `python bench/coach.py` (from the root of the checkout). Prints one JSON object. Per set, per
language and per label: counts, precision and recall for `block` alone and for `block` or `ask`.
`strong` leaves out offences that the labels call weak. Sets: see `bench/data/coach/README.md`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

from limits import limit  # noqa: E402

from helder.coach import review  # noqa: E402
from helder.coach.sentences import split  # noqa: E402

DATA = ROOT / "bench" / "data" / "coach"
LABELS = ("effort", "blame", "spend", "false_certainty")
SETS = ("heldout", "incidents_dev", "fresh", "known")
Row = dict[str, Any]


def read(name: str) -> list[Row]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answers(row: Row) -> Row:
    """The labels that the coach gives a text read as an outage message."""
    findings = review(row["text"], "outage", row["lang"]).findings
    guard = [(f.rule.removeprefix("guard."), f.level) for f in findings if "guard." in f.rule]
    blocked = {label for label, level in guard if level == "block"}
    return row | {"block": blocked, "any": {label for label, _ in guard}}


def counts(rows: Iterable[Row], label: str, level: str, *, strong: bool) -> Row:
    hit = miss = alarm = 0
    for row in rows:
        wanted = label in row["labels"]
        if wanted and strong and row.get("strength", {}).get(label) == "weak":
            continue
        hit += wanted and label in row[level]
        miss += wanted and label not in row[level]
        alarm += not wanted and label in row[level]
    return {
        "true": hit,
        "missed": miss,
        "false": alarm,
        "precision": round(hit / (hit + alarm), 3) if hit + alarm else None,
        "recall": round(hit / (hit + miss), 3) if hit + miss else None,
    }


def overall(rows: list[Row]) -> Row:
    """Any offence against none, the question that publishing asks."""
    clean = [row for row in rows if not row["labels"]]
    bad = [row for row in rows if row["labels"]]
    return {
        "clean": len(clean),
        "clean_blocked": sum(bool(row["block"]) for row in clean),
        "clean_asked": sum(bool(row["any"]) for row in clean),
        "offending": len(bad),
        "offending_blocked": sum(bool(row["block"]) for row in bad),
        "offending_blocked_or_asked": sum(bool(row["any"]) for row in bad),
    }


def report(name: str) -> Row:
    rows = [answers(row) for row in read(name)]
    result: Row = {}
    for lang in ("nl", "en"):
        mine = [row for row in rows if row["lang"] == lang]
        result[lang] = {"all": overall(mine)}
        for label in LABELS:
            result[lang][label] = {
                "block": counts(mine, label, "block", strong=False),
                "block_strong": counts(mine, label, "block", strong=True),
                "block_or_ask": counts(mine, label, "any", strong=False),
            }
    return result


def speed() -> Row:
    """Milliseconds per sentence over the real messages, after one to warm up."""
    texts = [row["text"] for row in read("incidents_dev")]
    review(texts[0], "outage")
    sentences = sum(len(split(text)) for text in texts)
    start = time.perf_counter()
    for text in texts:
        review(text, "outage")
    spent = time.perf_counter() - start
    big = "De oorzaak ligt bij onze leverancier. " * 2700
    start = time.perf_counter()
    review(big, "outage")
    return {
        "ms_per_sentence": round(1000 * spent / sentences, 3),
        "seconds_for_100000_characters": round(time.perf_counter() - start, 2),
    }


def alarms(result: Row) -> Row:
    """The one limit: of real ordinary updates, at most one in fifty is stopped wrongly."""
    sides = [result["incidents_dev"][lang]["all"] for lang in ("nl", "en")]
    share = sum(side["clean_blocked"] for side in sides) / sum(side["clean"] for side in sides)
    return limit("ordinary real updates stopped wrongly", 100 * share, 2.0, "%")


def measure() -> Row:
    result: Row = {name: report(name) for name in SETS}
    result["speed"] = speed()
    result["limits"] = [alarms(result)]
    return result


def main() -> None:
    print(json.dumps(measure(), indent=1))


if __name__ == "__main__":
    main()
