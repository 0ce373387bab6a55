"""Outages as the API answers them: from rows to the schemas, without a query of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from helder.kit.payloads import filled
from helder.messages.models import Message
from helder.outages import apart
from helder.outages.models import Outage, Update
from helder.outages.schemas import (
    DispatchName,
    OutageOut,
    OutageWithWords,
    PromiseMade,
    PromiseState,
    Published,
    UpdateOut,
)
from helder.outages.wording import PARTS
from helder.promises.models import Promise


def published(said: Update) -> Published:
    """What came of saying a word."""
    outage = said.outage
    return Published(
        id=outage.public_id,
        url=settings.BASE_URL + outage.get_absolute_url(),
        number=said.number,
        dispatch=_dispatch(said),
        promise=_promise(said.promise),
    )


def draft_kept(draft: Message) -> Published:
    """A draft that waits at the desk for a person."""
    url = reverse("outage_desk:draft", args=[draft.public_id])
    return Published(id=draft.public_id, url=settings.BASE_URL + url, number=None)


def outage_out(outage: Outage) -> OutageOut:
    """One outage, as in a list."""
    return OutageOut(**_facts(outage))


def outage_with_words(outage: Outage, promises: Iterable[Promise]) -> OutageWithWords:
    """One outage with everything that was said and promised."""
    return OutageWithWords(
        **_facts(outage),
        updates=[_update(update) for update in outage.updates.all()],
        promises=[_promise_state(promise) for promise in promises],
    )


def _facts(outage: Outage) -> dict[str, Any]:
    return {
        "id": outage.public_id,
        "url": settings.BASE_URL + outage.get_absolute_url(),
        "kind": outage.kind,
        "state": outage.state,
        "title": filled(outage.title),
        "services": [service.slug for service in outage.services.all()],
        "places": [place.slug for place in outage.places.all()],
        "audiences": [audience.slug for audience in outage.audiences.all()],
        "since": outage.since,
        "scheduled_for": outage.scheduled_for,
        "scheduled_until": outage.scheduled_until,
        "published_at": outage.published_at,
        "changed_at": outage.changed_at,
        "resolved_at": outage.resolved_at,
        "merged_into": outage.merged_into.public_id if outage.merged_into else None,
        "promise": _promise(_still_open(outage)),
    }


def _still_open(outage: Outage) -> Promise | None:
    promises = (update.promise for update in outage.updates.all())
    return next((p for p in promises if p is not None and p.state == Promise.State.OPEN), None)


def _update(update: Update) -> UpdateOut:
    parts = update.message.parts
    return UpdateOut(
        number=update.number,
        step=update.step,  # type: ignore[arg-type]
        published_at=update.published_at,
        corrected=len(update.message.revisions.all()) > 1,
        dispatch=_dispatch(update),
        promise=_promise(update.promise),
        audience_texts=_for_audiences(parts),
        **{part: filled(parts.get(part)) or None for part in PARTS},
    )


def _for_audiences(parts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    own: dict[str, dict[str, Any]] = {}
    for name in apart.in_order(parts):
        part, slug = apart.split(name)
        if slug:
            own.setdefault(slug, {})[part] = filled(parts[name])
    return own


def _dispatch(update: Update) -> DispatchName | None:
    sent = update.message.dispatch
    return DispatchName(id=sent.public_id) if sent is not None else None


def _promise(promise: Promise | None) -> PromiseMade | None:
    if promise is None:
        return None
    return PromiseMade(id=promise.public_id, due_at=promise.due_at)


def _promise_state(promise: Promise) -> PromiseState:
    return PromiseState(
        id=promise.public_id,
        due_at=promise.due_at,
        made_at=promise.made_at,
        kept_at=promise.kept_at,
        state=promise.outcome(),  # type: ignore[arg-type]
    )
