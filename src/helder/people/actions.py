"""What changes persons and the structure around them; one transaction, one journal row each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.audiences import loops
from helder.people.audiences.rules import Is, Rule, conditions, kept
from helder.people.audiences.world import fetch_rules
from helder.people.erasing import farewells
from helder.people.models import MAIL, Audience, Department, Person
from helder.people.permissions import ADMINISTRATOR, READER
from helder.people.slugs import free_slug


class LastAdministrator(Exception):
    """Nobody would be left who can administer Helder."""


class KeptElsewhere(Exception):
    """A directory keeps the members of this audience."""


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
    if person.is_active:
        person.left_at = None
    person.save()
    if "email" in changed:
        # allauth remembers addresses that once signed in; the old one must open nothing
        EmailAddress.objects.filter(user=person).delete()
        person.refusals.filter(channel=MAIL).delete()
    if "phone" in changed:
        person.refusals.exclude(channel=MAIL).delete()
    if affiliations is not None:
        person.affiliations.set(affiliations)
    record("person.changed", person.actor_key, by=by, fields=changed)
    return person


def _keep_an_administrator(old: Person, new: Person | None) -> None:
    was = old.is_active and old.role == ADMINISTRATOR
    stays = new is not None and new.is_active and new.role == ADMINISTRATOR
    others = Person.objects.filter(is_active=True, role=ADMINISTRATOR).exclude(pk=old.pk)
    if was and not stays and not others.exists():
        raise LastAdministrator


@transaction.atomic
def choose(person: Person, *, by: Actor | None = None, **choices: Any) -> None:
    """A person's own choices: language, name, phone, channels, quiet hours."""
    for name, value in choices.items():
        setattr(person, name, value)
    person.save(update_fields=list(choices))
    if "phone" in choices:
        # what was refused at the old number may work at the new one
        person.refusals.exclude(channel=MAIL).delete()
    record("person.chose", person.actor_key, by=by or person, fields=sorted(choices))


@transaction.atomic
def try_again(person: Person, channel: str, *, by: Actor | None) -> None:
    """A channel that was switched off for this person is used again; nothing when it was not."""
    gone, _kinds = person.refusals.filter(channel=channel).delete()
    if gone:
        record("person.tries_again", person.actor_key, by=by, channel=channel)


@transaction.atomic
def return_as_guest(person: Person) -> None:
    """Somebody who left follows something by their own wish: no directory keeps them any more, and
    of what they might do nothing comes back."""
    person.is_guest = person.is_active = True
    person.role, person.source, person.left_at = READER, "", None
    person.save(update_fields=["is_guest", "is_active", "role", "source", "left_at"])
    record("person.subscribed", person.actor_key, by=person)


@transaction.atomic
def ask_erasure(person: Person) -> None:
    """Somebody asks to be erased; an administrator answers. Asking twice is asking once."""
    asked = Person.objects.filter(pk=person.pk, erasure_asked_at=None)
    if asked.update(erasure_asked_at=clock.now()):
        record("person.erasure_asked", person.actor_key, by=person)


@transaction.atomic
def decline_erasure(person: Person, *, by: Actor | None) -> None:
    """They stay, after a talk or because the wish was taken back."""
    asked = Person.objects.filter(pk=person.pk, erasure_asked_at__isnull=False)
    if asked.update(erasure_asked_at=None):
        record("person.erasure_declined", person.actor_key, by=by)


@transaction.atomic
def erase(person: Person, *, by: Actor | None) -> None:
    """Removes a person and everything that is about them; see erasing.py for what stays.

    Raises LastAdministrator.
    """
    kept = Person.objects.select_for_update().filter(pk=person.pk).first()
    if kept is None:
        return
    _keep_an_administrator(kept, None)
    for farewell in farewells(kept):
        farewell.first()
    record("person.erased", kept.actor_key, by=by)
    kept.delete()


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
def save_audience(
    audience: Audience, rule: Rule, persons: Iterable[int] | None, *, by: Actor | None
) -> None:
    """Saves an audience with its rule and the persons on its list (None: as they are).

    Raises Endless or TooMuch, and KeptElsewhere where a directory keeps the members.
    """
    if audience.source:
        raise KeptElsewhere
    loops.check(audience.slug, str(audience), rule, fetch_rules(also=rule))
    audience.rule = kept(rule)
    save_named(audience, "audience", by=by, name=next(iter(audience.name.values()), ""))
    if persons is not None:
        audience.persons.set(persons)


@transaction.atomic
def remove_audience(audience: Audience, *, by: Actor | None) -> None:
    """Removes an audience. Raises KeptElsewhere, and ProtectedError where another one names it."""
    if audience.source:
        raise KeptElsewhere
    naming = [
        slug for slug, group in fetch_rules().audiences.items()
        if Is("audience", audience.slug) in conditions(group.rule)
    ]  # fmt: skip
    if naming:
        raise models.ProtectedError("Another audience names it.", {audience})
    remove(audience, "audience", by=by)


@transaction.atomic
def remove(row: models.Model, verb: str, *, by: Actor | None) -> None:
    """Removes a row; ProtectedError where others stand on it, or it is the audience of all."""
    if getattr(row, "everyone", False):
        raise models.ProtectedError("The audience of everybody always exists.", {row})
    subject = f"{type(row).__name__.lower()}:{row.slug}"  # type: ignore[attr-defined]
    row.delete()
    record(f"{verb}.removed", subject, by=by)
