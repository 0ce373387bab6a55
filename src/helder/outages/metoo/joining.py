"""Taps that turn out to be about an outage: when it is told, and when it is joined with another.

Owns: which taps go along. Refuses: sending anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from helder.outages.models import Outage, Report, Surge, Tapped

RECENT = timedelta(hours=2)
FURTHEST = timedelta(hours=24)


def begin_of(outage: Outage, at: datetime) -> datetime:
    """Taps from this moment on belong to an outage that is told at `at`."""
    start = min(outage.since or at, at - RECENT)
    return max(start, at - FURTHEST)


def join(outage: Outage, at: datetime) -> int:
    """An outage is told: recent taps about its services at its places were about it, and a surge
    has found its outage. How many taps went along."""
    if outage.is_planned:
        return 0
    services, places = list(outage.services.all()), list(outage.places.all())
    loose = Report.objects.filter(service__in=services, outage=None, at__lte=at)
    loose = loose.filter(at__gte=begin_of(outage, at))
    if places:
        loose = loose.filter(Q(place__in=places) | Q(place=None))
    Surge.objects.filter(service__in=services, ended_at=None).update(outage=outage, ended_at=at)
    return loose.update(outage=outage)


def carry(outage: Outage, into: Outage) -> None:
    """Two outages turn out to be one: its taps go along."""
    Report.objects.filter(outage=outage).update(outage=into)
    Tapped.objects.filter(outage=outage).update(outage=into)
    Surge.objects.filter(outage=outage).update(outage=into)
