"""The sentences and messages from which the coach learns: reading them, and finding what is wrong.

Run: `python scripts/coach_corpus.py` (from the root of the checkout). Prints lines that cannot be
used, exact duplicates and sentences with two opinions; exit 1 when there are any. The form and the
rules for labels stand in `corpus/README.md`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "corpus" / "coach"
COACH = ROOT / "src" / "helder" / "coach"
sys.path[:0] = [str(ROOT / "src")]

from helder.coach.result import LANGUAGES  # noqa: E402
from helder.coach.scorer import FUNCTIONS, LABELS  # noqa: E402


@dataclass(frozen=True)
class Line:
    """One sentence of the corpus: who says it, what is wrong with it, what it does.

    `functions` is None where nobody said what the sentence does, `main` names the main one where
    only that was said.
    """

    lang: str
    text: str
    labels: frozenset[str]
    voice: str
    twin: str = ""
    functions: frozenset[str] | None = None
    main: str = ""

    @property
    def key(self) -> str:
        """The same sentence, whatever its capitals, spaces and last full stop."""
        return " ".join(self.text.lower().split()).rstrip(".!")


@dataclass(frozen=True)
class Message:
    """A whole message, with its lines in the order of the text."""

    lang: str
    kind: str
    voice: str
    text: str
    lines: tuple[Line, ...]

    def places(self) -> list[tuple[int, int]]:
        """For each line where it stands in the text."""
        found, place = [], 0
        for line in self.lines:
            start = self.text.index(line.text, place)
            place = start + len(line.text)
            found.append((start, place))
        return found


def read(lang: str | None = None) -> list[Line]:
    """All single sentences, of one language if asked; of duplicates only the first."""
    lines = [line for path in _files() for line in _read(path)]
    first = {(line.lang, line.key): line for line in reversed(lines)}
    kept = set(map(id, first.values()))
    return [line for line in lines if id(line) in kept and lang in (None, line.lang)]


def messages(lang: str | None = None) -> list[Message]:
    """All whole messages, of one language if asked."""
    paths = sorted(FOLDER.glob("messages_*.jsonl"))
    found = [_message(row) for path in paths for _, row in _rows(path)]
    return [message for message in found if lang in (None, message.lang)]


def every_text(lang: str) -> list[str]:
    """Everything that the corpus holds in one language."""
    return [line.text for line in read(lang)] + [message.text for message in messages(lang)]


def _files() -> list[Path]:
    return [p for p in sorted(FOLDER.glob("*.jsonl")) if not p.name.startswith("messages_")]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield number, json.loads(raw)
        except ValueError as problem:
            raise ValueError(f"{path.name}:{number}: {problem}") from problem


def _read(path: Path) -> Iterator[Line]:
    for number, row in _rows(path):
        try:
            yield _line(row, row["lang"], row["voice"])
        except (ValueError, KeyError) as problem:
            raise ValueError(f"{path.name}:{number}: {problem}") from problem


def _line(row: dict[str, Any], lang: str, voice: str) -> Line:
    functions, main = row.get("functions"), str(row.get("function", ""))
    if lang not in LANGUAGES or {*row["labels"]} - {*LABELS}:
        raise ValueError("an unknown language or label")
    if {*(functions or ()), *([main] if main else [])} - {*FUNCTIONS}:
        raise ValueError("an unknown function")
    if not str(row["text"]).strip() or not voice:
        raise ValueError("no text or no voice")
    given = None if functions is None else frozenset(functions)
    twin = str(row.get("twin") or "")
    return Line(lang, str(row["text"]), frozenset(row["labels"]), voice, twin, given, main)


def _message(row: dict[str, Any]) -> Message:
    lang, voice = str(row["lang"]), str(row["voice"])
    lines = tuple(_line(line, lang, voice) for line in row["lines"])
    return Message(lang, str(row["kind"]), voice, str(row["text"]), lines)


def problems() -> list[str]:
    """Exact duplicates, and the same sentence with different labels."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for path in _files():
        for line in _read(path):
            groups[line.lang, line.key].append(line)
    return [_complaint(group) for group in groups.values() if len(group) > 1]


def _complaint(group: list[Line]) -> str:
    opinions = {line.labels for line in group}
    what = "two opinions" if len(opinions) > 1 else "duplicate"
    return f"{what}: {group[0].text} ({', '.join(line.voice for line in group)})"


def fingerprint() -> str:
    """The same for the same corpus and the same way of looking at it."""
    looked = ["features", "frames", "lexicon", "sentences", "markup", "smallwords", "guard/*"]
    looked += ["times/*", "heard"]
    paths = [
        *sorted(FOLDER.glob("*.jsonl")),
        *(path for name in looked for path in sorted(COACH.glob(f"{name}.py"))),
        *(
            COACH / "lexicons" / f"{name}{lang}.toml"
            for name in ("", "concepts_")
            for lang in LANGUAGES
        ),
        *sorted(path for path in (COACH / "words").iterdir() if path.is_file()),
    ]
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


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
    for lang in LANGUAGES:
        lines = read(lang)
        offending = sum(bool(line.labels) for line in lines)
        voices = len({line.voice for line in lines})
        print(f"{lang}: {len(lines)} sentences ({offending} offend) in {voices} voices,", end=" ")
        print(f"{len(messages(lang))} messages")
    print(f"{len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
