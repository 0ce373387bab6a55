"""Departments, places and roles by name: each looked up once, and made where it lacks.

Owns: the names that a directory uses for them. Without `makes` nothing is made: what lacks gets the
key LACKS, so that a dry run sees that somebody moves there.
"""

from __future__ import annotations

from typing import Any

from helder.people.directory.fields import Fields, parts
from helder.people.directory.merging import Home
from helder.people.models import Affiliation, Department, Place
from helder.people.slugs import free_slug

LACKS = -1
FRESH = FRESH_DEPARTMENT, FRESH_PLACE, FRESH_ROLE = "new_department", "new_place", "new_role"
"""What a file names and nobody had heard of; a slip of the pen shows there."""


class Structure:
    """The departments, places and roles as they are named now."""

    def __init__(self, *, makes: bool) -> None:
        self.makes = makes
        self.fresh: dict[str, dict[str, None]] = {kind: {} for kind in FRESH}
        self.look()

    def look(self) -> None:
        """Begins anew with what there is, after a transaction that was undone."""
        rows = Department.objects.values_list("pk", "path")
        self.paths = dict(rows)
        self.departments = {path.lower(): pk for pk, path in self.paths.items()}
        self.places = _named(Place)
        self.place_names = {row.pk: str(row) for row in Place.objects.all()}
        self.roles = _named(Affiliation)

    def home(self, fields: Fields) -> Home:
        """Where somebody belongs."""
        return Home(self.department(fields.department or ""), self.place(fields.place or ""))

    def lacks(self, fields: Fields) -> bool:
        """Whether something that this names is not there (and, with `makes`, makes it)."""
        home = self.home(fields)
        roles = [self.role(name) for name in fields.roles or ()]
        return LACKS in (home.department_id, home.place_id, *roles)

    def department(self, path: str) -> int | None:
        """The department with this whole name, and with those above it."""
        key, names = None, []
        for name in parts(path):
            names.append(name)
            whole = "/".join(names)
            found = self.departments.get(whole.lower())
            if found is None:
                self.fresh[FRESH_DEPARTMENT][whole] = None
            if found is None and not self.makes:
                return LACKS
            key = found or self._make_department(whole, name, key)
        return key

    def _make_department(self, whole: str, name: str, parent: int | None) -> int:
        row = Department(slug=free_slug(Department, whole), name=name, path=whole, parent_id=parent)
        row.save()
        self.departments[whole.lower()], self.paths[row.pk] = row.pk, whole
        return row.pk

    def place(self, name: str) -> int | None:
        """The place with this name or short name."""
        if not name:
            return None
        return self.places.get(name.lower()) or self._make(Place, name, self.places)

    def role(self, name: str) -> int:
        """The role in the organisation with this name or short name."""
        return self.roles.get(name.lower()) or self._make(Affiliation, name, self.roles)

    def _make(self, kind: type[Place] | type[Affiliation], name: str, names: dict[str, int]) -> int:
        self.fresh[FRESH_PLACE if kind is Place else FRESH_ROLE][name] = None
        if not self.makes:
            return LACKS
        key: int = kind.objects.create(slug=free_slug(kind, name), name={"nl": name}).pk
        names[name.lower()] = key
        return key


def _named(kind: type[Place] | type[Affiliation]) -> dict[str, int]:
    """The keys by name in each language and by short name, which wins."""
    rows: list[Any] = list(kind.objects.order_by("-pk"))
    names = {name.lower(): row.pk for row in rows for name in row.name.values()}
    return names | {row.slug: row.pk for row in rows}
