"""The rule of an audience: a tree of conditions, read, bounded, simplified and written down.

Owns: its shape in a row and what it means. Pure. Refuses: "not" without something to leave it
out of; then it is left out of everyone, so that a rule never reaches guests by accident.

    {"all": [{"department": "zorg"}, {"role": "student"}, {"not": {"place": "noord"}}]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

KINDS = ("department", "place", "role", "service", "audience")
"""Conditions that name something by its slug."""
MOST_DEEP, MOST_CONDITIONS = 6, 200
LONGEST_SLUG = 120
LARGEST_ID = 2**53


class Unreadable(ValueError):
    """What is kept is no rule; the message says why."""


@dataclass(frozen=True)
class Is:
    """One condition: everyone, a department, place, role, service or audience, or one person."""

    kind: str
    key: str | int = ""


@dataclass(frozen=True)
class AnyOf:
    """Whoever meets one of these; empty: nobody."""

    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class AllOf:
    """Whoever meets all of these, without those who meet one of `without`."""

    parts: tuple[Rule, ...]
    without: tuple[Rule, ...] = ()


Rule: TypeAlias = Is | AnyOf | AllOf
EVERYONE = Is("everyone")
NOBODY = AnyOf()


def parse(kept: object) -> Rule:
    """The rule as kept in a row; {} is nobody. Raises Unreadable."""
    rule = _parse(kept, 1)
    if len(list(conditions(rule))) > MOST_CONDITIONS:
        raise Unreadable(f"It has more than {MOST_CONDITIONS} conditions.")
    return simplified(rule)


def _parse(kept: object, depth: int) -> Rule:
    if depth > MOST_DEEP:
        raise Unreadable(f"It is more than {MOST_DEEP} levels deep.")
    if kept == {}:
        return NOBODY
    if not isinstance(kept, dict) or len(kept) != 1:
        raise Unreadable("A rule names one thing, such as any, all, not or department.")
    ((name, value),) = kept.items()
    if name == "any":
        return AnyOf(tuple(_parse(part, depth + 1) for part in _several(name, value)))
    if name == "all":
        return _all([(part, depth + 1) for part in _several(name, value)])
    if name == "not":
        return _all([(kept, depth)])
    return condition(name, value)


def _several(name: str, value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > MOST_CONDITIONS:
        raise Unreadable(f"{name!r} holds a list of at most {MOST_CONDITIONS} rules.")
    return value


def _all(kept: list[tuple[object, int]]) -> Rule:
    parts: list[Rule] = []
    without: list[Rule] = []
    for part, depth in kept:
        if isinstance(part, dict) and list(part) == ["not"]:
            without.append(_parse(part["not"], depth + 1))
        else:
            parts.append(_parse(part, depth))
    if not parts and not without:
        return NOBODY
    return AllOf(tuple(parts) or (EVERYONE,), tuple(without))


def condition(name: str, value: object) -> Is:
    """One condition by its kind and what it names. Raises Unreadable."""
    if name == "everyone" and value is True:
        return EVERYONE
    if name == "person" and type(value) is int and 0 < value < LARGEST_ID:
        return Is("person", value)
    if name in KINDS and isinstance(value, str) and 0 < len(value) <= LONGEST_SLUG:
        return Is(name, value)
    raise Unreadable(f"This is no condition: {str(name)[:40]!r} with {str(value)[:40]!r}.")


def kept(rule: Rule) -> dict[str, Any]:
    """The rule as it is kept in a row."""
    if isinstance(rule, Is):
        return {rule.kind: True if rule == EVERYONE else rule.key}
    if isinstance(rule, AnyOf):
        return {"any": [kept(part) for part in rule.parts]} if rule.parts else {}
    without = [{"not": kept(part)} for part in rule.without]
    return {"all": [*(kept(part) for part in rule.parts), *without]}


def simplified(rule: Rule) -> Rule:
    """The same people said shorter: nothing twice, no group in a group of the same sort."""
    if isinstance(rule, Is):
        return rule
    if isinstance(rule, AnyOf):
        parts = _flat(rule.parts)
        return parts[0] if len(parts) == 1 else AnyOf(parts)
    return _simplified_all(rule)


def _simplified_all(rule: AllOf) -> Rule:
    parts: list[Rule] = []
    without = list(_flat(rule.without))
    for part in map(simplified, rule.parts):
        if isinstance(part, AllOf):
            parts += part.parts
            without += part.without
        else:
            parts.append(part)
    if NOBODY in parts:
        return NOBODY
    unique, left_out = tuple(dict.fromkeys(parts)), tuple(dict.fromkeys(without))
    return unique[0] if len(unique) == 1 and not left_out else AllOf(unique, left_out)


def _flat(parts: Iterable[Rule]) -> tuple[Rule, ...]:
    """The parts of an "any", with those of an "any" in it; NOBODY adds nobody."""
    found: list[Rule] = []
    for part in map(simplified, parts):
        found += part.parts if isinstance(part, AnyOf) else [part]
    return tuple(dict.fromkeys(found))


def conditions(rule: Rule) -> Iterator[Is]:
    """Every condition in a rule, as often as it stands there."""
    if isinstance(rule, Is):
        yield rule
        return
    for part in rule.parts:
        yield from conditions(part)
    if isinstance(rule, AllOf):
        for part in rule.without:
            yield from conditions(part)


def holds(rule: Rule, meets: Callable[[Is], bool]) -> bool:
    """Whether somebody belongs, given which conditions they meet."""
    if isinstance(rule, Is):
        return meets(rule)
    if isinstance(rule, AnyOf):
        return any(holds(part, meets) for part in rule.parts)
    return all(holds(part, meets) for part in rule.parts) and not any(
        holds(part, meets) for part in rule.without
    )


@dataclass(frozen=True)
class Groups:
    """A rule as a form shows it: any within a group, all groups together, except these."""

    groups: tuple[tuple[Is, ...], ...] = ()
    without: tuple[Is, ...] = ()

    def rule(self) -> Rule:
        """The rule that these groups say; only exceptions are exceptions to everyone."""
        parts = tuple(AnyOf(group) for group in self.groups if group)
        if not parts and not self.without:
            return NOBODY
        return simplified(AllOf(parts or (EVERYONE,), self.without))


def as_groups(rule: Rule) -> Groups | None:
    """The groups that say this rule; None when it is deeper than a form can show."""
    parts = rule.parts if isinstance(rule, AllOf) else (rule,)
    without = rule.without if isinstance(rule, AllOf) else ()
    groups = [part.parts if isinstance(part, AnyOf) else (part,) for part in parts]
    if not all(isinstance(named, Is) for group in (*groups, without) for named in group):
        return None
    filled = tuple(group for group in groups if group)
    return Groups(filled, without)  # type: ignore[arg-type]
