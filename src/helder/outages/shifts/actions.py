"""The verbs of shifts: plan one, take one out, hand over.

Whoever has the shift owns the outage and its open promise. Each is one transaction with its
journal row.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.outages.actions.promise import open_promise
from helder.outages.models import Outage, Shift
from helder.outages.rules import Refused
from helder.outages.shifts import letters
from helder.people.models import Person
from helder.promises import actions as promises
from helder.promises.models import Promise

LONGEST = timedelta(hours=16)
FURTHEST = timedelta(days=60)


@transaction.atomic
def plan(outage: Outage, person: Person, start: datetime, end: datetime, *, by: Actor) -> Shift:
    """Somebody writes in this stretch of time. Raises Refused."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    _check(outage, start, end, clock.now())
    shift = Shift.objects.create(outage=outage, person=person, starts_at=start, ends_at=end)
    record("shift.planned", outage.subject, by=by, person=person.actor_key)
    if start <= clock.now():
        take(shift, by=by)
    return shift


def _check(outage: Outage, start: datetime, end: datetime, at: datetime) -> None:
    if outage.state != Outage.State.RUNNING:
        raise Refused({"": gettext("This outage is over. Open it again if the trouble is back.")})
    if end <= start:
        raise Refused({"until": gettext("The end must be after the beginning.")})
    if end <= at:
        raise Refused({"until": gettext("This shift would already be over.")})
    if end - start > LONGEST:
        raise Refused({"until": gettext("Longer than sixteen hours is too long for one person.")})
    if start > at + FURTHEST:
        raise Refused({"starts": gettext("This is more than two months away. Check the date.")})
    other = _overlapping(outage, start, end).select_related("person").first()
    if other is not None:
        raise Refused(
            {
                "starts": gettext("%(person)s already writes from %(start)s until %(end)s.")
                % {
                    "person": other.person,
                    "start": clock.spoken(other.starts_at),
                    "end": clock.spoken(other.ends_at),
                }
            }
        )


def _overlapping(outage: Outage, start: datetime, end: datetime) -> QuerySet[Shift]:
    return outage.shifts.filter(starts_at__lt=end, ends_at__gt=start)


@transaction.atomic
def drop(shift: Shift, *, by: Actor) -> None:
    """A planned shift does not take place. Raises Refused once it has begun."""
    if shift.taken_at is not None:
        raise Refused({"": gettext("This shift has begun. Hand over instead.")})
    record("shift.dropped", shift.outage.subject, by=by, person=shift.person.actor_key)
    shift.delete()


@transaction.atomic
def hand_over(
    outage: Outage, to: Person, note: str, *, by: Actor, until: datetime | None = None
) -> Shift:
    """From now on `to` writes; the note says what they must know. Raises Refused."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    if outage.state != Outage.State.RUNNING:
        raise Refused({"": gettext("This outage is over. Open it again if the trouble is back.")})
    if outage.owner_id == to.pk:
        raise Refused({"to": gettext("%(person)s writes already.") % {"person": to}})
    now = clock.now()
    _end_current(outage, now)
    shift = _shift_of(outage, to, now, until)
    shift.note = note.strip()[:4000]
    shift.save()
    take(shift, by=by)
    if to.actor_key != by.actor_key:
        letters.handed_over(shift)
    return shift


def _end_current(outage: Outage, at: datetime) -> None:
    """A shift of no length cannot be, so one that has just begun goes."""
    outage.shifts.filter(starts_at__gte=at - timedelta(seconds=1), starts_at__lte=at).delete()
    outage.shifts.filter(starts_at__lt=at, ends_at__gt=at).update(ends_at=at)


def _shift_of(outage: Outage, to: Person, at: datetime, until: datetime | None) -> Shift:
    """Their planned shift, begun earlier; else a new one until the next begins."""
    following = outage.shifts.filter(starts_at__gt=at).order_by("starts_at").first()
    if following is not None and following.person_id == to.pk:
        following.starts_at = at
        return following
    end = until or at + timedelta(hours=8)
    if following is not None:
        end = min(end, following.starts_at)
    end = max(end, at + timedelta(minutes=1))
    return Shift(outage=outage, person=to, starts_at=at, ends_at=end)


@transaction.atomic
def take(shift: Shift, *, by: Actor | None) -> bool:
    """The shift begins: its person owns the outage and its open promise. False when it had."""
    now = clock.now()
    if not Shift.objects.filter(pk=shift.pk, taken_at=None).update(taken_at=now):
        return False
    outage = Outage.objects.select_for_update().get(pk=shift.outage_id)
    before = outage.owner
    deputy = before if before and before != shift.person else outage.deputy
    Outage.objects.filter(pk=outage.pk).update(owner=shift.person, deputy=deputy, changed_at=now)
    _take_promise(outage, shift.person, deputy, by=by)
    record("outage.handed_over", outage.subject, by=by, to=shift.person.actor_key)
    return True


def _take_promise(
    outage: Outage, person: Person, deputy: Person | None, *, by: Actor | None
) -> None:
    promise = open_promise(outage)
    if promise is not None and promise.owner_id != person.pk:
        promises.hand_over(promise, person, by=by)
        Promise.objects.filter(pk=promise.pk).update(deputy=deputy)
