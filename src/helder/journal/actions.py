"""The one way into the journal, and the one way out: by age."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from helder.journal.models import Entry

SYSTEM = "system"


class Actor(Protocol):
    """Whoever can do something: it knows its key for the journal."""

    @property
    def actor_key(self) -> str:
        """Such as "person:12" or "token:3"."""


def record(verb: str, subject: str, *, by: Actor | None, **details: Any) -> Entry:
    """Notes that `by` (None: Helder itself) did `verb` ("outage.published") to `subject`."""
    actor = by.actor_key if by is not None else SYSTEM
    return Entry.objects.create(actor=actor, verb=verb, subject=subject, details=details)


@transaction.atomic
def shorten(before: datetime, most: int) -> int:
    """Removes rows from before this moment, the oldest first, and notes how many."""
    old = Entry.objects.filter(at__lt=before).order_by("at", "pk").values_list("pk", flat=True)
    gone = Entry.objects.filter(pk__in=list(old[:most])).delete()[0]
    if gone:
        record("journal.shortened", "journal", by=None, count=gone)
    return gone
