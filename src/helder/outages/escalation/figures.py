"""How a supplier answered in a period, for the talk with them: computed over ladders, no database.

Owns: what counts as answered in time, and for how long somebody waited (of office hours where
those are agreed). Refuses: a share without how many it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from helder.outages.escalation.ladder import Ladder, Step
from helder.services.office import Office


def hours(length: timedelta | None) -> str:
    """A length of time as it is compared: "1:35"; "" for none."""
    if length is None:
        return ""
    minutes = round(length.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(frozen=True)
class Line:
    """One step that somebody called: how long the answer took, against what was agreed."""

    step: Step
    took: timedelta | None

    @property
    def lasted(self) -> str:
        """How long the answer took, as hours and minutes; "" when there is none."""
        return hours(self.took)

    @property
    def agreed(self) -> str:
        """Within how long, likewise."""
        minutes = self.step.rung.answer_minutes
        return hours(timedelta(minutes=minutes) if minutes else None)


@dataclass(frozen=True)
class Chapter:
    """One outage: its ladder with the steps that were called or left out."""

    ladder: Ladder
    lines: list[Line]

    @property
    def calls(self) -> int:
        """How often somebody called."""
        return sum(len(line.step.calls) for line in self.lines)


@dataclass(frozen=True)
class Position:
    """One place of the ladder over all outages: the first step, the second …"""

    number: int
    lines: list[Line]

    @property
    def judged(self) -> int:
        """Of how many it is known whether they answered in time."""
        return sum(line.step.in_time is not None for line in self.lines)

    @property
    def in_time(self) -> int:
        """How many of those did."""
        return sum(line.step.in_time is True for line in self.lines)

    @property
    def usual(self) -> str:
        """The middle one of the times that an answer took."""
        took = [line.took.total_seconds() for line in self.lines if line.took is not None]
        return hours(timedelta(seconds=median(took)) if took else None)


@dataclass(frozen=True)
class Figures:
    """All of a period."""

    chapters: list[Chapter]

    @property
    def lines(self) -> list[Line]:
        """Every step that was called."""
        return [line for chapter in self.chapters for line in chapter.lines if line.step.calls]

    @property
    def calls(self) -> int:
        """How often somebody called."""
        return sum(chapter.calls for chapter in self.chapters)

    @property
    def whole(self) -> Position:
        """All steps together."""
        return Position(0, self.lines)

    @property
    def positions(self) -> list[Position]:
        """Per step."""
        numbers = sorted({line.step.rung.position for line in self.lines})
        return [
            Position(n, [line for line in self.lines if line.step.rung.position == n])
            for n in numbers
        ]


def figures(ladders: Iterable[Ladder], office: Callable[[Step], Office]) -> Figures:
    """The figures; `office` says which hours count for a step."""
    return Figures([_chapter(ladder, office) for ladder in ladders])


def _chapter(ladder: Ladder, office: Callable[[Step], Office]) -> Chapter:
    touched = [step for step in ladder.steps if step.calls or step.rung.skipped_at]
    return Chapter(ladder, [Line(step, _took(step, office)) for step in touched])


def _took(step: Step, office: Callable[[Step], Office]) -> timedelta | None:
    if step.answer is None:
        return None
    first: datetime = step.calls[0].at
    return office(step).between(first, step.answer.at)
