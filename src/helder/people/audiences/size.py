"""How many people an audience reaches, and some of their names.

Owns: the figures for screens. The list of audiences holds a figure for a minute; whoever sends or
edits gets the figure of this moment.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Max, Q

from helder.people.audiences import Selection, in_use, resolve
from helder.people.audiences.matching import matching
from helder.people.audiences.rules import Rule
from helder.people.audiences.world import World
from helder.people.models import Audience, Person

SECONDS_HELD = 60
SAMPLE = 6


def filled_in(rule: Rule, persons: Iterable[int], world: World) -> Q:
    """Whoever an audience would have that is not saved yet."""
    named = list(persons)
    match = matching(rule, world)
    return match | Q(pk__in=named) if named else match


def reach(members: Q) -> int:
    """How many persons in use match."""
    return in_use(members).count()


def sample(members: Q) -> list[Person]:
    """A few of them, the same each time: from the middle of the years, not the oldest."""
    rows = in_use(members).order_by("pk")
    middle = (Person.objects.aggregate(last=Max("pk"))["last"] or 0) // 2
    found = list(rows.filter(pk__gt=middle)[:SAMPLE])
    if len(found) < SAMPLE:
        found += rows.filter(pk__lte=middle)[: SAMPLE - len(found)]
    return found


def held(audiences: Iterable[Audience]) -> dict[str, int]:
    """The sizes that are still held, by slug; asks the database nothing."""
    keys = {_key(audience): audience.slug for audience in audiences}
    return {keys[key]: size for key, size in cache.get_many(list(keys)).items()}


def size_of(audience: Audience) -> int:
    """How many persons in use are in an audience; held for a minute."""
    found: int | None = cache.get(_key(audience))
    if found is None:
        found = resolve(Selection((audience.slug,))).order_by().count()
        cache.set(_key(audience), found, SECONDS_HELD)
    return found


def _key(audience: Audience) -> str:
    return f"people.size.{audience.pk}.{audience.changed_at}".replace(" ", "_")
