"""What changes persons and the structure around them; one transaction, one journal row each."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction

from helder.journal.actions import Actor, record
from helder.people.models import MAIL, Audience, Department, Person
from helder.people.permissions import ADMINISTRATOR
from helder.people.slugs import free_slug


class LastAdministrator(Exception):
    """Nobody would be left who can administer Helder."""


class EndlessDepartment(Exception):
    """A department cannot lie below itself."""


@transaction.atomic
def add_person(fields: dict[str, Any], *, by: Actor | None) -> Person:
    """A new person, without a password: they sign in with a code."""
    affiliations = fields.pop("affiliations", ())
    person = Person.objects.create_user(fields.pop("email"), None, **fields)
    person.affiliations.set(affiliations)
    record("person.added", person.actor_key, by=by, role=person.role)
    return person


@transaction.atomic
def change_person(person: Person, fields: dict[str, Any], *, by: Actor | None) -> Person:
    """Other details or another role. Raises LastAdministrator."""
    affiliations = fields.pop("affiliations", None)
    old = Person.objects.select_for_update().get(pk=person.pk)
    changed = [name for name, value in fields.items() if getattr(old, name) != value]
    for name, value in fields.items():
        setattr(person, name, value)
    _keep_an_administrator(old, person)
    person.save()
    if "email" in changed:
        # allauth remembers addresses that once signed in; the old one must open nothing
        EmailAddress.objects.filter(user=person).delete()
        person.refusals.filter(channel=MAIL).delete()
    if affiliations is not None:
        person.affiliations.set(affiliations)
    record("person.changed", person.actor_key, by=by, fields=changed)
    return person


def _keep_an_administrator(old: Person, new: Person) -> None:
    was = old.is_active and old.role == ADMINISTRATOR
    stays = new.is_active and new.role == ADMINISTRATOR
    others = Person.objects.filter(is_active=True, role=ADMINISTRATOR).exclude(pk=old.pk)
    if was and not stays and not others.exists():
        raise LastAdministrator


@transaction.atomic
def choose(person: Person, *, by: Actor | None = None, **choices: Any) -> None:
    """A person's own choices: language, name, phone, channels, quiet hours."""
    for name, value in choices.items():
        setattr(person, name, value)
    person.save(update_fields=list(choices))
    record("person.chose", person.actor_key, by=by or person, fields=sorted(choices))


@transaction.atomic
def make_administrator(email: str, name: str, password: str | None) -> tuple[Person, bool]:
    """The person with this address becomes administrator; True when they are new."""
    person = Person.objects.filter(email__iexact=email).first()
    new = person is None
    person = person or Person(email=email.strip().lower())
    person.name = name or person.name
    person.role, person.is_active, person.is_guest = ADMINISTRATOR, True, False
    if password:
        person.set_password(password)
    elif new:
        person.set_unusable_password()
    person.save()
    record("person.promoted", person.actor_key, by=None, role=ADMINISTRATOR)
    return person, new


@transaction.atomic
def save_named(row: models.Model, verb: str, *, by: Actor | None, name: str) -> None:
    """Saves a place, department, audience, service or supplier; a new one gets its short name."""
    kind = type(row)
    new = row.pk is None
    if new and not getattr(row, "slug", ""):
        row.slug = free_slug(kind, name)  # type: ignore[attr-defined]
    row.save()
    subject = f"{kind.__name__.lower()}:{row.slug}"  # type: ignore[attr-defined]
    record(f"{verb}.{'added' if new else 'changed'}", subject, by=by)


@transaction.atomic
def save_department(department: Department, *, by: Actor | None) -> None:
    """Saves a department and renews the whole names of all below. Raises EndlessDepartment."""
    above = department.parent
    while above is not None:
        if above.pk == department.pk:
            raise EndlessDepartment
        above = above.parent
    old_path = department.path
    parent = department.parent
    department.path = f"{parent.path}/{department.name}" if parent else department.name
    save_named(department, "department", by=by, name=department.path)
    if old_path and old_path != department.path:
        _move_below(old_path, department.path)


def _move_below(old: str, new: str) -> None:
    for part in Department.objects.filter(path__startswith=old + "/"):
        part.path = new + part.path[len(old) :]
        part.save(update_fields=["path"])


@transaction.atomic
def save_audience(audience: Audience, parts: dict[str, Any], *, by: Actor | None) -> None:
    """Saves an audience with its departments, places, affiliations and persons."""
    save_named(audience, "audience", by=by, name=next(iter(audience.name.values()), ""))
    for field, members in parts.items():
        getattr(audience, field).set(members)


@transaction.atomic
def remove(row: models.Model, verb: str, *, by: Actor | None) -> None:
    """Removes a row; ProtectedError where others stand on it, or it is the audience of all."""
    if getattr(row, "everyone", False):
        raise models.ProtectedError("The audience of everybody always exists.", {row})
    subject = f"{type(row).__name__.lower()}:{row.slug}"  # type: ignore[attr-defined]
    row.delete()
    record(f"{verb}.removed", subject, by=by)
