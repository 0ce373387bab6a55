"""What came of a run, in figures and a few examples of each kind; small however long the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from helder.people.directory.csvfile import Row
from helder.people.directory.fields import Refused
from helder.people.directory.structure import FRESH

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"
RETURNED, LEFT, REFUSED, NOTED = "returned", "left", "refused", "noted"
KINDS = (ADDED, CHANGED, UNCHANGED, RETURNED, LEFT, REFUSED)

Keep = Callable[[Row, Refused], None]


@dataclass
class Tally:
    """Counts per kind, and the first `most` of each: who, and what moves from where to where."""

    most: int = 20
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    before: int = 0
    """How many the directory kept before."""

    def add(self, kind: str, **example: Any) -> None:
        """One more of this kind."""
        self.counts[kind] += 1
        if kind != UNCHANGED and example and len(self.examples.setdefault(kind, [])) < self.most:
            self.examples[kind].append(example)

    def refuse(self, row: Row, why: Refused) -> None:
        """One more row that cannot be used."""
        self.add(REFUSED, line=row.number, why=why.sentence, values=why.values)

    def figures(self) -> dict[str, int]:
        """The counts of every kind, also those that are zero, and of new names where there are."""
        named = {kind: self.counts[kind] for kind in FRESH if self.counts[kind]}
        return {kind: self.counts[kind] for kind in KINDS} | named
