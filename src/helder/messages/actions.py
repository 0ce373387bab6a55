"""Saving drafts, publishing, correcting. The guard of the coach stands in `publish` itself:
no way in (form, API, import, schedule) goes round it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.messages import remarks, reminders
from helder.messages.models import LeftBe, LetThrough, Message, Revision
from helder.messages.review import Findings, Texts, fingerprint, review
from helder.people.models import Person
from helder.people.permissions import may

Parts = Mapping[str, Texts]
ONE_TAP = timedelta(minutes=10)


class Blocked(Exception):
    """The guard stops this text; `findings` says per field what, why, and what to write instead."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("blocked")
        self.findings = findings


class AlreadyPublished(Exception):
    """Somebody (perhaps the same finger, twice) published this draft before."""

    def __init__(self, message: Message) -> None:
        super().__init__("already published")
        self.message = message


class Outdated(Exception):
    """Somebody else saved this draft in the meantime; `message` holds the newer one."""

    def __init__(self, message: Message) -> None:
        super().__init__("outdated")
        self.message = message


class NotAllowed(Exception):
    """This person may not do this (yet): a second person is needed."""


def draft(public_id: str, *, kind: str, subject: str, by: Person | None) -> Message:
    """The draft with this id, made when it is not there yet. Raises AlreadyPublished."""
    message, _made = Message.objects.get_or_create(
        public_id=public_id, defaults={"kind": kind, "subject": subject, "author": by}
    )
    if message.state != Message.State.DRAFT:
        raise AlreadyPublished(message)
    return message


def save_draft(message: Message, form: Mapping[str, Any], *, version: int | None = None) -> Message:
    """Keeps a draft's fields as typed. Raises Outdated when `version` is not the newest."""
    newest = Message.objects.filter(pk=message.pk, state=Message.State.DRAFT)
    if version is not None:
        newest = newest.filter(version=version)
    changed = newest.update(form=dict(form), version=message.version + 1, saved_at=clock.now())
    message.refresh_from_db()
    if not changed:
        raise AlreadyPublished(message) if message.published_at else Outdated(message)
    return message


@transaction.atomic
def schedule(message: Message, at: datetime, *, by: Actor) -> None:
    """Lets a draft publish itself at a chosen time; the worker does it through `publish`.
    Raises AlreadyPublished."""
    _change(message, publish_at=at, publish_error="")
    record("draft.scheduled", f"message:{message.public_id}", by=by, at=at.isoformat())


@transaction.atomic
def unschedule(message: Message, *, by: Actor) -> None:
    """The draft waits for a person again. Raises AlreadyPublished."""
    _change(message, publish_at=None)
    record("draft.unscheduled", f"message:{message.public_id}", by=by)


def _change(message: Message, **fields: Any) -> None:
    """Changes what is still a draft. Raises AlreadyPublished."""
    if not Message.objects.filter(pk=message.pk, state=Message.State.DRAFT).update(**fields):
        message.refresh_from_db()
        raise AlreadyPublished(message)


@transaction.atomic
def schedule_failed(message: Message, error: str) -> None:
    """It could not publish itself: the reason stays with the draft, and its author hears of it."""
    changed = Message.objects.filter(
        pk=message.pk, state=Message.State.DRAFT, publish_at__isnull=False
    ).update(publish_at=None, publish_error=error[:300])
    if changed:
        record("draft.not_published", f"message:{message.public_id}", by=None, error=error[:300])
        reminders.tell_author_not_published(message, error)


def ask_approval(message: Message, *, by: Person) -> Message:
    """Asks a second person to look at a draft; colleagues who may, see it on the desk."""
    asked = {"by": by.pk, "at": clock.now().isoformat(timespec="seconds")}
    record("draft.asks_approval", f"message:{message.public_id}", by=by)
    return save_draft(message, {**message.form, "asks_approval": asked})


def guard(kind: str, parts: Parts) -> None:
    """The guard for words that are shown without a message of their own. Raises Blocked."""
    blocking = review(kind, {}, parts).blocking
    if blocking:
        raise Blocked(blocking)


@transaction.atomic
def discard(message: Message, *, by: Actor) -> None:
    """Throws a draft away. Raises AlreadyPublished."""
    count, _kinds = Message.objects.filter(pk=message.pk, state=Message.State.DRAFT).delete()
    if not count:
        raise AlreadyPublished(message)
    record("draft.discarded", f"message:{message.public_id}", by=by)


@transaction.atomic
def publish(
    message: Message,
    *,
    title: Texts,
    parts: Parts,
    by: Actor | None,
    at: datetime | None = None,
) -> Revision:
    """Says it: guard, one winner, frozen revision, journal. Raises Blocked, AlreadyPublished."""
    reviewed = review(message.kind, title, parts)
    if reviewed.blocking and not _let_through(message, title, parts):
        raise Blocked(reviewed.blocking)
    moment = at or clock.now()
    won = Message.objects.filter(pk=message.pk, state=Message.State.DRAFT).update(
        state=Message.State.PUBLISHED, published_at=moment, title=title, parts=parts, form={}
    )
    message.refresh_from_db()
    if not won:
        raise AlreadyPublished(message)
    revision = _freeze(message, title, parts, by=by, at=moment, findings=reviewed.findings)
    record("message.published", f"message:{message.public_id}", by=by, about=message.subject)
    return revision


@transaction.atomic
def correct(
    message: Message, *, title: Texts, parts: Parts, reason: Texts, by: Actor | None
) -> Revision:
    """Mends a mistake in the open: a new revision beside the old ones. Raises Blocked."""
    said = {**parts, "reason": reason}
    reviewed = review(message.kind, title, said)
    if reviewed.blocking and not _let_through(message, title, said):
        raise Blocked(reviewed.blocking)
    moment = clock.now()
    Message.objects.select_for_update().get(pk=message.pk)
    revision = _freeze(
        message, title, parts, by=by, at=moment, findings=reviewed.findings, reason=reason
    )
    Message.objects.filter(pk=message.pk).update(title=title, parts=parts)
    message.refresh_from_db()
    record("message.corrected", f"message:{message.public_id}", by=by, number=revision.number)
    return revision


@transaction.atomic
def record_history(*, kind: str, subject: str, title: Texts, parts: Parts, at: datetime) -> Message:
    """Brings in what was said elsewhere, as it was written: the guard marks it only."""
    message = Message.objects.create(
        kind=kind,
        subject=subject,
        title=title,
        parts=parts,
        published_at=at,
        state=Message.State.PUBLISHED,
    )
    _freeze(message, title, parts, by=None, at=at, findings=review(kind, title, parts).findings)
    return message


@transaction.atomic
def let_through(
    message: Message, *, title: Texts, parts: Parts, reason: str, by: Person
) -> LetThrough:
    """A second person takes responsibility for precisely this text. Raises NotAllowed."""
    if not may(by, "message.let_through") or by.pk == message.author_id:
        raise NotAllowed
    if not reason.strip():
        raise NotAllowed
    found = review(message.kind, title, parts).blocking
    passed, _made = LetThrough.objects.get_or_create(
        message=message,
        fingerprint=fingerprint(title, parts),
        defaults={"findings": _flat(found), "reason": reason.strip(), "approver": by},
    )
    record(
        "message.let_through",
        f"message:{message.public_id}",
        by=by,
        reason=reason.strip(),
        rules=sorted({f["rule"] for f in _flat(found)}),
    )
    return passed


def leave_be(
    kind: str, part: str, lang: str, text: str, finding: Mapping[str, Any], labels: list[str]
) -> None:
    """A writer keeps their own words; kept without who, and once for a finger that taps twice."""
    about = {
        "rule": finding["rule"],
        "level": finding["level"],
        "kind": kind,
        "part": part,
        "lang": lang,
        "sentence": remarks.sentence_of(text, finding),
        "words": finding["excerpt"],
    }
    now = clock.now()
    if not LeftBe.objects.filter(at__gte=now - ONE_TAP, **about).exists():
        LeftBe.objects.create(at=now, labels=labels, **about)


@transaction.atomic
def forget(key: int, *, by: Actor) -> None:
    """Throws away a sentence that a writer kept, for instance because a name stands in it."""
    count, _kinds = LeftBe.objects.filter(pk=key).delete()
    if count:
        record("coach.forgot", f"kept:{key}", by=by)


def _let_through(message: Message, title: Texts, parts: Parts) -> bool:
    return LetThrough.objects.filter(
        message=message, fingerprint=fingerprint(title, parts)
    ).exists()


def _freeze(
    message: Message,
    title: Texts,
    parts: Parts,
    *,
    by: Actor | None,
    at: datetime,
    findings: Findings,
    reason: Texts | None = None,
) -> Revision:
    return Revision.objects.create(
        message=message,
        number=message.revisions.count() + 1,
        title=dict(title),
        parts={name: dict(texts) for name, texts in parts.items()},
        reason=dict(reason or {}),
        findings=_flat(findings),
        author=by if isinstance(by, Person) else None,
        created_at=at,
    )


def _flat(findings: Findings) -> list[dict[str, Any]]:
    return [{"field": field, **finding} for field, found in findings.items() for finding in found]
