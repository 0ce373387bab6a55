"""Who follows what."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from helder.people.models import Person
from helder.services.models import Following


def followers(services: Sequence[str], places: Sequence[str]) -> QuerySet[Person]:
    """Persons who follow one of these services (there, or anywhere) or one of these places."""
    by_service = Q(service__slug__in=services)
    here = Q(place__isnull=True) | Q(place__slug__in=places) if places else Q()
    by_place = Q(service__isnull=True, place__slug__in=places)
    matching = Following.objects.filter((by_service & here) | by_place)
    return Person.objects.filter(is_active=True, pk__in=matching.values("person")).order_by("pk")
