"""Reminding of promised answers: one letter for all that wait, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from helder.kit import clock
from helder.messages.reactions import letters
from helder.messages.reactions.actions import PROMISE
from helder.people.models import Person
from helder.promises.models import Promise

LONGEST_LEAD = timedelta(hours=2)


def remind_answers() -> int:
    """Owners hear of what is due soon, whoever stands in of what is late; each promise once."""
    at = clock.now()
    return _remind(at) + _alert(at)


@transaction.atomic
def _remind(at: datetime) -> int:
    soon = Promise.objects.open().filter(
        kind=PROMISE, owner_reminded_at=None, due_at__gt=at, due_at__lte=at + LONGEST_LEAD
    )
    rows = [row for row in soon.select_related("owner", "deputy") if row.due_at - _lead(row) <= at]
    Promise.objects.filter(pk__in=[row.pk for row in rows]).update(owner_reminded_at=at)
    for person, own in _by(((row.owner or row.deputy), row) for row in rows).items():
        letters.remind(_receivers(person), len(own), min(row.due_at for row in own), late=False)
    return len(rows)


@transaction.atomic
def _alert(at: datetime) -> int:
    past = Promise.objects.open().filter(kind=PROMISE, deputy_alerted_at=None, due_at__lte=at)
    rows = list(past.select_related("owner", "deputy"))
    Promise.objects.filter(pk__in=[row.pk for row in rows]).update(deputy_alerted_at=at)
    for person, late in _by((row.deputy, row) for row in rows).items():
        letters.remind(_receivers(person), len(late), min(row.due_at for row in late), late=True)
    return len(rows)


def _lead(promise: Promise) -> timedelta:
    """How long before its time: two hours, or a third of the time when that is shorter."""
    return min(LONGEST_LEAD, (promise.due_at - promise.made_at) / 3)


def _by(
    pairs: Iterable[tuple[Person | None, Promise]],
) -> dict[Person | None, list[Promise]]:
    found: dict[Person | None, list[Promise]] = defaultdict(list)
    for person, promise in pairs:
        found[person].append(promise)
    return found


def _receivers(person: Person | None) -> list[Person]:
    """This colleague, or everybody who answers for Helder when there is none."""
    if person is not None and person.is_active:
        return [person]
    roles = (Person.DeskRole.APPROVER, Person.DeskRole.ADMINISTRATOR)
    return list(Person.objects.filter(is_active=True, role__in=roles))
