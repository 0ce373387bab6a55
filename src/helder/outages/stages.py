"""How long an outage lasts changes what its next word should have; pure.

Owns: the stages and what each asks. Refuses: looking anything up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """From just begun to more than three days."""

    FIRST = "first"
    HOURS = "hours"
    DAY = "day"
    DAYS = "days"


class Ask(StrEnum):
    """What an update should have, or what should stand beside it."""

    CHECKLIST = "checklist"
    AUDIENCES = "audiences"
    QUESTIONS = "questions"
    HELP = "help"
    CHANNEL = "channel"
    SIGNED = "signed"


BEGINS = {
    Stage.HOURS: timedelta(hours=4),
    Stage.DAY: timedelta(days=1),
    Stage.DAYS: timedelta(days=3),
}
ASKS = {
    Stage.FIRST: frozenset[Ask](),
    Stage.HOURS: frozenset({Ask.CHECKLIST, Ask.HELP}),
    Stage.DAY: frozenset({Ask.CHECKLIST, Ask.HELP, Ask.AUDIENCES, Ask.QUESTIONS, Ask.CHANNEL}),
    Stage.DAYS: frozenset(Ask),
}


def stage_of(since: datetime | None, at: datetime) -> Stage:
    """How far it is at this moment; what has still to begin is at its first stage."""
    lasts = at - since if since else timedelta(0)
    return max(
        (stage for stage, begins in BEGINS.items() if lasts >= begins),
        key=BEGINS.__getitem__,
        default=Stage.FIRST,
    )


def asked(stage: Stage) -> list[Ask]:
    """What this stage asks, in the order in which a writer gets to it."""
    return [ask for ask in Ask if ask in ASKS[stage]]
