"""Persons from a CSV file of the directory: row by row, each brought in or refused with a reason.

Owns: reading a row, and adding or changing the person with that mail address.
Refuses: deleting anybody, and taking away what people chose themselves (their language).
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, transaction

from helder.people.models import Affiliation, Department, Person, Place
from helder.people.slugs import free_slug

COLUMNS = (
    "email", "name", "language", "department", "place", "roles", "services", "phone",
    "external_id",
)  # fmt: skip
LONGEST = {"email": 254, "name": 150, "phone": 40, "external_id": 120, "place": 120}


class Unreadable(Exception):
    """The file as a whole cannot be used; one sentence."""


class Refused(Exception):
    """One row cannot be used; one sentence."""


@dataclass(frozen=True)
class Row:
    """One line: its number, its bytes as read, and its cells, or why it has none."""

    number: int
    raw: str
    size: int
    cells: dict[str, str] = field(default_factory=dict)
    wrong: str = ""


def rows(path: Path) -> Iterator[Row]:
    """The header (number 1, no cells), then every filled line. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            yield from _rows(file)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _rows(file: BinaryIO) -> Iterator[Row]:
    """Line by line, so that an open quote or a bad byte spoils one row and no other."""
    first = file.readline()
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("The file is UTF-16. Save it as CSV UTF-8 and bring in that.")
    head = first.decode("utf-8-sig", errors="replace").strip("\r\n")
    sign = max(",;\t", key=head.count)
    header = [name.strip().strip('"').lower() for name in head.split(sign)]
    if "email" not in header:
        raise Unreadable(
            "The first line must name the columns, with email among them: " + ",".join(COLUMNS)
        )
    yield Row(1, head, len(first))
    for number, line in enumerate(file, start=2):
        if line.strip(b"\r\n,;\t "):
            yield _row(number, line, header, sign)


def _row(number: int, line: bytes, header: list[str], sign: str) -> Row:
    raw = line.decode("utf-8", errors="replace").strip("\r\n")
    try:
        text = line.decode("utf-8").strip("\r\n")
        cells = next(csv.reader([text], delimiter=sign, strict=True))
    except UnicodeDecodeError:
        return Row(
            number, raw, len(line), wrong="it holds signs that are not UTF-8; save as CSV UTF-8"
        )
    except (csv.Error, StopIteration):
        return Row(number, raw, len(line), wrong="a quotation mark is not closed")
    if len(cells) > len(header):
        wrong = f"it has {len(cells)} cells and the first line has {len(header)}"
        return Row(number, raw, len(line), wrong=wrong)
    filled = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    return Row(number, raw, len(line), {n: c for n, c in filled.items() if n in COLUMNS})


@dataclass
class Directory:
    """Brings rows in; remembers departments, places and roles so that each is looked up once."""

    departments: dict[str, Department] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    affiliations: dict[str, Affiliation] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    known: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begins with what there is."""
        self._look()

    def _look(self) -> None:
        self.places, self.affiliations = {}, {}
        self.departments = {row.path.lower(): row for row in Department.objects.all()}
        for place in Place.objects.all():
            self.places |= dict.fromkeys(_names(place), place)
        for role in Affiliation.objects.all():
            self.affiliations |= dict.fromkeys(_names(role), role)

    def look_up(self, some: Iterable[Row]) -> None:
        """Fetches the persons of these rows at once, and forgets those of the rows before."""
        emails = {row.cells.get("email", "").lower() for row in some}
        persons = Person.objects.filter(email__in=emails).select_related("department", "place")
        persons = persons.prefetch_related("affiliations")
        self.known = {person.email: person for person in persons}

    def bring_in(self, row: Row) -> tuple[Person, str]:
        """The person and "added", "changed" or "unchanged", after `look_up`. Raises Refused."""
        check(row)
        email = row.cells["email"].lower()
        if email in self.seen:
            raise Refused(f"{email} already stands on line {self.seen[email]}")
        try:
            with transaction.atomic():
                found = self._upsert(email, row.cells)
        except DatabaseError as error:
            self._look()  # what this row made is undone with it
            raise Refused(f"the database refused it ({type(error).__name__})") from error
        self.seen[email] = row.number
        return found

    def _upsert(self, email: str, cells: dict[str, str]) -> tuple[Person, str]:
        person = self.known.get(email)
        new = person is None
        if person is None:
            person = Person(email=email)
            person.set_unusable_password()
        changed = self._fill(person, cells)
        if new or changed:
            person.save()
        changed |= self._set_roles(person, cells)
        return person, "added" if new else "changed" if changed else "unchanged"

    def _fill(self, person: Person, cells: dict[str, str]) -> bool:
        wanted: dict[str, object] = {
            name: cells[name] for name in ("name", "phone", "external_id") if name in cells
        }
        # somebody's own choice of language outlives the next import
        if cells.get("language") and not person.language:
            wanted["language"] = cells["language"]
        if "department" in cells:
            wanted["department"] = self.department(cells["department"])
        if "place" in cells:
            wanted["place"] = self.place(cells["place"])
        wanted["is_guest"] = False
        changed = {name for name, value in wanted.items() if getattr(person, name) != value}
        for name in changed:
            setattr(person, name, wanted[name])
        return bool(changed)

    def _set_roles(self, person: Person, cells: dict[str, str]) -> bool:
        if "roles" not in cells:
            return False
        wanted = {self.affiliation(name).pk for name in split(cells["roles"])}
        if wanted == {role.pk for role in person.affiliations.all()}:
            return False
        person.affiliations.set(wanted)
        return True

    def department(self, path: str) -> Department | None:
        """The department with this whole name; made, with those above it, where it lacks."""
        parent: Department | None = None
        names: list[str] = []
        for name in filter(None, (part.strip() for part in path.split("/"))):
            names.append(name)
            whole = "/".join(names)
            if whole.lower() not in self.departments:
                self.departments[whole.lower()] = Department.objects.create(
                    slug=free_slug(Department, whole), name=name, path=whole, parent=parent
                )
            parent = self.departments[whole.lower()]
        return parent

    def place(self, name: str) -> Place | None:
        """The place with this name or short name."""
        if name and name.lower() not in self.places:
            self.places[name.lower()] = Place.objects.create(
                slug=free_slug(Place, name), name={"nl": name}
            )
        return self.places.get(name.lower())

    def affiliation(self, name: str) -> Affiliation:
        """The role in the organisation with this name or short name."""
        if name.lower() not in self.affiliations:
            self.affiliations[name.lower()] = Affiliation.objects.create(
                slug=free_slug(Affiliation, name), name={"nl": name}
            )
        return self.affiliations[name.lower()]


def check(row: Row) -> None:
    """Whether a row can be used at all. Raises Refused."""
    if row.wrong:
        raise Refused(row.wrong)
    if not row.cells.get("email"):
        raise Refused("it has no mail address")
    try:
        validate_email(row.cells["email"])
    except ValidationError:
        raise Refused(f"{row.cells['email']!r} is not a mail address") from None
    for name, most in LONGEST.items():
        if len(row.cells.get(name, "")) > most:
            raise Refused(f"{name} is longer than {most} signs")
    if any("\x00" in cell for cell in row.cells.values()):
        raise Refused("it holds a sign that cannot be stored")
    _check_choices(row.cells)


def _check_choices(cells: dict[str, str]) -> None:
    language = cells.get("language", "")
    if language not in Person.Language.values:
        raise Refused(f"language is {language!r}; it can be nl, nl-informal or en")
    parts = [part.strip() for part in cells.get("department", "").split("/")]
    if any(len(part) > 120 for part in parts) or len("/".join(parts)) > 400:
        raise Refused("department is longer than 400 signs, or one of its names than 120")
    if any(len(name) > 120 for name in split(cells.get("roles", ""))):
        raise Refused("one of the roles is longer than 120 signs")


def split(cell: str) -> list[str]:
    """The names in a cell with `;` between."""
    return [name.strip() for name in cell.split(";") if name.strip()]


def _names(row: Place | Affiliation) -> list[str]:
    return [row.slug, *(name.lower() for name in row.name.values())]
