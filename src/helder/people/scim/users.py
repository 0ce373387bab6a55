"""What an identity provider does to persons: create, replace, patch, remove. One transaction each.

Owns: who may be taken over, and what removing means. The details go in through directory/one.py,
as those of every other directory. Raises SCIMException with a sentence for whoever reads the log.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from scim2_models import (
    ConflictException,
    InvalidValueException,
    MutabilityException,
    PatchOp,
    UniquenessException,
)

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.actions import LastAdministrator
from helder.people.directory.fields import Fields, Refused
from helder.people.directory.known import Known, Member, Taken
from helder.people.directory.merging import SCIM
from helder.people.directory.one import ADDED, UNCHANGED, bring_in_one, leave
from helder.people.models import Account, Audience, Person
from helder.people.scim.mapping import Resource, account_of, as_fields
from helder.people.scim.shapes import POLICY, ScimUser

MOST_KEPT = 16_000
LONGEST_NAME = 254
KEPT_NOT = ("id", "meta", "schemas", "active", "groups")


def visible() -> QuerySet[Person]:
    """The persons whom a provider sees: no guests, and nobody whom it removed."""
    rows = Person.objects.filter(is_guest=False, account__removed_at__isnull=True)
    return rows.select_related("account", "department", "place").order_by("pk")


@transaction.atomic
def create(user: Resource, *, by: Actor | None) -> Person:
    """A new user: a new person, or one who was here without an account. Raises SCIMException."""
    fields = as_fields(user, {})
    _check_names(user, fields)
    here = _recognised(fields)
    if here is not None:
        _check_free(here)
        _check_staff(here, fields)
    try:
        with transaction.atomic():
            person, state = bring_in_one(fields, SCIM, by=by)
            if here is None and state != ADDED:
                # somebody else brought them in between our look and now
                raise _taken("userName", user["userName"])
            if user.get("active") is False:
                _leave(person, by)
            _keep(Account(person=person), user, touched=True)
    except (Refused, IntegrityError) as error:
        raise _as_conflict(error) from error
    return person


@transaction.atomic
def replace(key: int, user: Resource, *, by: Actor | None) -> Person:
    """The user as it is now. Raises SCIMException, Person.DoesNotExist."""
    person = _locked(key)
    return _change(person, user, user.get("active", person.is_active), by)


@transaction.atomic
def patch(key: int, operations: PatchOp[Any], *, by: Actor | None) -> Person:
    """The user after these operations, all or none. Raises SCIMException, Person.DoesNotExist."""
    person = _locked(key)
    account = account_of(person)
    told = {"userName": person.email} | (account.kept if account else {})
    model = ScimUser.model_validate(told | {"active": person.is_active}, scim_policy=POLICY)
    operations.patch(model, scim_policy=POLICY)
    user: Resource = model.model_dump(exclude_none=True)
    return _change(person, user, user.get("active", True), by)


@transaction.atomic
def remove(key: int, *, by: Actor | None) -> None:
    """The person leaves, and is gone for the provider. Raises SCIMException, Person.DoesNotExist.

    They lose their role at the desk: who comes back later begins as a reader.
    """
    person = _locked(key)
    _leave(person, by)
    role = Person.DeskRole.READER
    Person.objects.filter(pk=key, left_at__isnull=True).update(left_at=clock.now())
    if Person.objects.filter(pk=key).exclude(role=role).update(role=role):
        record("person.changed", person.actor_key, by=by, fields=["role"])
    now = clock.now()
    gone: dict[str, Any] = {
        "user_name": "",
        "key": None,
        "kept": {},
        "changed_at": now,
        "removed_at": now,
    }
    Account.objects.update_or_create(person=person, defaults=gone)
    lists = Audience.objects.filter(source=SCIM, persons=key)
    keys = list(lists.values_list("pk", flat=True))
    Audience.persons.through.objects.filter(person=key, audience__in=keys).delete()
    Audience.objects.filter(pk__in=keys).update(changed_at=now)


def personal_data(person: Person) -> dict[str, Any]:
    """What an identity provider gave about them, for their own copy of everything."""
    account = Account.objects.filter(person=person).first()
    if account is None:
        return {}
    given = {"user_name": account.user_name, "given": account.kept}
    return {"identity_provider": given | {"changed_at": account.changed_at.isoformat()}}


def _locked(key: int) -> Person:
    Person.objects.select_for_update().filter(pk=key).first()
    return visible().get(pk=key)


def _change(person: Person, user: Resource, active: bool, by: Actor | None) -> Person:
    account = account_of(person)
    fields = as_fields(user, account.kept if account else {})
    _check_names(user, fields)
    _check_staff(person, fields)
    _check_number(person, fields)
    touched = False
    try:
        with transaction.atomic():
            # of who is not in use nothing changes, except that they come back
            if active or person.is_active:
                person, state = bring_in_one(fields, SCIM, by=by, person=person)
                touched = state != UNCHANGED
                _forget_number(person, fields)
            if not active:
                touched |= _leave(person, by)
            _keep(account or Account(person=person), user, touched=touched)
    except (Refused, IntegrityError) as error:
        raise _as_conflict(error) from error
    return person


def _keep(account: Account, user: Resource, *, touched: bool) -> None:
    """Notes the account where it says something new. Raises UniquenessException."""
    name = user["userName"].strip()
    kept = {key: value for key, value in user.items() if key not in KEPT_NOT}
    others = Q(account__key=name.lower()) | Q(account__isnull=True, email=name.lower())
    if visible().filter(others).exclude(pk=account.person_id).exists():
        raise _taken("userName", name)
    if not touched and (account.user_name, account.kept) == (name, kept):
        return
    account.user_name, account.key, account.kept = name, name.lower(), kept
    account.changed_at, account.removed_at = clock.now(), None
    account.save()


def _recognised(fields: Fields) -> Member | None:
    try:
        return Known([fields], SCIM, lock=True).whose(fields)
    except Refused as error:
        raise _as_conflict(error) from error


def _check_free(person: Member) -> None:
    account = Account.objects.filter(person=person.pk).first()
    if account is not None and account.removed_at is None:
        raise _taken("userName", account.user_name)


def _check_number(person: Person, fields: Fields) -> None:
    """An external id names one person of the directory."""
    if not fields.external_id or fields.external_id == person.external_id:
        return
    others = Person.objects.filter(source=SCIM, external_id=fields.external_id)
    if others.exclude(pk=person.pk).exists():
        raise _taken("externalId", fields.external_id)


def _forget_number(person: Person, fields: Fields) -> None:
    if fields.external_id == "" and person.external_id:
        Person.objects.filter(pk=person.pk).update(external_id="")


def _check_names(user: Resource, fields: Fields) -> None:
    if not 0 < len(user["userName"].strip()) <= LONGEST_NAME:
        raise InvalidValueException(
            detail=gettext("A userName has 1 to %(most)d signs.") % {"most": LONGEST_NAME}
        )
    if not fields.address:
        raise InvalidValueException(
            detail=gettext("A user needs a mail address: emails, or a userName that is one.")
        )
    if len(json.dumps(user)) > MOST_KEPT:
        raise InvalidValueException(detail=gettext("This user is larger than what can be kept."))


def _check_staff(person: Person | Member, fields: Fields) -> None:
    """Who has the mail address can sign in: a token must not open the desk with it."""
    if person.role != Person.DeskRole.READER and fields.address != person.email:
        raise MutabilityException(
            detail=gettext(
                "This person works at the desk of Helder. An administrator changes their mail "
                "address there first."
            )
        )


def _leave(person: Person, by: Actor | None) -> bool:
    if person.role == Person.DeskRole.ADMINISTRATOR:
        # two at once must not take each other for the one who stays
        list(Person.objects.select_for_update().filter(role=person.role).order_by("pk"))
    try:
        return leave(person, by=by)
    except LastAdministrator:
        raise ConflictException(
            detail=gettext(
                "This is the last administrator of Helder. Make somebody else administrator first."
            )
        ) from None


def _as_conflict(error: Exception) -> Exception:
    if isinstance(error, Refused) and not isinstance(error, Taken):
        return InvalidValueException(detail=gettext(error.sentence) % error.values)
    return UniquenessException(
        detail=gettext("This user name or mail address belongs to another user.")
    )


def _taken(attribute: str, value: str) -> UniquenessException:
    return UniquenessException(
        detail=gettext("The %(attribute)s “%(value)s” belongs to another user.")
        % {"attribute": attribute, "value": value[:120]}
    )
