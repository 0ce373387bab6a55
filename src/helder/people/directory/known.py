"""Who is who: the persons of Helder behind what a directory says, fetched many at a time.

Owns: recognising somebody: by the directory's own number first, then by mail address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from helder.people.directory.fields import Fields, Refused
from helder.people.models import Person

Roles = dict[int, frozenset[int]]


class Member(NamedTuple):
    """A person as far as a directory is concerned."""

    pk: int = 0
    email: str = ""
    name: str = ""
    language: str = ""
    department_id: int | None = None
    place_id: int | None = None
    phone: str = ""
    external_id: str = ""
    source: str = ""
    role: str = Person.DeskRole.READER.value
    is_guest: bool = False
    is_active: bool = True
    left_at: datetime | None = None


NOBODY = Member()


class Taken(Refused):
    """The new mail address of a person still belongs to somebody else, who may move yet."""

    def __init__(self, person: Member, address: str) -> None:
        super().__init__(_("%(address)s belongs to another person here"), address=address)
        self.person, self.address = person, address


class Renumbered(Taken):
    """Somebody with this address has another number: they may stand elsewhere in the directory,
    with a new address, and this is somebody else."""


class Known:
    """The persons of these fields, and the roles that each has.

    With `adopts` somebody who has another number by now is still the same person.
    """

    def __init__(
        self, some: Iterable[Fields], source: str, *, lock: bool = False, adopts: bool = True
    ) -> None:
        some = list(some)
        self.source, self.adopts = source, adopts
        rows = Person.objects.order_by("pk")
        if lock and connection.in_atomic_block:
            rows = rows.select_for_update()
        numbers = [fields.external_id for fields in some if fields.external_id]
        ours = _members(rows.filter(source=source, external_id__in=numbers)) if numbers else []
        self.by_number = {member.external_id: member for member in ours}
        found = _members(rows.filter(email__in=[fields.address for fields in some]))
        self.by_address = {member.email: member for member in found}
        self.roles = _roles({member.pk for member in [*ours, *found]})

    def whose(self, fields: Fields) -> Member | None:
        """The person whom this is about; None for somebody new. Raises Refused, Taken."""
        holder = self.by_address.get(fields.address)
        person = self.by_number.get(fields.external_id or "")
        if person is None:
            if holder is not None:
                self._check_same(holder, fields)
            return holder
        if holder is not None and holder.pk != person.pk:
            raise Taken(person, holder.email)
        return person

    def _check_same(self, holder: Member, fields: Fields) -> None:
        """An address is given to somebody else now and then; what its first holder may do and
        chose does not go along."""
        other = fields.external_id and holder.external_id != fields.external_id
        if not other or holder.source != self.source or not holder.external_id:
            return
        if not self.adopts and not holder.left_at:
            raise Renumbered(holder, holder.email)
        if holder.left_at or holder.role != Person.DeskRole.READER:
            raise Refused(
                _("%(address)s belongs to somebody with another number (%(number)s)"),
                address=fields.address,
                number=holder.external_id,
            )


def _members(rows: QuerySet[Person]) -> list[Member]:
    return [Member(*values) for values in rows.values_list(*Member._fields)]


def _roles(keys: set[int]) -> Roles:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Person.affiliations.through.objects.filter(person_id__in=keys)
    for person, role in rows.values_list("person_id", "affiliation_id"):
        found[person].add(role)
    return {person: frozenset(roles) for person, roles in found.items()}
