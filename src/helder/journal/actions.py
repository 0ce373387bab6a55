"""The one way into the journal."""

from __future__ import annotations

from typing import Any, Protocol

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
