"""What a directory changes about a person; pure, so that it is proven that twice is once.

Owns: which of two directories keeps somebody, and which choices are a person's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helder.people.directory.fields import Fields

BY_HAND, CSV, LDAP, SCIM = "", "csv", "ldap", "scim"
LIVE = frozenset({LDAP, SCIM})
"""Directories that know by themselves who left; they take over from a file, never the reverse."""


@dataclass(frozen=True)
class Home:
    """Where a person belongs: the keys of their department and place, and whether they are said."""

    department_id: int | None = None
    place_id: int | None = None


def keeps(source: str, now: str) -> bool:
    """Whether `source` keeps (from now on) a person whom `now` kept until now."""
    return source in LIVE or now not in LIVE


def merge(person: Any, fields: Fields, source: str, home: Home) -> dict[str, Any]:
    """The attributes of `person` (a Person or a Member) that get another value. Saves nothing."""
    wanted: dict[str, Any] = {"email": fields.address, "is_guest": False}
    wanted |= {n: v for n in ("name", "phone") if (v := getattr(fields, n)) is not None}
    if fields.department is not None:
        wanted["department_id"] = home.department_id
    if fields.place is not None:
        wanted["place_id"] = home.place_id
    # somebody's own choice of language outlives the next import
    if fields.language and not person.language:
        wanted["language"] = fields.language
    if keeps(source, person.source):
        wanted["source"] = source
        if fields.external_id:
            wanted["external_id"] = fields.external_id
    # switched off by hand (no left_at) stays off
    if person.left_at is not None:
        wanted |= {"is_active": True, "left_at": None}
    return {name: value for name, value in wanted.items() if getattr(person, name) != value}
