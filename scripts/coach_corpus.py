"""The sentences from which the coach learns: reading them, and finding what is wrong with them.

Run: `python scripts/coach_corpus.py` (from the root of the checkout). Prints lines that cannot be
used, exact duplicates and sentences with two opinions; exit 1 when there are any. The form and the
rules for labels stand in `corpus/README.md`.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "corpus" / "coach"
LABELS = ("effort", "blame", "spend", "false_certainty")
LANGUAGES: tuple[Literal["nl", "en"], ...] = ("nl", "en")


@dataclass(frozen=True)
class Line:
    """One sentence of the corpus, with who says it and what is wrong with it."""

    lang: str
    text: str
    labels: frozenset[str]
    voice: str
    twin: str

    @property
    def key(self) -> str:
        """The same sentence, whatever its capitals, spaces and last full stop."""
        return " ".join(self.text.lower().split()).rstrip(".!")


def read(lang: str | None = None) -> list[Line]:
    """All lines, of one language if asked; of duplicates only the first."""
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in _read(path)]
    first = {(line.lang, line.key): line for line in reversed(lines)}
    kept = set(map(id, first.values()))
    return [line for line in lines if id(line) in kept and lang in (None, line.lang)]


def _read(path: Path) -> Iterator[Line]:
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield _line(json.loads(raw))
        except (ValueError, KeyError) as problem:
            raise ValueError(f"{path.name}:{number}: {problem}") from problem


def _line(row: dict[str, object]) -> Line:
    labels = row["labels"]
    if row["lang"] not in LANGUAGES or not isinstance(labels, list) or {*labels} - {*LABELS}:
        raise ValueError("an unknown language or label")
    if not str(row["text"]).strip() or not row["voice"]:
        raise ValueError("no text or no voice")
    return Line(
        lang=str(row["lang"]),
        text=str(row["text"]),
        labels=frozenset(map(str, labels)),
        voice=str(row["voice"]),
        twin=str(row.get("twin") or ""),
    )


def problems() -> list[str]:
    """Exact duplicates, and the same sentence with different labels."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in _read(path):
            groups[line.lang, line.key].append(line)
    return [_complaint(group) for group in groups.values() if len(group) > 1]


def _complaint(group: list[Line]) -> str:
    opinions = {line.labels for line in group}
    what = "two opinions" if len(opinions) > 1 else "duplicate"
    return f"{what}: {group[0].text} ({', '.join(line.voice for line in group)})"


def folds(lines: Iterable[Line], count: int = 5) -> list[int]:
    """For each line its part; a voice stays together, and so do twins."""
    lines = list(lines)
    group = _groups(lines)
    sizes: dict[int, int] = defaultdict(int)
    for number in group:
        sizes[number] += 1
    loads = [0] * count
    part: dict[int, int] = {}
    for number in sorted(sizes, key=lambda number: (-sizes[number], number)):
        part[number] = loads.index(min(loads))
        loads[part[number]] += sizes[number]
    return [part[number] for number in group]


def _groups(lines: list[Line]) -> list[int]:
    """Lines joined by voice or by twin have the number of the first of them."""
    parent = list(range(len(lines)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        for tie in (f"voice {line.voice}", f"twin {line.twin}" if line.twin else ""):
            if tie:
                one, other = sorted((root(place), root(first.setdefault(tie, place))))
                parent[other] = one
    return [root(place) for place in range(len(lines))]


def main() -> int:
    found = problems()
    for line in found:
        print(line)
    print(f"{len(read())} different sentences, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
