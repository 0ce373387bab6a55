"""Bringing in outages of the past, as they were written elsewhere.

The guard marks such texts and does not refuse them; nothing is sent, and nothing counts as a
promise. Bringing in the same incident again adds what is new and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.messages.actions import record_history
from helder.outages.actions.words import publish
from helder.outages.history import PastIncident, PastUpdate
from helder.outages.models import Outage, Update
from helder.outages.rules import Facts, Word
from helder.services.models import Service

FIRST_PROMISE = timedelta(hours=1)


@transaction.atomic
def bring_in(
    past: PastIncident, services: Sequence[Service], *, lang: str, by: Actor | None = None
) -> str:
    """Writes one incident: "added", "changed" (new updates came along) or "unchanged".

    One that still goes on is published: through the guard, to its readers, with a promise.
    """
    if past.resolved_at is None:
        return _publish(past, services, lang, by)
    title = {lang: past.name[:200]}
    outage, made = Outage.objects.get_or_create(
        source=past.source,
        defaults={
            "kind": past.kind,
            "state": Outage.State.RESOLVED,
            "title": title,
            "since": past.since,
            "published_at": past.updates[0].at,
            "resolved_at": past.resolved_at,
            **_window(past),
        },
    )
    if made:
        outage.services.set(services)
    known = set(outage.updates.values_list("source", flat=True))
    if None in known:  # it lives on here: what was said here is not mixed with words from elsewhere
        return "unchanged"
    fresh = [update for update in past.updates if update.source not in known]
    for number, update in enumerate(fresh, start=len(known) + 1):
        _say(outage, update, number, title, lang)
    if made:
        record("outage.brought_in", outage.subject, by=by, source=past.source)
        return "added"
    return "changed" if fresh else "unchanged"


def _publish(past: PastIncident, services: Sequence[Service], lang: str, by: Actor | None) -> str:
    if Outage.objects.filter(source=past.source).exists():
        return "unchanged"
    now = clock.now()
    newest = past.updates[-1]
    outage = publish(
        Facts(past.kind, services, since=past.since),
        Word(
            {"symptom": {lang: newest.body}},
            now + FIRST_PROMISE,
            newest.step,
            {lang: past.name[:200]},
        ),
        by=by,
        at=now,
    )
    Outage.objects.filter(pk=outage.pk).update(source=past.source)
    return "added"


def _window(past: PastIncident) -> dict[str, object]:
    if past.kind != Outage.Kind.MAINTENANCE:
        return {}
    return {"scheduled_for": past.since, "scheduled_until": past.resolved_at}


def _say(outage: Outage, past: PastUpdate, number: int, title: dict[str, str], lang: str) -> None:
    part = "symptom" if number == 1 else "news"
    message = record_history(
        kind="outage",
        subject=outage.subject,
        title=title,
        parts={part: {lang: past.body}},
        at=past.at,
    )
    Update.objects.create(
        outage=outage,
        number=number,
        step=past.step,
        message=message,
        published_at=past.at,
        source=past.source,
    )
