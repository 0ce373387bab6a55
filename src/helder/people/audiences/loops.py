"""Audiences that name each other: never round and round, never without end. Pure.

Owns: what is refused when a rule is saved, or when a service gets another audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from helder.people.audiences.rules import Rule, conditions
from helder.people.audiences.world import Group, Known, World, leads_to

MOST_TOGETHER = 1_000


class Endless(Exception):
    """An audience would name itself; `names` is the way round, as people call them."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = names


class TooMuch(Exception):
    """An audience would have too many conditions, those of the audiences it names included."""


def check(slug: str, name: str, rule: Rule, world: World) -> None:
    """Whether this audience may have this rule. Raises Endless or TooMuch."""
    group = world.audiences.get(slug) or Group(0, name)
    groups = {**world.audiences, slug: replace(group, name=name, rule=rule)}
    services = world.known.get("service", {})
    way = _way_back(slug, groups, services, (slug,))
    if way:
        raise Endless([groups[step].name for step in way])
    sizes: dict[str, int] = {}
    if max(_size(each, groups, services, sizes) for each in groups) > MOST_TOGETHER:
        raise TooMuch


def check_service(slug: str, audience: str, world: World) -> None:
    """Whether this service may be for this audience. Raises Endless or TooMuch."""
    found = world.audiences.get(audience)
    services = world.known.get("service", {})
    if found and slug in services:
        moved = {**services, slug: replace(services[slug], audience=audience)}
        check(
            audience,
            found.name,
            found.rule,
            replace(world, known={**world.known, "service": moved}),
        )


def _way_back(
    to: str, groups: Mapping[str, Group], services: Mapping[str, Known], trail: tuple[str, ...]
) -> tuple[str, ...]:
    """The audiences from `to` back to itself; empty when there is no such way."""
    here = groups.get(trail[-1])
    for step in sorted(leads_to(here.rule, services)) if here else ():
        if step == to:
            return (*trail, step)
        way = _way_back(to, groups, services, (*trail, step)) if step not in trail else ()
        if way:
            return way
    return ()


def _size(
    slug: str, groups: Mapping[str, Group], services: Mapping[str, Known], known: dict[str, int]
) -> int:
    """How many conditions an audience has, with those of every audience that it names."""
    if slug not in known:
        known[slug] = 0  # should two of them name each other all the same, it ends here
        rule = groups[slug].rule if slug in groups else None
        for condition in conditions(rule) if rule else ():
            known[slug] += 1
            through = leads_to(condition, services)
            known[slug] += sum(_size(step, groups, services, known) for step in through)
    return known[slug]
