"""What an administrator does with screens: make one, change it, take its address away."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from helder.delivery.models import Screen
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.models import Place

SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def save(screen: Screen, places: Iterable[Place], *, by: Actor) -> Screen:
    """A new one gets an address that nobody can guess."""
    new = screen.pk is None
    if new:
        screen.token = secrets.token_urlsafe(24)
    screen.save()
    screen.places.set(places)
    if new:
        record("screen.made", f"screen:{screen.pk}", by=by)
    else:
        record("screen.changed", f"screen:{screen.pk}", by=by)
    return screen


@transaction.atomic
def revoke(screen: Screen, *, by: Actor) -> None:
    """Its address opens nothing any more, and the screen itself forgets what it showed."""
    record("screen.revoked", f"screen:{screen.pk}", by=by, name=screen.name)
    screen.delete()


def seen(screen: Screen) -> None:
    """It asked for its slides; written down at most once a minute."""
    now = clock.now()
    old = Q(seen_at__isnull=True) | Q(seen_at__lt=now - SEEN_EVERY) | Q(seen_at__gt=now)
    Screen.objects.filter(old, pk=screen.pk).update(seen_at=now)
