"""What the worker does in the background for people: forgetting what is over."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.contrib.sessions.models import Session

from helder.kit import clock
from helder.organisation.queries import current
from helder.people.actions import LastAdministrator, erase
from helder.people.models import Person

log = logging.getLogger(__name__)
AT_ONCE = 200
"""Persons erased in one go; the next ones come with the next go."""


def forget_sessions() -> int:
    """Removes the sessions of whoever did not come back in time."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def erase_left() -> int:
    """Erases whoever left longer ago than the organisation keeps them."""
    before = clock.now() - timedelta(days=current().keep_left_days)
    gone = Person.objects.filter(is_active=False, left_at__lt=before).order_by("left_at", "pk")
    return sum(_erase(person) for person in gone[:AT_ONCE])


def _erase(person: Person) -> int:
    """One transaction per person; one that cannot go does not keep the others."""
    try:
        erase(person, by=None)
    except LastAdministrator:
        log.warning("Person %s left and is the last administrator.", person.pk)
        return 0
    return 1
