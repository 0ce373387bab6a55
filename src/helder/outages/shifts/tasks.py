"""What the worker does for shifts: reminding whoever is next, and letting shifts begin."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from helder.kit import clock
from helder.outages.models import Outage, Shift
from helder.outages.shifts import actions, letters

LEAD = timedelta(minutes=30)


def turn() -> int:
    """Reminds before a shift begins, and hands over at its beginning; each once."""
    at = clock.now()
    waiting = Shift.objects.filter(
        outage__state=Outage.State.RUNNING, taken_at=None, ends_at__gt=at, person__is_active=True
    ).select_related("outage", "person")
    soon = waiting.filter(told_at=None, starts_at__lte=at + LEAD)
    done = sum(_tell(shift) for shift in soon)
    begun = waiting.filter(starts_at__lte=at).order_by("starts_at")
    return done + sum(actions.take(shift, by=None) for shift in begun)


@transaction.atomic
def _tell(shift: Shift) -> int:
    """One worker wins the row; the letter and the mark are one transaction."""
    if not Shift.objects.filter(pk=shift.pk, told_at=None).update(told_at=clock.now()):
        return 0
    letters.begins(shift)
    return 1
