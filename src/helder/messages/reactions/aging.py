"""What time does to reactions: they go when the organisation keeps them no longer, files and all.

Owns: removing conversations with their files and open promises, votes, files that nothing points
to, and guests of whom nothing else is left.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from helder.kit import clock
from helder.messages.models import Clarity, Reaction, SentAlong
from helder.messages.reactions.actions import NOT_ANSWERED
from helder.organisation.queries import current
from helder.people.models import Person
from helder.promises import actions as promises

AT_ONCE = 200
STRAY_AFTER = 24 * 3600


def forget_old() -> int:
    """Removes what is older than the organisation keeps; how many conversations and votes."""
    until = clock.now() - timedelta(days=current().keep_reactions_days)
    old = Reaction.objects.filter(last_at__lt=until).order_by("pk")[:AT_ONCE]
    gone = remove(Reaction.objects.filter(pk__in=list(old.values_list("pk", flat=True))))
    votes, _kinds = Clarity.objects.filter(on__lt=until.date()).delete()
    _forget_guests()
    _remove_stray_files()
    return gone + votes


@transaction.atomic
def remove(rows: QuerySet[Reaction]) -> int:
    """Conversations go, an open promise is withdrawn, and after the transaction their files."""
    for reaction in rows.select_related("promise"):
        if reaction.promise is not None:
            promises.withdraw(reaction.promise, by=None, reason=NOT_ANSWERED)
    kept = SentAlong.objects.filter(saying__reaction__in=rows).exclude(file="")
    names = list(kept.values_list("file", flat=True))
    count = rows.count()
    rows.delete()
    transaction.on_commit(lambda: _unlink(names))
    return count


def _unlink(names: list[str]) -> None:
    storage = SentAlong._meta.get_field("file").storage
    for name in names:
        storage.delete(name)


def _forget_guests() -> None:
    """Guests whom we only knew because they wrote: without a conversation nothing keeps them."""
    guests = Person.objects.filter(
        is_guest=True, reactions=None, followings=None, last_login=None, deliveries=None
    ).filter(date_joined__lt=clock.now() - timedelta(days=1))
    for guest in guests[:AT_ONCE]:
        guest.delete()


def _remove_stray_files() -> None:
    """Files of a mail that could not be kept after all."""
    folder = Path(settings.MEDIA_ROOT) / "reactions"
    if not folder.is_dir():
        return
    before = time.time() - STRAY_AFTER
    old = [entry.name for entry in os.scandir(folder) if entry.stat().st_mtime < before]
    known = set(
        SentAlong.objects.filter(file__in=[f"reactions/{name}" for name in old[:1000]]).values_list(
            "file", flat=True
        )
    )
    _unlink([f"reactions/{name}" for name in old[:1000] if f"reactions/{name}" not in known])
