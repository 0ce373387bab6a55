"""Who follows what, and which suppliers there are."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from helder.kit.freedays import days_free
from helder.organisation.queries import current
from helder.people.erasing import Farewell, counted
from helder.people.models import Person
from helder.services.models import (
    SUPPLIERS_KEY,
    EscalationStep,
    Following,
    Service,
    Supplier,
)
from helder.services.office import Office

SECONDS_HELD = 10


def supplier_names() -> tuple[str, ...]:
    """The names of all suppliers. Held for ten seconds."""
    held: tuple[str, ...] | None = cache.get(SUPPLIERS_KEY)
    if held is None:
        held = tuple(Supplier.objects.values_list("name", flat=True))
        cache.set(SUPPLIERS_KEY, held, SECONDS_HELD)
    return held


def office_of(supplier: Supplier) -> Office:
    """When somebody is there, on the supplier's own clock."""
    zone = zoneinfo.ZoneInfo(supplier.time_zone or current().time_zone)
    return Office(zone, _hours(supplier.hours), days_free(supplier.holidays))


def always(supplier: Supplier) -> Office:
    """As if somebody were there day and night: for what counts all hours."""
    return Office(office_of(supplier).zone)


def _hours(kept: Mapping[str, Sequence[str]]) -> dict[int, tuple[time, time]]:
    return {
        int(day): (time.fromisoformat(start), time.fromisoformat(end))
        for day, (start, end) in sorted(kept.items())
    }


def steps_of(supplier: Supplier, service: Service | None = None) -> list[EscalationStep]:
    """What is agreed for this service where it differs, else for all services of the supplier."""
    every = list(supplier.steps.select_related("service"))
    own = [step for step in every if service is not None and step.service_id == service.pk]
    return own or [step for step in every if step.service_id is None]


def followers(services: Sequence[str], places: Sequence[str]) -> QuerySet[Person]:
    """Persons who follow one of these services (there, or anywhere) or one of these places."""
    by_service = Q(service__slug__in=services)
    here = Q(place__isnull=True) | Q(place__slug__in=places) if places else Q()
    by_place = Q(service__isnull=True, place__slug__in=places)
    matching = Following.objects.filter((by_service & here) | by_place)
    return Person.objects.filter(is_active=True, pk__in=matching.values("person")).order_by("pk")


def followed_by(person: Person) -> QuerySet[Following]:
    """What one person follows, services first."""
    rows = Following.objects.filter(person=person).select_related("service", "place")
    return rows.order_by("service__position", "service__slug", "place__slug")


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export."""
    rows = followed_by(person)
    return {
        "follows": [
            {
                "service": row.service.slug if row.service else None,
                "place": row.place.slug if row.place else None,
                "since": row.created_at.isoformat(),
            }
            for row in rows
        ],
        "answers_for": list(person.owned_services.values_list("slug", flat=True)),
        "stands_in_for": list(person.deputy_services.values_list("slug", flat=True)),
    }


def farewell(person: Person) -> Farewell:
    """What goes and what stays when this person is erased."""
    followed = person.followings.count()
    kept = Service.objects.filter(Q(owner=person) | Q(deputy=person)).count()
    follows = ngettext(
        "%(n)d service or place that they follow.",
        "%(n)d services or places that they follow.",
        followed,
    )
    answers = ngettext(
        "%(n)d service that they answer for or stand in for: choose somebody else.",
        "%(n)d services that they answer for or stand in for: choose somebody else.",
        kept,
    )
    return Farewell(
        goes=counted(followed, follows % {"n": followed}),
        stays=counted(kept, answers % {"n": kept}),
    )
