"""What changes the catalogue and who follows what; one transaction, one journal row each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.people.actions import choose, erase, return_as_guest, save_named
from helder.people.audiences import loops
from helder.people.audiences.world import fetch_rules
from helder.people.models import MAIL, PORTAL, Person, Place
from helder.services.models import EscalationStep, Following, Service, Supplier


class SwitchedOff(Exception):
    """An administrator decided that this person is not in use."""


def save_service(service: Service, *, by: Actor | None) -> None:
    """A service as people call it; a new one gets its short name from the first language.

    Raises Endless where the audience is made of the users of this very service.
    """
    if service.slug:
        loops.check_service(service.slug, service.audience.slug, fetch_rules())
    save_named(service, "service", by=by, name=next(iter(service.name.values()), ""))


def save_supplier(supplier: Supplier, *, by: Actor | None) -> None:
    """The party behind services."""
    save_named(supplier, "supplier", by=by, name=supplier.name)


@transaction.atomic
def save_step(step: EscalationStep, *, by: Actor | None) -> None:
    """What is agreed: whom to call after how long. The steps stand in the order of their time."""
    step.position = step.after_minutes
    step.save()
    _steps_changed(step.supplier, by)


@transaction.atomic
def remove_step(step: EscalationStep, *, by: Actor | None) -> None:
    """It is no longer agreed. What was begun with it goes on as it was agreed then."""
    step.delete()
    _steps_changed(step.supplier, by)


def _steps_changed(supplier: Supplier, by: Actor | None) -> None:
    record("supplier.steps_changed", f"supplier:{supplier.slug}", by=by)


@transaction.atomic
def follow(
    person: Person, services: Iterable[Service], places: Iterable[Place], *, by: Actor | None
) -> int:
    """From now on this person gets news of these services (at these places). How many are new."""
    of: list[Service | None] = [*services]
    at: list[Place | None] = [*places]
    made = [
        Following.objects.get_or_create(person=person, service=service, place=place)[1]
        for service, place in product(of or [None], at or [None])
        if service or place
    ]
    if any(made):
        record("following.started", person.actor_key, by=by, count=sum(made))
    return sum(made)


@transaction.atomic
def confirm(
    email: str, services: Iterable[Service], places: Iterable[Place], language: str
) -> Person:
    """The double opt-in is given: the person with this address, or a new guest, follows.

    Raises SwitchedOff for whom an administrator switched off.
    """
    address = email.strip().lower()
    person = Person.objects.filter(email__iexact=address).first()
    if person is None:
        person = Person.objects.create_user(address, None, is_guest=True, language=language)
        record("person.subscribed", person.actor_key, by=person)
    elif person.left_at is not None:
        return_as_guest(person)
    elif not person.is_active:
        raise SwitchedOff
    # whoever opened the link has shown that mail arrives
    person.refusals.filter(channel=MAIL).delete()
    follow(person, services, places, by=person)
    return person


@transaction.atomic
def unfollow(following: Following, *, by: Actor | None) -> None:
    """No more news of this one."""
    following.delete()
    record("following.stopped", following.person.actor_key, by=by, count=1)


@transaction.atomic
def stop(person: Person) -> None:
    """Follows nothing any more; a guest, of whom nothing is left then, is erased."""
    count, _kinds = Following.objects.filter(person=person).delete()
    record("following.stopped", person.actor_key, by=None, count=count)
    if person.is_guest:
        erase(person, by=person)


@transaction.atomic
def no_more_mail(person: Person) -> None:
    """The one-click answer to a mail: a guest stops, a member reads on the website."""
    if person.is_guest:
        stop(person)
    else:
        choose(person, urgent_by=PORTAL, ordinary_by=PORTAL)
