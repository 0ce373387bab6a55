"""Why somebody is in an audience, or is not: the same rule, held against one person, in words.

Owns: the sentences "Is in Zorg/Verpleegkunde, which lies below Zorg". Pure: what is known of the
person and of what the rules name is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from helder.people.audiences.facts import Facts
from helder.people.audiences.rules import AllOf, AnyOf, Is, Rule, holds
from helder.people.audiences.words import alternatives, name_of
from helder.people.audiences.world import World

Trail = frozenset[str]
START: Trail = frozenset()


@dataclass(frozen=True)
class Reason:
    """One sentence about a person, whether it speaks for them, and the reasons behind it."""

    sentence: str
    speaks_for: bool
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether somebody is in an audience, and every reason why."""

    belongs: bool
    reasons: tuple[Reason, ...]


def verdict(slug: str, facts: Facts, world: World) -> Verdict:
    """Whether this person gets what is sent to this audience, and why."""
    if not facts.is_active:
        gone = gettext("Is no longer in use in Helder, so gets nothing.")
        return Verdict(False, (Reason(gone, False),))
    found = belongs(slug, facts, world)
    reasons = _of_audience(slug, facts, world, START)
    return Verdict(found, tuple(r for r in reasons if r.speaks_for or not found))


def belongs(slug: str, facts: Facts, world: World, trail: Trail = START) -> bool:
    """Whether a person is in an audience; one that names itself round and round adds nobody."""
    if slug in trail:
        return False
    if slug in facts.lists:
        return True
    group = world.audiences.get(slug)
    if group is None:
        return False
    if group.everyone:
        return not facts.is_guest
    return _holds(group.rule, facts, world, trail | {slug})


def _holds(rule: Rule, facts: Facts, world: World, trail: Trail) -> bool:
    return holds(rule, lambda condition: meets(condition, facts, world, trail))


def meets(condition: Is, facts: Facts, world: World, trail: Trail = START) -> bool:
    """Whether a person meets one condition; what was removed is met by nobody."""
    key = str(condition.key)
    if condition.kind == "everyone":
        return not facts.is_guest
    if condition.kind == "person":
        return condition.key == facts.pk
    if condition.kind == "audience":
        return belongs(key, facts, world, trail)
    found = world.find(condition)
    if found is None:
        return False
    if condition.kind == "department":
        return bool(facts.department) and facts.lies_in(found.name)
    if condition.kind == "service":
        return key in facts.follows or belongs(found.audience, facts, world, trail)
    return key == facts.place if condition.kind == "place" else key in facts.roles


def _of_audience(slug: str, facts: Facts, world: World, trail: Trail) -> tuple[Reason, ...]:
    group = world.audiences.get(slug)
    if group is None or slug in trail:
        return (Reason(gettext("That audience cannot be followed any further."), False),)
    if group.everyone:
        return (_everyone(facts),)
    listed = slug in facts.lists
    named = (Reason(gettext("Is named in the list of %(name)s.") % {"name": group.name}, True),)
    by_rule = tuple(_of_rule(group.rule, facts, world, trail | {slug}))
    if _holds(group.rule, facts, world, trail | {slug}):
        return (*(named if listed else ()), *(r for r in by_rule if r.speaks_for))
    return named if listed else by_rule


def _everyone(facts: Facts) -> Reason:
    if facts.is_guest:
        return Reason(
            gettext("Only follows something as a guest, and guests are not in everyone."), False
        )
    return Reason(gettext("Everyone is in it."), True)


def _of_rule(rule: Rule, facts: Facts, world: World, trail: Trail) -> Iterable[Reason]:
    if isinstance(rule, Is):
        return [_of_condition(rule, facts, world, trail)]
    if isinstance(rule, AnyOf):
        return _of_any(rule, facts, world, trail)
    found = [r for part in rule.parts for r in _of_rule(part, facts, world, trail)]
    return [*found, *_left_out(rule, facts, world, trail)]


def _of_any(rule: AnyOf, facts: Facts, world: World, trail: Trail) -> list[Reason]:
    """The parts that hold, or one sentence that none does."""
    met = [part for part in rule.parts if _holds(part, facts, world, trail)]
    if met:
        return [r for part in met for r in _of_rule(part, facts, world, trail) if r.speaks_for]
    if not rule.parts:
        return [Reason(gettext("It has no conditions: only who is named is in it."), False)]
    if len(rule.parts) == 1:
        return list(_of_rule(rule.parts[0], facts, world, trail))
    none = gettext("Is in none of these: %(names)s.") % {"names": alternatives(rule.parts, world)}
    return [Reason(none, False)]


def _left_out(rule: AllOf, facts: Facts, world: World, trail: Trail) -> Iterable[Reason]:
    for part in rule.without:
        if _holds(part, facts, world, trail):
            why = tuple(r for r in _of_rule(part, facts, world, trail) if r.speaks_for)
            yield Reason(gettext("Is left out, because of this exception:"), False, why)


def _of_condition(condition: Is, facts: Facts, world: World, trail: Trail) -> Reason:
    if condition.kind == "everyone":
        return _everyone(facts)
    if not world.knows(condition):
        gone = gettext("One condition names something that was removed (%(name)s).")
        return Reason(gone % {"name": condition.key}, False)
    met = meets(condition, facts, world, trail)
    if condition.kind == "audience":
        return _of_nested(condition, met, facts, world, trail)
    if condition.kind == "service":
        return _of_service(condition, met, facts, world, trail)
    name = name_of(condition, world)
    if condition.kind == "department":
        return Reason(_department(name, met, facts), met)
    sentence = {
        ("place", True): gettext("Is at %(name)s."),
        ("place", False): gettext("Is not at %(name)s.")
        if facts.place
        else gettext("Is not at %(name)s, as far as known: no place is filled in."),
        ("role", True): gettext("Has the role %(name)s."),
        ("role", False): gettext("Does not have the role %(name)s."),
        ("person", True): gettext("Is named: %(name)s."),
        ("person", False): gettext("Is not %(name)s."),
    }[condition.kind, met]
    return Reason(sentence % {"name": name}, met)


def _department(name: str, met: bool, facts: Facts) -> str:
    if not met and not facts.department:
        return gettext("Is not in %(name)s: no department is filled in.") % {"name": name}
    if not met:
        return gettext("Is not in %(name)s or below it.") % {"name": name}
    if facts.department == name:
        return gettext("Is in %(name)s.") % {"name": name}
    below = gettext("Is in %(department)s, which lies below %(name)s.")
    return below % {"department": facts.department, "name": name}


def _of_nested(condition: Is, met: bool, facts: Facts, world: World, trail: Trail) -> Reason:
    key = str(condition.key)
    said = (
        gettext("Is in the audience %(name)s.")
        if met
        else gettext("Is not in the audience %(name)s.")
    )
    behind = _of_audience(key, facts, world, trail)
    because = tuple(reason for reason in behind if reason.speaks_for or not met)
    return Reason(said % {"name": name_of(condition, world)}, met, because)


def _of_service(condition: Is, met: bool, facts: Facts, world: World, trail: Trail) -> Reason:
    found = world.find(condition)
    if found is None or not met:
        name = found.name if found else condition.key
        return Reason(gettext("Does not use or follow %(name)s.") % {"name": name}, False)
    if condition.key in facts.follows:
        return Reason(gettext("Follows %(name)s.") % {"name": found.name}, True)
    group = world.audiences[found.audience]
    said = gettext("Uses %(name)s, because that is for the audience %(audience)s.")
    behind = _of_audience(found.audience, facts, world, trail)
    because = tuple(reason for reason in behind if reason.speaks_for)
    return Reason(said % {"name": found.name, "audience": group.name}, True, because)
