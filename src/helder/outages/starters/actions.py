"""What changes doors, and a draft that comes in by one; one transaction, one journal row each."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.outages.models import Starter
from helder.outages.starters import drafting
from helder.outages.starters.understanding import Understood
from helder.people.models import Person


def hashed(token: str) -> str:
    """As a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()


@transaction.atomic
def add(name: str, kind: str, *, by: Person) -> tuple[Starter, str]:
    """A new door and the token in its address, which nobody can read again."""
    token = secrets.token_urlsafe(32)
    starter = Starter.objects.create(name=name, kind=kind, token_hash=hashed(token), by=by)
    record("starter.added", starter.actor_key, by=by, name=name, kind=kind)
    return starter, token


@transaction.atomic
def change(starter: Starter, *, name: str, secret: str, is_on: bool, by: Actor) -> None:
    """Its name, whether it is open, and its secret; an empty secret keeps the one it has."""
    new = {"name": name, "secret": secret or starter.secret, "is_on": is_on}
    changed = sorted(key for key, value in new.items() if getattr(starter, key) != value)
    for key, value in new.items():
        setattr(starter, key, value)
    starter.save(update_fields=list(new))
    if changed:
        record("starter.changed", starter.actor_key, by=by, fields=changed)


@transaction.atomic
def remove(starter: Starter, *, by: Actor) -> None:
    """It opens nothing any more; the drafts that came by it stay."""
    record("starter.removed", starter.actor_key, by=by, name=starter.name)
    starter.delete()


@transaction.atomic
def begin(
    starter: Starter, said: Understood, catalogue: drafting.Catalogue, *, who: str
) -> drafting.Begun:
    """A draft by this door; `who` is as the chat calls them."""
    begun = drafting.begin(said, catalogue, by=None)
    Starter.objects.filter(pk=starter.pk).update(used_at=clock.now())
    draft = f"message:{begun.message.public_id}"
    record("starter.used", draft, by=starter, who=who)
    return begun


def names(keys: Iterable[str]) -> Mapping[str, str]:
    """Doors among these keys of the journal, by name."""
    parts = (key.partition(":") for key in keys)
    wanted = {int(pk) for name, _colon, pk in parts if name == "starter" and pk.isdecimal()}
    if not wanted:
        return {}
    return {row.actor_key: row.name for row in Starter.objects.filter(pk__in=wanted)}
