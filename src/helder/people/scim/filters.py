"""Filters of SCIM as conditions on rows.

Owns: which attributes can be asked for, and how. Refuses: every other with invalidFilter, in words.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from helder.people.models import Account, Audience, Person
from helder.people.scim.ids import group_key, user_key, user_keys

LONGEST, DEEPEST = 2_000, 40
TEXT = {"eq": "exact", "co": "contains", "sw": "startswith", "ew": "endswith"}
ORDER = {"gt": "gt", "ge": "gte", "lt": "lt", "le": "lte", "eq": "exact"}
NOTHING, ALL = Q(pk__in=[]), ~Q(pk__in=[])
Condition = Callable[[str, Any], Q]


def check(text: str) -> None:
    """Whether a filter is not too long or deep to be read. Raises InvalidFilterException."""
    if len(text) > LONGEST or text.count("(") > DEEPEST:
        raise InvalidFilterException(
            detail=gettext("A filter has at most %(most)d signs, and %(deep)d brackets.")
            % {"most": LONGEST, "deep": DEEPEST}
        )


def users(text: str) -> Q:
    """The persons that a filter asks for. Raises InvalidFilterException."""
    return _walk(ScimFilter(text).ast, USERS, "")


def groups(text: str) -> Q:
    """The audiences that a filter asks for. Raises InvalidFilterException."""
    return _walk(ScimFilter(text).ast, GROUPS, "")


def _walk(node: FilterNode, known: dict[str, Condition], inside: str) -> Q:
    if isinstance(node, LogicalExpr):
        join = operator.and_ if node.op == LogicalOperator.and_ else operator.or_
        return reduce(join, (_walk(term, known, inside) for term in node.terms))
    if isinstance(node, Not):
        return ~_walk(node.expr, known, inside)
    if isinstance(node, ValuePath):
        return _walk(node.val_filter, known, _name(node.attr_path, ""))
    if isinstance(node, Present):
        return _asked(node.attr_path, known, inside)("pr", None)
    if isinstance(node, Comparison):
        return _compared(node, known, inside)
    raise InvalidFilterException


def _compared(node: Comparison, known: dict[str, Condition], inside: str) -> Q:
    condition = _asked(node.attr_path, known, inside)
    if isinstance(node.value, str) and not node.value.isprintable():
        raise InvalidFilterException(detail=gettext("A value holds a sign that cannot be used."))
    if node.op == "ne":
        return ~condition("eq", node.value)
    return condition(str(node.op), node.value)


def _asked(path: AttrPath, known: dict[str, Condition], inside: str) -> Condition:
    name = _name(path, inside)
    found = next((one for one in known if one.lower() == name), None)
    if found is None:
        raise InvalidFilterException(
            detail=gettext("Cannot filter on %(name)s. Known: %(known)s.")
            % {"name": name, "known": ", ".join(known)}
        )
    return known[found]


def _name(path: AttrPath, inside: str) -> str:
    """The whole name in small letters, without its schema: "emails.value"."""
    return ".".join(part for part in (inside, path.attr, path.sub_attr or "") if part).lower()


def _text(field: str, *, exact: bool = False) -> Condition:
    """A condition on a field of text; capitals count only where `exact`."""

    def condition(op: str, value: Any) -> Q:
        if op == "pr":
            return ~Q(**{field: ""})
        if op not in TEXT or not isinstance(value, str):
            raise _wrong(op, value)
        return Q(**{f"{field}__{'' if exact else 'i'}{TEXT[op]}": value})

    return condition


def _email(op: str, value: Any) -> Q:
    """Addresses are kept in small letters, so that an exact one is found by its index."""
    if op == "eq" and isinstance(value, str):
        return Q(email=value.lower())
    return _text("email")(op, value)


def _user_name(op: str, value: Any) -> Q:
    """The name that the provider gave, or the address of who came in another way."""
    if op == "pr":
        return ALL
    if op == "eq" and isinstance(value, str):
        rows = Account.objects.filter(key=value.lower())
        named = list(rows.values_list("person", flat=True))
        return Q(pk__in=named) if named else Q(email=value.lower(), account__isnull=True)
    own = _text("account__user_name")(op, value)
    return own | (Q(account__isnull=True) & _text("email")(op, value))


def _id(key: Callable[[str], int | None]) -> Condition:
    def condition(op: str, value: Any) -> Q:
        if op == "pr":
            return ALL
        if op != "eq" or not isinstance(value, str):
            raise _wrong(op, value)
        found = key(value)
        return NOTHING if found is None else Q(pk=found)

    return condition


def _active(op: str, value: Any) -> Q:
    if op == "pr":
        return ALL
    wanted = str(value).lower()
    if op != "eq" or wanted not in {"true", "false"}:
        raise _wrong(op, value)
    return Q(is_active=wanted == "true")


def _moment(*conditions: Callable[[str, datetime], Q]) -> Condition:
    """A condition on a time, in any of these ways."""

    def condition(op: str, value: Any) -> Q:
        if op == "pr":
            return ALL
        moment = _parsed(value)
        if op not in ORDER or moment is None or moment.tzinfo is None:
            raise _wrong(op, value)
        return reduce(operator.or_, (one(ORDER[op], moment) for one in conditions))

    return condition


def _parsed(value: Any) -> datetime | None:
    try:
        return parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _members(op: str, value: Any) -> Q:
    if op == "pr":
        return Q(pk__in=Audience.persons.through.objects.values("audience"))
    if op != "eq" or not isinstance(value, str):
        raise _wrong(op, value)
    rows = Audience.persons.through.objects.filter(person__in=user_keys([value]))
    return Q(pk__in=rows.values("audience"))


def _always(*, of: str) -> Condition:
    """What is true of every row of its kind, such as the label of a mail address."""

    def condition(op: str, value: Any) -> Q:
        if op not in {"eq", "pr"}:
            raise _wrong(op, value)
        return ALL if op == "pr" or str(value).lower() == of else NOTHING

    return condition


def _wrong(op: str, value: Any) -> InvalidFilterException:
    return InvalidFilterException(
        detail=gettext("“%(op)s %(value)s” cannot be used with this attribute.")
        % {"op": op, "value": str(value)[:80]}
    )


USERS: dict[str, Condition] = {
    "id": _id(user_key),
    "userName": _user_name,
    "externalId": _text("external_id", exact=True),
    "active": _active,
    "displayName": _text("name"),
    "name.formatted": _text("name"),
    "emails": _email,
    "emails.value": _email,
    "emails.type": _always(of="work"),
    "emails.primary": _always(of="true"),
    "department": _text("department__path"),
    "meta.created": _moment(lambda op, at: Q(**{f"date_joined__{op}": at})),
    "meta.lastModified": _moment(
        lambda op, at: Q(**{f"account__changed_at__{op}": at}),
        lambda op, at: Q(account__isnull=True, **{f"date_joined__{op}": at}),
    ),
}
GROUPS: dict[str, Condition] = {
    "id": _id(group_key),
    "displayName": _text("name__nl"),
    "externalId": _text("external_id", exact=True),
    "members": _members,
    "members.value": _members,
    "members.type": _always(of="user"),
    "meta.lastModified": _moment(lambda op, at: Q(**{f"changed_at__{op}": at})),
}
SORTED_BY: dict[type[Person] | type[Audience], dict[str, str]] = {
    Person: {
        "id": "pk",
        "userName": "account__user_name",
        "externalId": "external_id",
        "displayName": "name",
        "name.formatted": "name",
        "emails": "email",
        "emails.value": "email",
        "active": "is_active",
        "meta.created": "date_joined",
        "meta.lastModified": "account__changed_at",
    },
    Audience: {
        "id": "pk",
        "displayName": "name__nl",
        "externalId": "external_id",
        "meta.lastModified": "changed_at",
    },
}
