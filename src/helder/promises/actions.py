"""Making, keeping, moving and withdrawing promises. One transaction and one journal row each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.models import Person
from helder.promises.models import Promise


class TooLateToMove(Exception):
    """A promise can be moved only before its time; after it, it is late."""


@transaction.atomic
def make(
    *,
    kind: str,
    subject: str,
    what: dict[str, str],
    due_at: datetime,
    by: Actor | None,
    owner: Person | None = None,
    deputy: Person | None = None,
    url: str = "",
    at: datetime | None = None,
) -> Promise:
    """A new promise. The caller has seen to it that the subject has no open one of this kind."""
    promise = Promise.objects.create(
        kind=kind,
        subject=subject,
        what=what,
        due_at=due_at,
        made_at=at or clock.now(),
        owner=owner,
        deputy=deputy,
        url=url,
    )
    record("promise.made", f"promise:{promise.public_id}", by=by, due_at=due_at.isoformat())
    return promise


@transaction.atomic
def keep(promise: Promise, *, by: Actor | None, at: datetime | None = None) -> bool:
    """The word is kept (late or not follows from the times). False when it was closed before."""
    return _close(promise, Promise.State.KEPT, by=by, at=at, kept_at=at or clock.now())


@transaction.atomic
def withdraw(promise: Promise, *, by: Actor | None, reason: dict[str, str]) -> bool:
    """The promise no longer makes sense; kept in the register with its reason."""
    return _close(promise, Promise.State.WITHDRAWN, by=by, at=None, reason=reason)


@transaction.atomic
def move(
    promise: Promise,
    due_at: datetime,
    *,
    by: Actor | None,
    reason: dict[str, str],
    at: datetime | None = None,
) -> Promise:
    """Renegotiates before its time, with a reason. Raises TooLateToMove after it."""
    moment = at or clock.now()
    if moment >= promise.due_at:
        raise TooLateToMove
    if not _close(promise, Promise.State.RENEGOTIATED, by=by, at=moment, reason=reason):
        raise TooLateToMove
    new = make(
        kind=promise.kind,
        subject=promise.subject,
        what=promise.what,
        due_at=due_at,
        by=by,
        owner=promise.owner,
        deputy=promise.deputy,
        url=promise.url,
        at=moment,
    )
    Promise.objects.filter(pk=promise.pk).update(moved_to=new)
    promise.moved_to = new
    return new


@transaction.atomic
def hand_over(promise: Promise, to: Person, *, by: Actor | None) -> bool:
    """Somebody else keeps it, by the same time. False when it was closed before."""
    changed = Promise.objects.open().filter(pk=promise.pk).update(owner=to)
    if changed:
        promise.refresh_from_db()
        record("promise.handed_over", f"promise:{promise.public_id}", by=by, to=to.actor_key)
    return bool(changed)


def _close(
    promise: Promise, state: str, *, by: Actor | None, at: datetime | None, **fields: Any
) -> bool:
    moment = at or clock.now()
    changed = (
        Promise.objects.open().filter(pk=promise.pk).update(state=state, closed_at=moment, **fields)
    )
    if changed:
        promise.refresh_from_db()
        record(f"promise.{state}", f"promise:{promise.public_id}", by=by)
    return bool(changed)
