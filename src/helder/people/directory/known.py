"""Who is who: the persons of Helder behind what a directory says, fetched many at a time.

Owns: recognising somebody: by the directory's own number first, then by mail address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext_noop as _

from helder.people.directory.fields import Fields, Refused
from helder.people.models import Person

Roles = dict[int, frozenset[int]]


class Taken(Refused):
    """The new mail address of a person still belongs to somebody else, who may move yet."""

    def __init__(self, person: Person, address: str) -> None:
        super().__init__(_("%(address)s belongs to another person here"), address=address)
        self.person, self.address = person, address


class Known:
    """The persons of these fields, and the roles that each has."""

    def __init__(self, some: Iterable[Fields], source: str, *, lock: bool = False) -> None:
        some = list(some)
        self.source = source
        rows = Person.objects.order_by("pk")
        if lock and connection.in_atomic_block:
            rows = rows.select_for_update()
        numbers = [fields.external_id for fields in some if fields.external_id]
        ours = rows.filter(source=source, external_id__in=numbers) if numbers else ()
        self.by_number = {person.external_id: person for person in ours}
        same = {person.pk: person for person in self.by_number.values()}
        found = rows.filter(email__in=[fields.address for fields in some])
        self.by_address = {person.email: same.get(person.pk, person) for person in found}
        self.roles = _roles([*same, *(person.pk for person in self.by_address.values())])

    def whose(self, fields: Fields) -> Person | None:
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

    def _check_same(self, holder: Person, fields: Fields) -> None:
        """An address is given to somebody else now and then; what its first holder may do and
        chose does not go along."""
        other = fields.external_id and holder.external_id != fields.external_id
        ours = holder.source == self.source and bool(holder.external_id)
        if other and ours and (holder.left_at or holder.role != Person.DeskRole.READER):
            raise Refused(
                _("%(address)s belongs to somebody with another number (%(number)s)"),
                address=fields.address,
                number=holder.external_id,
            )


def _roles(keys: list[int]) -> Roles:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Person.affiliations.through.objects.filter(person_id__in=keys)
    for person, role in rows.values_list("person_id", "affiliation_id"):
        found[person].add(role)
    return {person: frozenset(roles) for person, roles in found.items()}
