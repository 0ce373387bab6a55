"""One person at a time, as a directory tells of them: for programs that speak about one person.

Owns: joining, moving, leaving and coming back of one person, each with its journal row.
"""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.actions import LastAdministrator
from helder.people.directory.fields import Fields, check
from helder.people.directory.known import Known, Taken
from helder.people.directory.merging import merge
from helder.people.directory.structure import Structure
from helder.people.models import MAIL, Person, Refusal
from helder.people.permissions import ADMINISTRATOR

ADDED, CHANGED, UNCHANGED, RETURNED = "added", "changed", "unchanged", "returned"


@transaction.atomic
def bring_in_one(
    fields: Fields, source: str, *, by: Actor | None, person: Person | None = None
) -> tuple[Person, str]:
    """The person (recognised, unless `person` says who) with what the directory says, and "added",
    "changed", "unchanged" or "returned". Raises Refused; IntegrityError when the address was taken
    in the meantime."""
    check(fields)
    known = Known([fields], source, lock=True)
    pk = _pk(fields, known, person)
    row = Person.objects.select_for_update().get(pk=pk) if pk else Person(password=no_password())
    structure = Structure(makes=True)
    changes = merge(row, fields, source, structure.home(fields))
    back, moved = row.left_at is not None, bool(pk) and "email" in changes
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.save()
    if moved:
        forget_addresses([row.pk])
    if _set_roles(row, fields, structure):
        changes["affiliations"] = True
    _note(row, not pk, sorted(changes), by)
    return row, ADDED if not pk else RETURNED if back else CHANGED if changes else UNCHANGED


def _pk(fields: Fields, known: Known, person: Person | None) -> int:
    """The key of the person this is about; 0 for somebody new. Raises Refused, Taken."""
    if person is None:
        found = known.whose(fields)
        return found.pk if found else 0
    holder = known.by_address.get(fields.address)
    if holder is not None and holder.pk != person.pk:
        raise Taken(holder, holder.email)
    return person.pk


def _set_roles(person: Person, fields: Fields, structure: Structure) -> bool:
    if fields.roles is None:
        return False
    wanted = {structure.role(name) for name in fields.roles}
    if wanted == set(person.affiliations.values_list("pk", flat=True)):
        return False
    person.affiliations.set(wanted)
    return True


def _note(person: Person, new: bool, changed: list[str], by: Actor | None) -> None:
    if new:
        record("person.added", person.actor_key, by=by, role=person.role)
    elif changed:
        record("person.changed", person.actor_key, by=by, fields=changed)


@transaction.atomic
def leave(person: Person, *, by: Actor | None) -> bool:
    """The person is no longer in the directory: kept, not in use. False when that was so already.

    Raises LastAdministrator.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if not row.is_active:
        return False
    others = Person.objects.filter(is_active=True, role=ADMINISTRATOR).exclude(pk=row.pk)
    if row.role == ADMINISTRATOR and not others.exists():
        raise LastAdministrator
    person.is_active, person.left_at = False, clock.now()
    Person.objects.filter(pk=row.pk).update(is_active=False, left_at=person.left_at)
    record("person.left", person.actor_key, by=by)
    return True


def no_password() -> str:
    """A password that nobody has; quicker to make than Django's, of which a file needs many."""
    return "!" + secrets.token_urlsafe(30)


def forget_addresses(keys: list[int]) -> None:
    """The mail addresses of these persons changed: the old ones open nothing any more, and that
    one refused mail says nothing about the new one."""
    EmailAddress.objects.filter(user_id__in=keys).delete()
    Refusal.objects.filter(person_id__in=keys, channel=MAIL).delete()
