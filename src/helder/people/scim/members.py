"""The members of a group, changed in parts so that a group of any size is kept in step.

Owns: reading who is meant, and writing only the difference. Refuses: groups in groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext
from scim2_models import InvalidPathException, InvalidValueException
from scim2_models.path import Comparison, FilterNode, LogicalExpr, LogicalOperator

from helder.people.models import Audience, Person
from helder.people.scim.ids import user_id, user_key

PART = 5_000
Through = Audience.persons.through


class Members:
    """Who is in a group now; the changes are written at once, and counted."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.added = self.removed = 0

    def add(self, keys: set[int]) -> None:
        """These too. Raises InvalidValueException for who does not exist."""
        for part in _parts(sorted(keys)):
            fresh = set(part) - self._there(part)
            _check_known(fresh)
            rows = [Through(audience_id=self.audience.pk, person_id=key) for key in sorted(fresh)]
            Through.objects.bulk_create(rows, ignore_conflicts=True)
            self.added += len(rows)

    def drop(self, keys: set[int]) -> None:
        """No longer these; who is not there is read over."""
        for part in _parts(sorted(keys)):
            rows = Through.objects.filter(audience=self.audience, person__in=part)
            self.removed += rows.delete()[0]

    def put(self, keys: set[int]) -> None:
        """These and nobody else."""
        rows = Through.objects.filter(audience=self.audience)
        self.drop(set(rows.values_list("person_id", flat=True)) - keys)
        self.add(keys)

    def settle(self) -> dict[str, int]:
        """How many came and went."""
        return {"members_added": self.added, "members_removed": self.removed}

    def _there(self, keys: Sequence[int]) -> set[int]:
        rows = Through.objects.filter(audience=self.audience, person__in=keys)
        return set(rows.values_list("person_id", flat=True))


def keys_of(value: Any, *, lenient: bool = False) -> set[int]:
    """The keys of the users in a value: one or a list of `{"value": id}`. `lenient` reads over
    what is no user. Raises InvalidValueException."""
    rows = value if isinstance(value, list) else [value] if value else []
    keys: set[int] = set()
    for row in rows:
        text = row.get("value") if isinstance(row, dict) else row
        key = user_key(text) if isinstance(text, str) else None
        if key is None and not lenient:
            raise InvalidValueException(
                detail=gettext("A member is a user by its id, not “%(value)s”.")
                % {"value": str(text)[:80]}
            )
        if key is not None:
            keys.add(key)
    return keys


def keys_in(node: FilterNode | None) -> set[int]:
    """The keys that `value eq "…" or value eq "…"` names. Raises InvalidPathException."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.or_:
        return {key for term in node.terms for key in keys_in(term)}
    if isinstance(node, Comparison) and node.op == "eq" and node.attr_path.attr.lower() == "value":
        return keys_of([{"value": node.value}], lenient=True)
    raise InvalidPathException(
        detail=gettext('Members are chosen by their id: members[value eq "…"].')
    )


def rows_of(keys: Iterable[int], address: str) -> dict[int, list[dict[str, str]]]:
    """The members of these groups, by the key of the group; `address` is that of all users."""
    found: dict[int, list[dict[str, str]]] = {key: [] for key in keys}
    rows = Through.objects.filter(audience__in=list(found)).order_by("person_id")
    for group, person in rows.values_list("audience_id", "person_id"):
        name = user_id(person)
        found[group].append({"value": name, "$ref": f"{address}{name}", "type": "User"})
    return found


def _check_known(keys: set[int]) -> None:
    known = Person.objects.filter(
        pk__in=keys, is_guest=False, account__removed_at__isnull=True
    ).values_list("pk", flat=True)
    unknown = sorted(keys - set(known))
    if unknown:
        named = ", ".join(user_id(key) for key in unknown[:3])
        raise InvalidValueException(
            detail=gettext("There is no user with the id %(ids)s.") % {"ids": named}
        )


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]
