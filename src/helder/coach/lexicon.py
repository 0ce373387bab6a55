"""Reads the word lists of a language and finds their concepts in a sentence.

Owns the small pattern language of `lexicons/*.toml`:

- `werk*`, `*leverancier`, `*leverancier*`: a beginning, an end, a part of a word;
- `a|b`: one of these; `het?`: may be absent; `<unit>`: any word of that set;
- `gaan_zitten|kwijt`: an alternative of two words;
- `..` and `...`: at most three, at most six words between.

Refuses judgement: which concepts together make an offence is decided in `guard`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from helder.coach.result import Language
from helder.coach.sentences import Word, fold

_FOLDER = Path(__file__).parent / "lexicons"
_GAPS = {"..": 3, "...": 6}
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d(?:u|h|am|pm|z|uur)?$|\d{1,2}(?:u|h|am|pm|uur)$|\d{1,2}u\d\d$|\d{4}z$"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*$")


class Hit(NamedTuple):
    """A concept found: first word, and one past the last."""

    start: int
    end: int


@dataclass(frozen=True)
class _Step:
    atoms: frozenset[str]
    optional: bool
    gap: int


@dataclass(frozen=True, eq=False)  # compared and hashed by identity, for speed
class _Pattern:
    concept: str
    steps: tuple[_Step, ...]
    needed: frozenset[str]  # a quick look whether it can fit at all


def _variants(source: str) -> list[str]:
    """Write out the alternatives that are more than one word."""
    rows = [""]
    for piece in source.split():
        joined = [part.replace("_", " ") for part in piece.split("|") if "_" in part]
        single = "|".join(part for part in piece.split("|") if "_" not in part)
        choices = [*joined, single] if single else joined
        rows = [f"{row} {choice}" for row in rows for choice in choices]
    return rows


def _compile(concept: str, source: str) -> _Pattern:
    steps: list[_Step] = []
    gap = 0
    for piece in source.split():
        if piece in _GAPS:
            gap = _GAPS[piece]
            continue
        optional = piece.endswith("?")
        atoms = frozenset(fold(atom) for atom in piece.rstrip("?").split("|"))
        steps.append(_Step(atoms, optional, gap))
        gap = 0
    sole = (step.atoms for step in steps if len(step.atoms) == 1 and not step.optional)
    return _Pattern(concept, tuple(steps), frozenset().union(*sole))


class _Atoms:
    """Which atoms (single-word patterns) does a word satisfy?"""

    def __init__(self, atoms: set[str], sets: dict[str, list[str]]) -> None:
        self._sets: dict[str, list[str]] = defaultdict(list)
        for name, members in sets.items():
            for member in members:
                self._sets[fold(member)].append(f"<{name}>")
        atoms = {atom for atom in atoms if not atom.startswith("<")} | set(self._sets)
        self._exact = {atom for atom in atoms if "*" not in atom}
        self._heads = {atom[:-1] for atom in atoms if atom.endswith("*") and atom[0] != "*"}
        self._loose = [atom for atom in atoms if atom.startswith("*")]
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, word: str) -> frozenset[str]:
        found = {word} if word in self._exact else set()
        for length in range(1, min(len(word), 24) + 1):
            if word[:length] in self._heads:
                found.add(word[:length] + "*")
        found.update(atom for atom in self._loose if _loosely(atom, word))
        for atom in tuple(found):
            found.update(self._sets.get(atom, ()))
        if is_clock(word):
            found.add("<clock>")
        if _NUMBER.match(word):
            found.add("<num>")
        return frozenset(found)


def is_clock(word: str) -> bool:
    """Whether a folded word is a time of the day."""
    return _CLOCK.match(word) is not None


def _loosely(atom: str, word: str) -> bool:
    core = atom.strip("*")
    return core in word if atom.endswith("*") else word.endswith(core)


class Lexicon:
    """The concepts of one language."""

    def __init__(self, sets: dict[str, list[str]], concepts: dict[str, list[str]]) -> None:
        patterns = [
            _compile(name, variant)
            for name, lines in concepts.items()
            for line in lines
            for variant in _variants(line)
        ]
        atoms = {atom for pattern in patterns for step in pattern.steps for atom in step.atoms}
        self._atoms = _Atoms(atoms, sets)
        self._by_first: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern in patterns:
            for atom in pattern.steps[0].atoms:
                self._by_first[atom].append(pattern)

    def find(self, words: tuple[Word, ...]) -> dict[str, list[Hit]]:
        """All concepts in a row of words, each with its places in order."""
        atoms = [self._atoms.of(word.norm) for word in words]
        present = frozenset().union(*atoms)
        hits: dict[str, list[Hit]] = defaultdict(list)
        for place, here in enumerate(atoms):
            for pattern in self._starting(here):
                end = pattern.needed <= present and _match(pattern.steps, 0, atoms, place)
                if end:
                    hits[pattern.concept].append(Hit(place, end))
        return hits

    def _starting(self, atoms: frozenset[str]) -> list[_Pattern]:
        """The patterns that may begin with one of these atoms, always in the same order."""
        found = {p: None for atom in sorted(atoms) for p in self._by_first.get(atom, ())}
        return list(found)


def _match(steps: tuple[_Step, ...], index: int, atoms: list[frozenset[str]], place: int) -> int:
    """The place after the last word when the steps from `index` fit from `place`, else 0."""
    if index == len(steps):
        return place
    step = steps[index]
    for skipped in range(step.gap + 1):
        here = place + skipped
        if here < len(atoms) and step.atoms & atoms[here]:
            end = _match(steps, index + 1, atoms, here + 1)
            if end:
                return end
    return _match(steps, index + 1, atoms, place) if step.optional and index else 0


@cache
def load(language: Language) -> Lexicon:
    """The lexicon of a language, read once, at first use."""
    data = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Lexicon(data["sets"], data["concepts"])


@cache
def broad(language: Language) -> Lexicon:
    """The broad word lists, from which only the scorer hears; read once, at first use."""
    data = tomllib.loads((_FOLDER / f"concepts_{language}.toml").read_text(encoding="utf-8"))
    return Lexicon({}, data["concepts"])
