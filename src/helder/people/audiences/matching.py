"""From the rule of an audience to one question to the database.

Owns: who matches. Every condition is a comparison on the person's own row or a subquery, never a
join, so nobody appears twice. Refuses: following audiences that name each other round and round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from helder.people.audiences.rules import AnyOf, Is, Rule
from helder.people.audiences.world import World, service_users
from helder.people.models import Audience, Department, Person

Trail = frozenset[str]
NOBODY_AT_ALL = Q(pk__in=[])


def matching_audience(slug: str, world: World, trail: Trail = frozenset()) -> Q:
    """Whoever is in this audience: by its rule, or named by hand."""
    group = world.audiences.get(slug)
    if group is None or slug in trail:
        return NOBODY_AT_ALL
    if group.everyone:
        return Q(is_guest=False)
    match = matching(group.rule, world, trail | {slug})
    if group.has_list:
        listed = Audience.persons.through.objects.filter(audience_id=group.pk)
        match |= Q(pk__in=listed.values("person_id"))
    return match


def matching(rule: Rule, world: World, trail: Trail = frozenset()) -> Q:
    """Whoever a rule says."""
    if isinstance(rule, Is):
        return _meeting([rule], world, trail)
    if isinstance(rule, AnyOf):
        return _any(rule.parts, world, trail)
    found = Q()
    for part in _quick_first(rule.parts):
        found &= _looked_up(part, world) or matching(part, world, trail)
    for part in _quick_first(rule.without):
        found &= ~(_looked_up(part, world) or matching(part, world, trail))
    return found


def _quick_first(parts: Iterable[Rule]) -> list[Rule]:
    """What is looked up person by person comes last, when few are left."""
    return sorted(parts, key=lambda part: bool(_roles(part)))


def _roles(part: Rule) -> list[Is]:
    """The roles that a part asks for, when it asks for nothing else."""
    some = part.parts if isinstance(part, AnyOf) else (part,)
    roles = [one for one in some if isinstance(one, Is) and one.kind == "role"]
    return roles if len(roles) == len(some) else []


def _looked_up(part: Rule, world: World) -> Q | None:
    """Roles among other conditions, person by person.

    SQLite would first write down everybody who has a role, which may be everybody; PostgreSQL
    sees by itself which way is shorter.
    """
    ids = [found.pk for found in map(world.find, _roles(part)) if found]
    if not ids or connection.vendor != "sqlite":
        return None
    held = Person.affiliations.through.objects.filter(person_id=OuterRef("pk"))
    return Q(Exists(held.filter(affiliation_id__in=ids)))


def _any(parts: Iterable[Rule], world: World, trail: Trail) -> Q:
    """Whoever matches one of these; conditions of one kind are asked together."""
    by_kind: dict[str, list[Is]] = {}
    match = NOBODY_AT_ALL
    for part in parts:
        if isinstance(part, Is):
            by_kind.setdefault(part.kind, []).append(part)
        else:
            match |= matching(part, world, trail)
    for same in by_kind.values():
        match |= _meeting(same, world, trail)
    return match


def _meeting(same: list[Is], world: World, trail: Trail) -> Q:
    """Whoever meets one of these conditions, all of one kind."""
    kind = same[0].kind
    if kind == "everyone":
        return Q(is_guest=False)
    if kind == "person":
        return Q(pk__in=[condition.key for condition in same])
    if kind == "audience":
        return _in_audiences([str(condition.key) for condition in same], world, trail)
    known = [found for found in map(world.find, same) if found]
    ids = [found.pk for found in known]
    if not ids:
        return NOBODY_AT_ALL
    if kind == "department":
        return _below([found.name for found in known])
    if kind == "place":
        return Q(place_id__in=ids)
    if kind == "role":
        held = Person.affiliations.through.objects.filter(affiliation_id__in=ids)
        return Q(pk__in=held.values("person_id"))
    return _using(ids, [found.audience for found in known], world, trail)


def _in_audiences(slugs: Iterable[str], world: World, trail: Trail) -> Q:
    match = NOBODY_AT_ALL
    for slug in dict.fromkeys(slugs):
        match |= matching_audience(slug, world, trail)
    return match


def _below(paths: Collection[str]) -> Q:
    """Whoever is in one of these departments or in one that lies below."""
    below = Q(path__in=paths)
    for path in paths:
        below |= Q(pk__in=_starting_with(f"{path}/"))
    return Q(department_id__in=Department.objects.filter(below).order_by().values("pk"))


def _starting_with(start: str) -> object:
    # SQLite's LIKE ignores capitals; this does not
    rows = Department.objects.annotate(start=Substr("path", 1, len(start))).filter(start=start)
    return rows.order_by().values("pk")


def _using(ids: list[int], audiences: Iterable[str], world: World, trail: Trail) -> Q:
    """Whoever a service is for, and whoever follows it."""
    users = service_users()
    followers = Q(pk__in=users.followers(ids)) if users else NOBODY_AT_ALL
    return _in_audiences(audiences, world, trail) | followers
