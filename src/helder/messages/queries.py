"""Drafts, what was sent, and what the coach said in vain: the lists of the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from helder.delivery.models import Delivery
from helder.delivery.queries import counts_of
from helder.kit import clock
from helder.kit.texts import pick
from helder.messages.models import LeftBe, LetThrough, Message, Revision
from helder.messages.remarks import NotTaken
from helder.people.models import Person

TROUBLE = (Delivery.State.UNCERTAIN, Delivery.State.FAILED, Delivery.State.BOUNCED)
ON_THE_WAY = (Delivery.State.WAITING, Delivery.State.CLAIMED, Delivery.State.HANDING_OVER)
ARRIVED = (Delivery.State.ACCEPTED, Delivery.State.DELIVERED)
MACHINE = "machine"
"""In the form of a draft that a program filled in and no person saved yet; what it holds is known
to the module that put it there."""


def drafts() -> QuerySet[Message]:
    """Everything that is being written, the newest first."""
    found = Message.objects.filter(state=Message.State.DRAFT).select_related("author")
    return found.exclude(form={}).order_by("-saved_at")


def asking(not_by: Person | None = None) -> QuerySet[Message]:
    """Drafts that ask a second person; `not_by` leaves out that person's own."""
    found = drafts().filter(form__has_key="asks_approval")
    return found.exclude(author=not_by) if not_by else found


def name_of(message: Message) -> str:
    """What a draft is called, in the reader's language; empty when it has no title yet."""
    name = message.form.get("name")
    return pick(name) if isinstance(name, dict) else str(name or "")


def writers(message: Message) -> set[int]:
    """Everybody who wrote in a draft: none of them can be its second person."""
    asked = message.form.get("asks_approval") or {}
    return {message.author_id or 0, *message.form.get("writers", ()), asked.get("by") or 0}


def scheduled(at: datetime) -> QuerySet[Message]:
    """Drafts whose time to be published has come, the oldest first."""
    due = Message.objects.filter(state=Message.State.DRAFT, publish_at__lte=at)
    return due.select_related("author").order_by("publish_at")


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export: what they wrote, corrected, decided."""
    revisions = Revision.objects.filter(author=person).select_related("message").order_by("pk")
    return {
        "wrote": [
            {
                "about": message.subject,
                "state": message.state,
                "parts": message.parts,
                "typed": message.form,
                "at": message.created_at.isoformat(),
            }
            for message in person.messages.order_by("pk")
        ],
        "published": [_as_published(revision) for revision in revisions],
        "let_through": [
            {"reason": passed.reason, "at": passed.created_at.isoformat()}
            for passed in person.approvals.order_by("pk")
        ],
    }


def _as_published(revision: Revision) -> dict[str, Any]:
    return {
        "about": revision.message.subject,
        "number": revision.number,
        "parts": revision.parts,
        "reason": revision.reason,
        "at": revision.created_at.isoformat(),
    }


@dataclass(frozen=True)
class Sent:
    """One message of today with the state of its deliveries, counted over the rows."""

    message: Message
    arrived: int
    on_the_way: int
    trouble: int


def sent_today() -> list[Sent]:
    """What went out since midnight, the newest first."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    messages = list(
        Message.objects.filter(
            state=Message.State.PUBLISHED, published_at__gte=midnight, dispatch__isnull=False
        )
        .select_related("dispatch")
        .defer("dispatch__content", "parts", "form")
        .order_by("-published_at")[:30]
    )
    counts = counts_of([message.dispatch for message in messages if message.dispatch])
    return [Sent(message, **tally(counts[message.dispatch_id or 0])) for message in messages]


def tally(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts per state as a writer reads them: what arrived, is on the way, has trouble."""
    kinds = {"arrived": ARRIVED, "on_the_way": ON_THE_WAY, "trouble": TROUBLE}
    return {name: sum(counts[state] for state in states) for name, states in kinds.items()}


def not_taken(newest: int | None = None) -> list[NotTaken]:
    """What writers left as it was, and what a second person let through; the newest first."""
    kept = [
        NotTaken(
            at=row.at,
            rule=row.rule,
            level=row.level,
            kind=row.kind,
            part=row.part,
            lang=row.lang,
            sentence=row.sentence,
            words=row.words,
            labels=row.labels,
            key=row.pk,
        )
        for row in LeftBe.objects.all()[:newest]
    ]
    passed = LetThrough.objects.order_by("-created_at", "-pk").select_related("message")
    overridden = [_overridden(row, finding) for row in passed[:newest] for finding in row.findings]
    return sorted([*overridden, *kept], key=lambda row: row.at, reverse=True)[:newest]


def _overridden(row: LetThrough, finding: Mapping[str, Any]) -> NotTaken:
    part, _dot, lang = str(finding["field"]).rpartition(".")
    return NotTaken(
        at=row.created_at,
        rule=finding["rule"],
        level=finding["level"],
        kind=row.message.kind,
        part=part,
        lang=lang,
        sentence=finding["excerpt"].strip(),
        words=finding["excerpt"].strip(),
        reason=row.reason,
    )


def counts_not_taken() -> dict[str, int]:
    """How often each rule spoke in vain, the most often first."""
    by_rule = LeftBe.objects.order_by().values_list("rule").annotate(times=Count("pk"))
    counts = Counter(dict(by_rule))
    for findings in LetThrough.objects.values_list("findings", flat=True):
        counts.update(finding["rule"] for finding in findings)
    return dict(counts.most_common())
