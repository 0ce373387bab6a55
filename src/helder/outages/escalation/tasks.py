"""What the worker does for escalations: says when a step is due, or an answer did not come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from helder.kit import clock
from helder.outages.escalation import letters
from helder.outages.escalation.ladder import Ladder, Step
from helder.outages.escalation.queries import ladders, whole
from helder.outages.models import Outage, Rung

GRACE = timedelta(minutes=5)
"""Whoever begins is about to make the first call: they hear of it when they have not by then."""


def signal() -> int:
    """Tells of each step that is due and of each answer that is late, once. How many."""
    at = clock.now()
    running = whole().filter(ended_at=None, outage__state=Outage.State.RUNNING)
    found = [(ladder, step) for ladder in ladders(running, at) for step in ladder.late]
    return sum(_tell(ladder, step, at) for ladder, step in found if _is_time(ladder, step, at))


def _is_time(ladder: Ladder, step: Step, at: datetime) -> bool:
    began = ladder.escalation.started_at
    first = not step.calls and step.rung.due_at <= began
    return not first or began + GRACE <= at


@transaction.atomic
def _tell(ladder: Ladder, step: Step, at: datetime) -> int:
    """One worker wins the row; the letter and the mark are one transaction."""
    untold = Q(told_at=None) | Q(told_at__lt=step.alarm or F("due_at"))
    if not Rung.objects.filter(untold, pk=step.rung.pk).update(told_at=at):
        return 0
    letters.tell(ladder, step)
    return 1
