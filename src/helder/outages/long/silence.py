"""When nothing is said: how long, and whether the desk must be told (again); pure."""

from __future__ import annotations

from datetime import datetime, timedelta

STEPS = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
THEN_EVERY = timedelta(days=1)


def steps_passed(silent_since: datetime, at: datetime) -> int:
    """How many times the desk should have been told by now: after half an hour, two hours, eight
    hours, and then every day."""
    lasts = at - silent_since
    passed = sum(lasts >= step for step in STEPS)
    if passed < len(STEPS):
        return passed
    return passed + int((lasts - STEPS[-1]) / THEN_EVERY)


def must_tell(silent_since: datetime, told_at: datetime | None, at: datetime) -> bool:
    """Whether a step was passed since the desk was last told of this silence."""
    before = 0
    if told_at is not None and told_at > silent_since:
        before = steps_passed(silent_since, told_at)
    return steps_passed(silent_since, at) > before
