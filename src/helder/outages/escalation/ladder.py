"""Where an escalation stands: which step is the present one, who must answer by when, what is late.

Pure over rows that were fetched before (`queries.whole`). Refuses: fetching anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from helder.outages.models import Call, Escalation, Rung

Outcome = Call.Outcome
ANSWERS = frozenset({Outcome.WORKING, Outcome.REFUSED, Outcome.SOLVED})
AHEAD, DUE, WAITS, LATE, ANSWERED, SKIPPED = (
    "ahead",
    "due",
    "waits",
    "late",
    "answered",
    "skipped",
)
REGRET = timedelta(minutes=10)
OPEN = frozenset({DUE, WAITS, LATE})


@dataclass(frozen=True)
class Step:
    """One step with its calls, at one moment."""

    rung: Rung
    at: datetime

    @cached_property
    def calls(self) -> list[Call]:
        """Every attempt that counts, the first one first."""
        return [call for call in self.rung.calls.all() if call.undone_at is None]

    @cached_property
    def answer(self) -> Call | None:
        """The call in which they took it up, or would not; somebody who calls back has not yet."""
        return next((call for call in self.calls if call.outcome in ANSWERS), None)

    @property
    def answer_by(self) -> datetime | None:
        """Until when an answer is awaited: as they promised themselves, else as agreed."""
        promised = [call.answer_by for call in self.calls if call.answer_by]
        return promised[-1] if promised else self.rung.answer_by

    @property
    def alarm(self) -> datetime | None:
        """When somebody must do something about it; None when nothing is left to do."""
        if self.rung.skipped_at or self.answer:
            return None
        return self.answer_by if self.calls else self.rung.due_at

    @cached_property
    def standing(self) -> str:
        """ahead, due, waits, late, answered or skipped."""
        if self.answer:
            return ANSWERED
        if self.rung.skipped_at:
            return SKIPPED
        past = self.alarm is not None and self.alarm <= self.at
        if self.calls:
            return LATE if past else WAITS
        return DUE if past else AHEAD

    @property
    def in_time(self) -> bool | None:
        """Whether they answered as agreed; None when that is not known (yet)."""
        agreed = self.rung.answer_by
        if agreed is None:
            return None
        if self.answer:
            return self.answer.at <= agreed
        return False if self.calls and agreed <= self.at else None


@dataclass(frozen=True)
class Ladder:
    """One escalation, step by step."""

    escalation: Escalation
    at: datetime

    @cached_property
    def steps(self) -> list[Step]:
        """In the order in which they come due."""
        return [Step(rung, self.at) for rung in self.escalation.rungs.all()]

    @property
    def running(self) -> bool:
        """Nobody has ended it."""
        return self.escalation.ended_at is None

    @cached_property
    def present(self) -> Step | None:
        """The step to look at: the furthest one that is due, else the next one to come."""
        due = [step for step in self.steps if step.standing in OPEN]
        ahead = [step for step in self.steps if step.standing == AHEAD]
        return next(iter([*due[::-1], *ahead, *self.steps[::-1]]), None)

    @cached_property
    def following(self) -> Step | None:
        """What comes after the present step."""
        ahead = [step for step in self.steps if step.standing == AHEAD and step is not self.present]
        return next(iter(ahead), None)

    def numbered(self, position: str) -> Step | None:
        """The step somebody asks for by its number; the present one when there is no such."""
        asked = [step for step in self.steps if str(step.rung.position) == position]
        return next(iter(asked), self.present)

    @property
    def late(self) -> list[Step]:
        """Steps to be done now, and answers that did not come."""
        if not self.running:
            return []
        return [step for step in self.steps if step.standing in (DUE, LATE)]

    @property
    def log(self) -> list[tuple[Step, Call]]:
        """Every call with its step, the newest first; also what was taken back."""
        every = [(step, call) for step in self.steps for call in step.rung.calls.all()]
        return sorted(every, key=lambda line: (line[1].at, line[1].pk), reverse=True)

    @property
    def fresh(self) -> Call | None:
        """The last thing written down, for so long that a wrong tap is still seen as one."""
        counting = [call for _step, call in self.log if call.undone_at is None]
        newest = next(iter(counting), None)
        recent = self.running and newest is not None and self.at - newest.at <= REGRET
        return newest if recent else None
