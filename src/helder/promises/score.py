"""Whether the word was kept, counted. Pure.

Owns: what counts as kept, late, open, moved and withdrawn, and in which month. Refuses: a share
without its denominator. Every promise is in precisely one outcome, so the outcomes add up to what
was made; the share looks only at promises of which the outcome is known: kept or late.
"""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

OPEN, KEPT, RENEGOTIATED, WITHDRAWN = "open", "kept", "renegotiated", "withdrawn"


@dataclass(frozen=True)
class Fact:
    """One promise as the register has it."""

    due_at: datetime
    state: str
    kept_at: datetime | None = None


@dataclass(frozen=True)
class Score:
    """How many promises ended in which way."""

    kept: int = 0
    late: int = 0
    open: int = 0
    renegotiated: int = 0
    withdrawn: int = 0

    @property
    def made(self) -> int:
        """All of them."""
        return self.kept + self.late + self.open + self.renegotiated + self.withdrawn

    @property
    def judged(self) -> int:
        """The denominator: those whose time came and that were still to be kept then."""
        return self.kept + self.late

    @property
    def percentage(self) -> int | None:
        """Of the judged ones, how many were kept; rounded down, so 100 means all."""
        return self.kept * 100 // self.judged if self.judged else None


@dataclass(frozen=True)
class Month:
    """The score of the promises that were due in one month."""

    first: date
    score: Score


def outcome(fact: Fact, at: datetime) -> str:
    """One of: kept, late, open, renegotiated, withdrawn."""
    if fact.state == KEPT:
        return "kept" if fact.kept_at is None or fact.kept_at <= fact.due_at else "late"
    if fact.state == OPEN:
        return "late" if at > fact.due_at else "open"
    return fact.state


def count(facts: Iterable[Fact], at: datetime) -> Score:
    """The score of these promises."""
    counted: dict[str, int] = defaultdict(int)
    for fact in facts:
        counted[outcome(fact, at)] += 1
    return Score(**counted)


def month_of(due_at: datetime, zone: zoneinfo.ZoneInfo) -> date:
    """The first day of the month in which it is due, as the calendar on the wall has it."""
    return due_at.astimezone(zone).date().replace(day=1)


def per_month(facts: Iterable[Fact], at: datetime, zone: zoneinfo.ZoneInfo) -> list[Month]:
    """The score per month that has promises, newest first."""
    sorted_out: dict[date, list[Fact]] = defaultdict(list)
    for fact in facts:
        sorted_out[month_of(fact.due_at, zone)].append(fact)
    return [Month(first, count(sorted_out[first], at)) for first in sorted(sorted_out)[::-1]]
