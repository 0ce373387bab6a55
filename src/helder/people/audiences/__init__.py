"""From audiences and places to persons.

Owns: the one query that says who a message is for. A person without a known place counts as
everywhere: better one mail too many than somebody forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from helder.people.audiences.facts import facts_of
from helder.people.audiences.matching import matching_audience
from helder.people.audiences.reasons import belongs
from helder.people.audiences.world import World, fetch, fetch_rules
from helder.people.models import Person, Place


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


def resolve(selection: Selection) -> QuerySet[Person]:
    """The persons of a selection, each once, in order of id."""
    return in_use(chosen(selection)).order_by("pk")


def chosen(selection: Selection) -> Q:
    """Whoever a selection says, in use or not, to be combined with others in one query."""
    members = _in_any(selection.audiences)
    if selection.places:
        there = Place.objects.filter(slug__in=selection.places).order_by()
        members &= Q(place__isnull=True) | Q(place_id__in=there.values("pk"))
    if selection.persons:
        members |= Q(pk__in=selection.persons)
    return members


def in_use(members: Q) -> QuerySet[Person]:
    """Those of them to whom Helder still speaks."""
    return Person.objects.filter(is_active=True).filter(members)


def _in_any(slugs: Iterable[str]) -> Q:
    wanted = list(dict.fromkeys(slugs))
    world = fetch(wanted) if wanted else World()
    match = Q(pk__in=[])
    for slug in wanted:
        match |= matching_audience(slug, world)
    return match


def audiences_of(person: Person) -> set[int]:
    """The ids of all audiences that a person is in: the reverse of `resolve`."""
    world, facts = fetch_rules(), facts_of(person)
    ruled = {group.pk for slug, group in world.audiences.items() if belongs(slug, facts, world)}
    return ruled | set(person.lists.values_list("pk", flat=True))
