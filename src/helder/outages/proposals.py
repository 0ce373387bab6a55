"""Drafts that programs bring in: a person at the desk reads, completes and publishes them.

Owns: facts and words as the composer's fields. Refuses: sending anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit.ids import public_id
from helder.kit.texts import pick
from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages import wording
from helder.outages.composer import intent as composer
from helder.outages.composer import moments
from helder.outages.rules import Facts, Word, check_draft


@transaction.atomic
def propose(facts: Facts, word: Word, *, by: Actor | None) -> Message:
    """A draft of a new outage, as if it had been typed. Raises Refused."""
    check_draft(word)
    message = messages.draft(public_id(), kind=composer.KIND, subject="outage", by=None)
    title = word.title or wording.title(facts.kind, facts.services, facts.places)
    content = {
        "verb": composer.NEW,
        "outage": "",
        "update": 0,
        "name": pick(title)[:200],
        "page": "",
        "fields": dict(_fields(facts, word)),
    }
    record("draft.proposed", f"message:{message.public_id}", by=by)
    return messages.save_draft(message, content)


def _fields(facts: Facts, word: Word) -> Iterator[tuple[str, list[Any]]]:
    yield "kind", [facts.kind]
    for name in ("services", "places", "audiences"):
        yield name, [row.slug for row in getattr(facts, name)]
    for part, texts in word.parts.items():
        for lang, text in texts.items():
            yield f"{part}_{lang}", [text]
    yield from _chosen("since", facts.since)
    yield from _chosen("next_update", word.next_update_at)
    for name in ("scheduled_for", "scheduled_until"):
        moment = getattr(facts, name)
        if moment:
            yield name, [moments.as_typed(moment)]


def _chosen(name: str, moment: datetime | None) -> Iterator[tuple[str, list[Any]]]:
    """A choice of time, when one was given."""
    if moment:
        yield name, [moments.OTHER]
        yield f"{name}_at", [moments.as_typed(moment)]
