"""What the rules of audiences refer to: departments, places, roles, services, other audiences.

Owns: fetching it in a fixed number of questions, whatever the rules. Users of a service come from
the module that knows services, which declares `service_users` in its AppConfig; without such a
module a condition on a service matches nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from helder.kit.registry import declared
from helder.people.audiences.rules import KINDS, NOBODY, Is, Rule, Unreadable, conditions, parse
from helder.people.models import Affiliation, Audience, Department, Person, Place


@dataclass(frozen=True)
class Known:
    """Something that a condition can name: its id and what people call it.

    Of a department the name is its whole path; of a service `audience` is that of its users.
    """

    pk: int
    name: str
    audience: str = ""


@dataclass(frozen=True)
class Group:
    """An audience as rules see it."""

    pk: int
    name: str
    rule: Rule = NOBODY
    everyone: bool = False
    has_list: bool = False
    broken: bool = False


@dataclass(frozen=True)
class World:
    """All that the rules at hand refer to, by slug; what is not here was removed."""

    known: Mapping[str, Mapping[str, Known]] = field(default_factory=dict)
    audiences: Mapping[str, Group] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)

    def find(self, condition: Is) -> Known | None:
        """The department, place, role or service that a condition names."""
        return self.known.get(condition.kind, {}).get(str(condition.key))

    def knows(self, condition: Is) -> bool:
        """Whether what a condition names is still there."""
        if condition.kind == "everyone":
            return True
        if condition.kind == "audience":
            return condition.key in self.audiences
        if condition.kind == "person":
            return condition.key in self.persons
        return self.find(condition) is not None


class ServiceUsers(Protocol):
    """What a module that knows services answers."""

    def known(self) -> dict[str, Known]:
        """All services by slug."""

    def followers(self, ids: Iterable[int]) -> QuerySet[Any]:
        """The ids of persons who follow one of these services."""

    def followed_by(self, person: Person) -> set[str]:
        """The slugs of what a person follows."""


def service_users() -> ServiceUsers | None:
    """What the module that knows services declares, if there is one."""
    name = next(declared("service_users"), None)
    found: ServiceUsers | None = import_string(name) if name else None
    return found


def group(audience: Audience) -> Group:
    """An audience as rules see it; a rule that cannot be read matches nobody."""
    try:
        rule, broken = parse(audience.rule), False
    except Unreadable:
        rule, broken = NOBODY, True
    listed = bool(getattr(audience, "has_list", False))
    return Group(audience.pk, str(audience), rule, audience.everyone, listed, broken)


def fetch(slugs: Iterable[str], *, also: Rule = NOBODY) -> World:
    """What these audiences and this rule refer to, with the audiences that they name in turn."""
    services: dict[str, Known] = {}
    found: dict[str, Group] = {}
    rules, wanted = [also], set(slugs)
    while rules or wanted:
        if not services and any(c.kind == "service" for r in rules for c in conditions(r)):
            services = _services()
        wanted |= {slug for rule in rules for slug in leads_to(rule, services)}
        fresh = _groups(Audience.objects.filter(slug__in=wanted - set(found)))
        found |= fresh
        rules, wanted = [group.rule for group in fresh.values()], set()
    return _complete(found, services, also)


def fetch_all(*, also: Rule = NOBODY) -> World:
    """Everything that a rule could refer to, for a screen that offers it."""
    groups = _groups(Audience.objects.all())
    known = {kind: _rows(kind, None) for kind in ("department", "place", "role")}
    named = _named(groups, also)
    return World(known | {"service": _services()}, groups, _persons(named))


def fetch_rules(*, also: Rule = NOBODY) -> World:
    """The audiences that have a rule, or are everyone, with all that they refer to."""
    ruled = Audience.objects.filter(~Q(rule={}) | Q(everyone=True))
    return _complete(_groups(ruled), _services(), also)


def _complete(groups: dict[str, Group], services: dict[str, Known], also: Rule) -> World:
    named = _named(groups, also)
    return World(_looked_up(named) | {"service": services}, groups, _persons(named))


def _named(groups: Mapping[str, Group], also: Rule) -> list[Is]:
    return [c for rule in (also, *(g.rule for g in groups.values())) for c in conditions(rule)]


def _groups(rows: QuerySet[Audience]) -> dict[str, Group]:
    listed = Audience.persons.through.objects.filter(audience=OuterRef("pk"))
    return {row.slug: group(row) for row in rows.annotate(has_list=Exists(listed)).order_by("slug")}


def _services() -> dict[str, Known]:
    users = service_users()
    return users.known() if users else {}


def leads_to(rule: Rule, services: Mapping[str, Known]) -> set[str]:
    """The audiences that a rule names, itself or through a service."""
    named = list(conditions(rule))
    through = [services[str(c.key)] for c in named if c.kind == "service" and c.key in services]
    return {str(c.key) for c in named if c.kind == "audience"} | {s.audience for s in through}


def _looked_up(named: Iterable[Is]) -> dict[str, dict[str, Known]]:
    wanted: dict[str, set[str]] = {kind: set() for kind in KINDS[:3]}
    for condition in named:
        if condition.kind in wanted:
            wanted[condition.kind].add(str(condition.key))
    return {kind: _rows(kind, slugs) if slugs else {} for kind, slugs in wanted.items()}


def _rows(kind: str, slugs: Collection[str] | None) -> dict[str, Known]:
    model: Any = {"department": Department, "place": Place, "role": Affiliation}[kind]
    rows = model.objects.all() if slugs is None else model.objects.filter(slug__in=slugs)
    return {
        row.slug: Known(row.pk, row.path if isinstance(row, Department) else str(row))
        for row in rows
    }


def _persons(named: Iterable[Is]) -> dict[int, str]:
    ids = {condition.key for condition in named if condition.kind == "person"}
    rows = Person.objects.filter(pk__in=ids) if ids else []
    return {row.pk: f"{row} ({row.email})" if row.name else row.email for row in rows}
