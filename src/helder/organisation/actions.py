"""Changing the house. One transaction, one journal row that names what changed."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from helder.journal.actions import Actor, record
from helder.organisation import picture
from helder.organisation.models import Organisation

SUBJECT = "organisation:1"


@transaction.atomic
def change(values: dict[str, Any], *, by: Actor | None) -> Organisation:
    """Sets these fields; whatever stays the same is not noted."""
    house = _locked()
    different = {name: value for name, value in values.items() if getattr(house, name) != value}
    for name, value in different.items():
        setattr(house, name, value)
    house.save()
    if different:
        record("house.changed", SUBJECT, by=by, fields=sorted(different))
    return house


@transaction.atomic
def set_logo(content: bytes, *, by: Actor | None) -> Organisation:
    """A new logo, named after its content so that no browser keeps the old one."""
    house = _locked()
    _drop_later(house)
    name = hashlib.sha256(content).hexdigest()[:12] + (picture.suffix(content) or "")
    house.logo.save(f"logo-{name}", ContentFile(content), save=False)
    house.save()
    record("house.logo_set", SUBJECT, by=by)
    return house


@transaction.atomic
def remove_logo(*, by: Actor | None) -> Organisation:
    """Back to the name in words."""
    house = _locked()
    _drop_later(house)
    house.logo = ""
    house.save()
    record("house.logo_removed", SUBJECT, by=by)
    return house


def _locked() -> Organisation:
    house, _made = Organisation.objects.select_for_update().get_or_create(pk=1)
    return house


def _drop_later(house: Organisation) -> None:
    """The old picture goes only when the new state is certain."""
    if house.logo.name:
        transaction.on_commit(partial(house.logo.storage.delete, house.logo.name))
