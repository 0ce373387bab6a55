"""What an identity provider does to groups: each is an audience of hand-picked persons.

Owns: name and number of a group, and from which operation which members follow. Refuses: audiences
that were made at the desk. Raises SCIMException with a sentence for whoever reads the log.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import gettext
from scim2_models import (
    ConflictException,
    InvalidValueException,
    MutabilityException,
    PatchOp,
    PatchOperation,
    UniquenessException,
)

from helder.journal.actions import Actor, record
from helder.people import actions
from helder.people.directory.merging import SCIM
from helder.people.models import Audience
from helder.people.scim.mapping import Resource
from helder.people.scim.members import Members, keys_in, keys_of

LONGEST = 120


def visible() -> QuerySet[Audience]:
    """The groups that a provider made."""
    return Audience.objects.filter(source=SCIM).order_by("pk")


@transaction.atomic
def create(group: Resource, *, by: Actor | None) -> Audience:
    """A new group. Raises SCIMException."""
    audience = Audience(source=SCIM)
    _name(audience, group["displayName"])
    _number(audience, group.get("externalId"))
    _save(audience, by, None)
    members = Members(audience)
    members.add(keys_of(group.get("members")))
    members.settle()
    return audience


@transaction.atomic
def replace(key: int, group: Resource, *, by: Actor | None) -> Audience:
    """The group as it is now; without members in it they stay. Raises SCIMException."""
    audience = visible().select_for_update().get(pk=key)
    was = _told(audience)
    _name(audience, group["displayName"])
    _number(audience, group.get("externalId"))
    members = Members(audience)
    if group.get("members") is not None:
        members.put(keys_of(group["members"]))
    _save(audience, by, was, **members.settle())
    return audience


@transaction.atomic
def patch(key: int, operations: PatchOp[Any], *, by: Actor | None) -> Audience:
    """The group after these operations, all or none. Raises SCIMException."""
    audience = visible().select_for_update().get(pk=key)
    was, members = _told(audience), Members(audience)
    for one in operations.operations or []:
        _apply(one, audience, members)
    _save(audience, by, was, **members.settle())
    return audience


@transaction.atomic
def remove(key: int, *, by: Actor | None) -> None:
    """The audience goes; its persons stay. Raises ConflictException where it is still used."""
    audience = visible().get(pk=key)
    audience.source = ""  # who keeps it may remove it; the desk may not
    try:
        actions.remove_audience(audience, by=by)
    except ProtectedError:
        raise ConflictException(
            detail=gettext(
                "Helder still uses this group as an audience. Choose another audience there first."
            )
        ) from None


@transaction.atomic
def release(audience: Audience, *, by: Actor | None) -> None:
    """The desk keeps the audience from now on; for the provider it is gone."""
    audience.source = audience.external_id = ""
    audience.save()
    record("audience.changed", f"audience:{audience.slug}", by=by, fields=["source"])


def _apply(one: PatchOperation[Any], audience: Audience, members: Members) -> None:
    """One operation: with a path, or with an object that names what changes."""
    if one.path is None:
        if not isinstance(one.value, dict):
            raise InvalidValueException(detail=gettext("Without a path the value is an object."))
        for name, value in one.value.items():
            _set(name.lower(), str(one.op), value, audience, members)
    elif one.path.value_filter is not None:
        _selected(one, members)
    else:
        value = None if one.op == "remove" and one.value is None else one.value
        _set(one.path.attr.lower(), str(one.op), value, audience, members)


def _set(name: str, op: str, value: Any, audience: Audience, members: Members) -> None:
    """What Helder has no use for is read over."""
    if name == "displayname":
        _name(audience, value if op != "remove" else None)
    elif name == "externalid":
        _number(audience, value if op != "remove" else None)
    elif name == "id" and value != f"g{audience.pk}":
        raise MutabilityException(detail=gettext("An id never changes."))
    elif name == "members":
        _set_members(op, value, members)


def _set_members(op: str, value: Any, members: Members) -> None:
    if op == "add":
        members.add(keys_of(value))
    elif op == "replace" or value is None:
        members.put(keys_of(value))
    else:
        members.drop(keys_of(value, lenient=True))


def _selected(one: PatchOperation[Any], members: Members) -> None:
    """`members[value eq "…"]`: only to take them out."""
    if one.path is None or one.path.attr.lower() != "members" or one.op != "remove":
        raise InvalidValueException(
            detail=gettext("A filter in a path can only remove members of a group.")
        )
    members.drop(keys_in(one.path.value_filter))


def _name(audience: Audience, name: Any) -> None:
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST:
        raise InvalidValueException(
            detail=gettext("A displayName has 1 to %(most)d signs.") % {"most": LONGEST}
        )
    audience.name = dict.fromkeys(("nl", "en"), name.strip())


def _number(audience: Audience, number: Any) -> None:
    if number is not None and (not isinstance(number, str) or len(number) > LONGEST):
        raise InvalidValueException(
            detail=gettext("An externalId has at most %(most)d signs.") % {"most": LONGEST}
        )
    audience.external_id = number or ""


def _told(audience: Audience) -> tuple[str, str]:
    """What is unique among the groups of the provider."""
    return audience.name["nl"], audience.external_id


def _save(audience: Audience, by: Actor | None, was: tuple[str, str] | None, **many: int) -> None:
    """Saves what became different since `was` (None: everything), and notes it in the journal."""
    name, number = told = _told(audience)
    if told == was and not any(many.values()):
        return
    Audience.objects.select_for_update().filter(everyone=True).first()  # one at a time
    same = Q(name__nl__iexact=name) | (Q(external_id=number) & ~Q(external_id=""))
    if told != was and visible().exclude(pk=audience.pk).filter(same).exists():
        raise _taken(name)
    try:
        with transaction.atomic():
            _write(audience, by, name, many)
    except IntegrityError:
        raise _taken(name) from None


def _write(audience: Audience, by: Actor | None, name: str, many: dict[str, int]) -> None:
    if audience.pk is None:
        actions.save_named(audience, "audience", by=by, name=name)
    else:
        audience.save()
        record("audience.changed", f"audience:{audience.slug}", by=by, **many)


def _taken(name: str) -> UniquenessException:
    return UniquenessException(
        detail=gettext("The displayName “%(name)s” or its externalId belongs to another group.")
        % {"name": name}
    )
