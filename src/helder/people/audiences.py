"""From audiences and places to persons.

Owns: the one query that says who a message is for. A person without a known place counts as
everywhere: better one mail too many than somebody forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from helder.people.models import Affiliation, Audience, Department, Person, Place


@dataclass(frozen=True)
class Selection:
    """Who: any of these audiences, limited to these places (slugs), plus named persons (ids)."""

    audiences: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    persons: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As kept in a row."""
        return {
            "audiences": list(self.audiences),
            "places": list(self.places),
            "persons": list(self.persons),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Selection:
        """As read from a row."""
        return cls(
            tuple(kept.get("audiences", ())),
            tuple(kept.get("places", ())),
            tuple(kept.get("persons", ())),
        )


@dataclass
class _Parts:
    everyone: bool = False
    match: Q = field(default_factory=lambda: Q(pk__in=[]))


def resolve(selection: Selection) -> QuerySet[Person]:
    """The persons of a selection, each once, in order of id."""
    parts = _parts(Audience.objects.filter(slug__in=selection.audiences))
    members = Q(is_guest=False) if parts.everyone else parts.match
    if selection.places:
        members &= Q(place__isnull=True) | Q(place__slug__in=selection.places)
    if selection.persons:
        members |= Q(pk__in=selection.persons)
    return Person.objects.filter(is_active=True).filter(members).order_by("pk")


def _parts(audiences: Iterable[Audience]) -> _Parts:
    parts = _Parts()
    for audience in audiences:
        parts.everyone |= audience.everyone
        parts.match |= _matches(audience)
    return parts


def _matches(audience: Audience) -> Q:
    """Whoever is in one of the audience's parts."""
    return matching(
        audience.departments.all(),
        audience.places.all(),
        audience.affiliations.all(),
        audience.persons.all(),
    )


def matching(
    departments: Iterable[Department],
    places: QuerySet[Place],
    affiliations: QuerySet[Affiliation],
    persons: QuerySet[Person],
) -> Q:
    """Whoever is in one of these; subqueries, so that nobody appears twice."""
    below = _with_parts(departments)
    match = Q(pk__in=persons.values("pk"))
    if below:
        match |= Q(department__in=below)
    match |= Q(place__in=places.values("pk"))
    match |= Q(
        pk__in=Person.affiliations.through.objects.filter(
            affiliation__in=affiliations.values("pk")
        ).values("person")
    )
    return match


def reach(members: Q) -> int:
    """How many persons in use match."""
    return Person.objects.filter(is_active=True).filter(members).count()


def _with_parts(departments: Iterable[Department]) -> list[int]:
    """The ids of these departments and of all below them."""
    paths = [department.path for department in departments]
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path=path) | Q(path__startswith=path + "/")
    return list(Department.objects.filter(below).values_list("pk", flat=True)) if paths else []
