"""The verbs of days to avoid. Each is one transaction with its journal row."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit.texts import pick
from helder.outages.models import NoGo
from helder.people.models import Audience
from helder.services.models import Service


@transaction.atomic
def save(
    row: NoGo, services: Iterable[Service], audiences: Iterable[Audience], *, by: Actor | None
) -> None:
    """A period as somebody filled it in."""
    is_new = row.pk is None
    row.save()
    row.services.set(services)
    row.audiences.set(audiences)
    about = {"name": pick(row.name), "hard": row.is_hard}
    if is_new:
        record("nogo.added", f"nogo:{row.pk}", by=by, **about)
    else:
        record("nogo.changed", f"nogo:{row.pk}", by=by, **about)


@transaction.atomic
def remove(row: NoGo, *, by: Actor | None) -> None:
    """It counts no longer."""
    key, name = row.pk, pick(row.name)
    row.delete()
    record("nogo.removed", f"nogo:{key}", by=by, name=name)
