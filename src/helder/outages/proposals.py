"""Drafts that programs bring in: a person at the desk reads, completes and publishes them.

Owns: facts and words as the composer's fields. Refuses: sending anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from helder.journal.actions import Actor, record
from helder.kit.ids import public_id
from helder.messages import actions as messages
from helder.messages.models import Message
from helder.outages import wording
from helder.outages.apart import audiences_in
from helder.outages.composer import intent as composer
from helder.outages.composer import moments
from helder.outages.composer.apart_fields import FOR
from helder.outages.composer.word_form import field_name
from helder.outages.maintenance.form_fields import BY_CLOCK, MOMENTS, code
from helder.outages.models import Outage
from helder.outages.rules import Facts, Word, check_draft


@transaction.atomic
def propose(
    facts: Facts, word: Word, *, by: Actor | None, marks: Mapping[str, Any] | None = None
) -> Message:
    """A draft of a new outage, as if it had been typed. Raises Refused.

    `marks` are kept with it until a person saves the draft.
    """
    check_draft(word)
    return _keep("outage", content(facts, word) | dict(marks or {}), by)


@transaction.atomic
def propose_end(
    outage: Outage, word: Word, *, by: Actor | None, marks: Mapping[str, Any] | None = None
) -> Message:
    """A draft of the last word about this outage. Raises Refused."""
    check_draft(word)
    kept = {
        "verb": composer.RESOLVE,
        "outage": outage.public_id,
        "update": 0,
        "name": dict(outage.title),
        "page": "",
        "fields": dict(_texts(word)),
    }
    return _keep(outage.subject, kept | dict(marks or {}), by)


def content(facts: Facts, word: Word) -> dict[str, Any]:
    """What a draft of a new outage holds: the composer's fields, filled in."""
    return {
        "verb": composer.NEW,
        "outage": "",
        "update": 0,
        "name": dict(_name(facts, word)),
        "page": "",
        "fields": dict(_fields(facts, word)),
    }


def _name(facts: Facts, word: Word) -> Mapping[str, str]:
    if word.title or not facts.services:
        return word.title
    return wording.title(facts.kind, facts.services, facts.places)


def _keep(subject: str, kept: Mapping[str, Any], by: Actor | None) -> Message:
    message = messages.draft(public_id(), kind=composer.KIND, subject=subject, by=None)
    record("draft.proposed", f"message:{message.public_id}", by=by)
    return messages.save_draft(message, kept)


def _fields(facts: Facts, word: Word) -> Iterator[tuple[str, list[Any]]]:
    yield "kind", [facts.kind]
    for name in ("services", "places", "audiences"):
        yield name, [row.slug for row in getattr(facts, name)]
    if facts.template is not None:
        yield "template", [facts.template.slug]
    yield from _texts(word)
    yield from _planned(facts)
    yield from _chosen("since", facts.since)
    yield from _chosen("next_update", word.next_update_at)
    for name in ("scheduled_for", "scheduled_until"):
        moment = getattr(facts, name)
        if moment:
            yield name, [moments.as_typed(moment)]


def _texts(word: Word) -> Iterator[tuple[str, list[Any]]]:
    for part, texts in word.parts.items():
        for lang, text in texts.items():
            yield field_name(part, lang), [text]
    if some := audiences_in(word.parts):
        yield FOR, some


def _planned(facts: Facts) -> Iterator[tuple[str, list[Any]]]:
    """Reminders that the form knows, and whether it goes by the clock."""
    asked = [code(wish.moment, wish.minutes) for wish in facts.reminders]
    known = {moment for moment, _words in MOMENTS}
    if chosen := [moment for moment in asked if moment in known]:
        yield "notices", chosen
    if facts.by_clock:
        yield "goes", [BY_CLOCK]


def _chosen(name: str, moment: datetime | None) -> Iterator[tuple[str, list[Any]]]:
    """A choice of time, when one was given."""
    if moment:
        yield name, [moments.OTHER]
        yield f"{name}_at", [moments.as_typed(moment)]
