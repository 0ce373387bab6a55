"""The rule of an audience in words: "Zorg or Techniek, and Student, but not Noord". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from helder.people.audiences.rules import NOBODY, AllOf, AnyOf, Is, Rule
from helder.people.audiences.world import World


def in_words(rule: Rule, world: World) -> str:
    """What a rule says, short; "nobody" for an empty one."""
    if isinstance(rule, Is):
        return name_of(rule, world)
    if rule == NOBODY:
        return gettext("nobody")
    if isinstance(rule, AnyOf):
        return alternatives(rule.parts, world)
    said = _together(rule.parts, world)
    if not rule.without:
        return said
    left_out = alternatives(rule.without, world)
    return gettext("%(people)s, but not %(others)s") % {"people": said, "others": left_out}


def alternatives(parts: Sequence[Rule], world: World) -> str:
    """These with "or" between."""
    said = [
        f"({in_words(part, world)})" if isinstance(part, AllOf) else in_words(part, world)
        for part in parts
    ]
    return joined(said, gettext("or"))


def _together(parts: Sequence[Rule], world: World) -> str:
    several = len(parts) > 1
    said = [
        f"({in_words(part, world)})"
        if several and isinstance(part, AnyOf)
        else in_words(part, world)
        for part in parts
    ]
    return joined(said, gettext("and also"))


def joined(said: Sequence[str], word: str) -> str:
    """ "a, b or c" with the given word."""
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {word} {said[-1]}"


def name_of(condition: Is, world: World) -> str:
    """What people call that which a condition names; what was removed is said to be gone."""
    if condition.kind == "everyone":
        return gettext("everyone")
    if not world.knows(condition):
        return gettext("something that was removed (%(name)s)") % {"name": condition.key}
    if condition.kind == "person":
        return world.persons[int(condition.key)]
    if condition.kind == "audience":
        return world.audiences[str(condition.key)].name
    found = world.find(condition)
    name = found.name if found else ""
    return gettext("users of %(service)s") % {"service": name} if _service(condition) else name


def _service(condition: Is) -> bool:
    return condition.kind == "service"
