"""How well the coach does, and how fast.

Run: `python bench/coach.py` (from the root of the checkout); prints one JSON object. With
`FILE`, the guard on that file of labelled lines alone. Sets: see `bench/data/coach/README.md`. What
cross-validation over the corpus gives stands in `src/helder/coach/weights/report.json`, written
by the training.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

from limits import limit  # noqa: E402

from helder.coach import Result, review  # noqa: E402
from helder.coach.completeness import ELEMENTS  # noqa: E402
from helder.coach.scorer import LABELS  # noqa: E402
from helder.coach.sentences import split  # noqa: E402

DATA = ROOT / "bench" / "data" / "coach"
WEIGHTS = [ROOT / "src" / "helder" / "coach" / name for name in ("weights", "words", "lexicons")]
SENTENCES = ("unheard", "heldout", "incidents_dev", "known")
PLAIN = ("plain", "unheard_plain")
Row = dict[str, Any]


def read(path: Path) -> list[Row]:
    """The rows of a file of JSON lines; none where there is no such file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def named(name: str) -> list[Row]:
    """The rows of one of our own sets."""
    return read(DATA / f"{name}.jsonl")


def guarded(result: Result) -> dict[str, str]:
    """Per label the gravest level that the guard gives."""
    told: dict[str, str] = {}
    for finding in result.findings:
        family, _, label = finding.rule.partition(".")
        if family == "guard" and told.get(label) != "block":
            told[label] = finding.level
    return told


# The guard on single texts


def guard_on(rows: Sequence[Row]) -> Row:
    """Per language: any offence against none, and each label."""
    told = [(row, guarded(review(row["text"], "outage", row["lang"]))) for row in rows]
    return {
        lang: _language([pair for pair in told if pair[0]["lang"] == lang]) for lang in ("nl", "en")
    }


def _language(told: Sequence[tuple[Row, dict[str, str]]]) -> Row:
    bad = [verdict for row, verdict in told if row["labels"]]
    clean = [verdict for row, verdict in told if not row["labels"]]
    return {
        "offending": _levels(bad),
        "clean": _levels(clean),
        "labels": {label: _label(told, label) for label in LABELS},
    }


def _levels(told: Sequence[dict[str, str]]) -> Row:
    return {
        "n": len(told),
        "blocked": _share("block" in verdict.values() for verdict in told),
        "blocked_or_asked": _share(bool(verdict) for verdict in told),
    }


def _label(told: Sequence[tuple[Row, dict[str, str]]], label: str) -> Row:
    mine = [(row, verdict) for row, verdict in told if label in row["labels"]]
    strong = [pair for pair in mine if pair[0].get("strength", {}).get(label) != "weak"]
    return {
        "n": len(mine),
        "blocked": _share(verdict.get(label) == "block" for _, verdict in mine),
        "blocked_or_asked": _share(label in verdict for _, verdict in mine),
        "strong_ones_blocked_or_asked": _share(label in verdict for _, verdict in strong),
    }


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return round(sum(found) / len(found), 3) if found else None


# Whole messages


def messages(rows: Sequence[Row]) -> Row:
    """Offending sentences found at their places; what a message lacks; stories left in peace."""
    reviewed = [(row, review(row["text"], _kind(row), row["lang"])) for row in rows]
    found = [hit for row, result in reviewed for hit in _offences(row, result)]
    stories = [result for row, result in reviewed if row["kind"] in ("newsletter", "success")]
    ordinary = [r for row, r in reviewed if not any(line["labels"] for line in row["lines"])]
    return {
        "messages": len(rows),
        "offending_sentences": len(found),
        "found_at_their_offsets": _share(found),
        "ordinary_messages": len(ordinary),
        "ordinary_messages_blocked": _share(result.blocked for result in ordinary),
        "stories_blocked": sum(result.blocked for result in stories),
        "completeness_f1": _completeness(reviewed),
    }


def _kind(row: Row) -> str:
    return "newsletter" if row["kind"] == "success" else str(row["kind"])


def _offences(row: Row, result: Result) -> Iterable[bool]:
    place = 0
    for line in row["lines"]:
        start = row["text"].index(line["text"], place)
        place = start + len(line["text"])
        if line["labels"]:
            yield any(
                finding.rule.startswith("guard.") and finding.start < place and finding.end > start
                for finding in result.findings
            )


def _completeness(reviewed: Sequence[tuple[Row, Result]]) -> Row:
    figures: Row = {}
    for kind, elements in ELEMENTS.items():
        mine = [(row, result) for row, result in reviewed if row["kind"] == kind]
        for name in elements:
            pairs = [(_holds(row, name), name not in result.missing) for row, result in mine]
            figures[f"{kind}.{name}"] = _f1(pairs)
    return figures


def _holds(row: Row, name: str) -> bool:
    return any(name in line["functions"] for line in row["lines"])


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    hit = sum(there and seen for there, seen in pairs)
    off = sum(there != seen for there, seen in pairs)
    return round(2 * hit / (2 * hit + off), 3) if hit + off else None


def plain(rows: Sequence[Row]) -> Row:
    """Easy and hard texts told apart, and by kind of trap."""
    right = [
        (row, review(row["text"], "general", row["lang"]).readability.verdict == _verdict(row))
        for row in rows
    ]
    traps = sorted({row["trap"] for row, _ in right if row["trap"]})
    return {"texts": len(rows), "right": _share(ok for _, ok in right)} | {
        trap: _share(ok for row, ok in right if row["trap"] == trap) for trap in traps
    }


def _verdict(row: Row) -> str:
    return "easy" if row["level"] == "easy" else "effort"


# Speed


def speed() -> Row:
    """Milliseconds, each text read for the first time; peers read the same texts."""
    texts = [row["text"] for row in named("incidents_dev")]
    review(texts[0], "outage")
    sentences = sum(len(split(text)) for text in texts)
    whole = _seconds(lambda: [review(text, "outage") for text in texts])
    long_ones = sorted(_milliseconds(text) for text in _of_150_words(texts))
    return {
        "ms_per_sentence": round(1000 * whole / sentences, 3),
        "ms_per_message_of_150_words_p95": round(long_ones[int(0.95 * len(long_ones))], 1),
        "seconds_for_100000_characters": round(_seconds(_big(100_000)), 2),
        "seconds_for_1000000_characters": round(_seconds(_big(1_000_000)), 2),
        "import_seconds": _fresh("import helder.coach"),
        "import_and_first_review_seconds": _fresh(
            "from helder.coach import review; review('De mail werkt niet.'); review('Mail is out.')"
        ),
        "megabytes": round(sum(f.stat().st_size for d in WEIGHTS for f in d.iterdir()) / 1e6, 1),
        "peers_characters_per_second": _peers(texts, whole),
    }


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _milliseconds(text: str) -> float:
    return 1000 * _seconds(lambda: review(text, "outage"))


def _of_150_words(texts: Sequence[str]) -> list[str]:
    """Messages of some 150 words, none of whose sentences was read before."""
    words = [f"{word}" for text in texts for word in text.split()]
    return [
        f"Part {number}: " + " ".join(words[start : start + 150])
        for number, start in enumerate(range(0, len(words) - 150, 150))
    ]


def _big(size: int) -> Callable[[], Any]:
    piece = "De oorzaak ligt bij onze leverancier en om drie uur werkt nummer {} weer. "
    text = "".join(piece.format(number) for number in range(size // len(piece)))
    return lambda: review(text, "outage")


def _fresh(code: str) -> float:
    """Seconds that a new interpreter spends on this, less those that an empty one takes."""
    return round(_interpreter(code) - _interpreter("pass"), 2)


def _interpreter(code: str) -> float:
    command = [sys.executable, "-c", code]
    environment = {"PYTHONPATH": str(ROOT / "src")}
    times = [
        _seconds(lambda: subprocess.run(command, check=True, env=environment)) for _ in range(3)
    ]
    return min(times)


def _peers(texts: Sequence[str], own: float) -> Row:
    """What others do with the same texts; a peer that is not installed says so."""
    size = sum(map(len, texts))
    found: Row = {"helder.coach": round(size / own)}
    for name, read_text in {"proselint": _proselint, "textstat": _textstat}.items():
        try:
            work = read_text()
        except ImportError:
            found[name] = "not installed"
            continue
        work(texts[0])
        found[name] = round(size / _seconds(lambda work=work: [work(text) for text in texts]))
    return found


def _proselint() -> Callable[[str], Any]:
    tools = importlib.import_module("proselint.tools")
    checks = importlib.import_module("proselint.checks")
    registry = importlib.import_module("proselint.registry").CheckRegistry()
    registry.register_many(checks.__register__)
    return lambda text: tools.LintFile(source="<text>", content=text).lint()


def _textstat() -> Callable[[str], Any]:
    textstat = importlib.import_module("textstat")
    textstat.set_lang("nl")
    return lambda text: textstat.flesch_reading_ease(text)


def limits(result: Row) -> list[Row]:
    """What a change may not spoil."""
    real = result["sentences"]["incidents_dev"]
    clean = [real[lang]["clean"] for lang in ("nl", "en")]
    blocked = sum(side["blocked"] * side["n"] for side in clean) / sum(side["n"] for side in clean)
    quick = result["speed"]
    return [
        limit("ordinary real messages stopped wrongly", 100 * blocked, 2.0, "%"),
        limit("a sentence", quick["ms_per_sentence"], 5.0, "ms"),
        limit("a message, 95 of 100", quick["ms_per_message_of_150_words_p95"], 30.0, "ms"),
        limit("import", quick["import_seconds"], 0.3, "s"),
        limit("weights and word lists", quick["megabytes"], 25.0, "MB"),
    ]


def measure() -> Row:
    result: Row = {
        "sentences": {name: guard_on(named(name)) for name in SENTENCES if named(name)},
        "messages": messages(named("unheard_messages")),
        "plain": {name: plain(named(name)) for name in PLAIN if named(name)},
        "speed": speed(),
    }
    result["limits"] = limits(result)
    return result


def main() -> None:
    given = [Path(name) for name in sys.argv[1:]]
    result = {path.name: guard_on(read(path)) for path in given} if given else measure()
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
