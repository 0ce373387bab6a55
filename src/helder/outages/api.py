"""Outages over the API: publish, next word, last word, read.

Owns: from JSON to the verbs of actions and back. The guard and the rules stand in the verbs;
nobody lets a blocked text through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from helder.kit import cursors
from helder.kit.ids import is_public_id
from helder.kit.payloads import Texts
from helder.kit.problems import NOT_FOUND, Problem
from helder.outages import actions
from helder.outages.answers import draft_kept, outage_out, outage_with_words, published
from helder.outages.apart import part_for
from helder.outages.maintenance.reminding import Moment, Wish
from helder.outages.maintenance.working import move_window
from helder.outages.models import Outage, OutageQuerySet, Update
from helder.outages.names import audiences_named, places_named, services_named
from helder.outages.proposals import propose
from helder.outages.rules import Facts, Word
from helder.outages.schemas import (
    KindName,
    LastWord,
    NewOutage,
    NewWindow,
    NextWord,
    OutagePage,
    OutageWithWords,
    Published,
    StateName,
)
from helder.outages.wording import PARTS
from helder.people.clients import client, needs, once
from helder.promises.models import Promise

router = Router(tags=[_("Outages")])
Step = Update.Step


@router.post(
    "/outages",
    response={201: Published},
    summary=_("Tell of an outage"),
    description=_(
        "Publishes an outage or planned maintenance: the page, the feeds and the mails at once, "
        "and the promise of the next update in the register. With “publish”: false it becomes a "
        "draft at the desk."
    ),
    operation_id="tell_of_outage",
    **needs("outages:write"),
)
def tell_of_outage(request: HttpRequest, outage: NewOutage) -> HttpResponse:
    """Publishes, or keeps a draft."""
    return once(request, 201, lambda: _tell(request, outage))


@router.post(
    "/outages/{id}/updates",
    response={201: Published},
    summary=_("Say the next word"),
    description=_(
        "Publishes the next numbered update. It keeps the promise before it and makes the next one."
    ),
    operation_id="say_next_word",
    **needs("outages:write"),
)
def say_next_word(request: HttpRequest, id: str, word: NextWord) -> HttpResponse:
    """The next update of a running outage."""
    return once(request, 201, lambda: _update(request, _find(id), word))


@router.post(
    "/outages/{id}/resolve",
    response={201: Published},
    summary=_("Say that it works again"),
    description=_("Publishes the last word and ends the outage. It keeps the open promise."),
    operation_id="resolve_outage",
    **needs("outages:write"),
)
def resolve_outage(request: HttpRequest, id: str, word: LastWord) -> HttpResponse:
    """The last update of a running outage."""
    return once(request, 201, lambda: _resolve(request, _find(id), word))


@router.post(
    "/outages/{id}/move",
    response={201: Published},
    summary=_("Move planned maintenance"),
    description=_(
        "Gives planned maintenance another window, or work that goes on another end. Everybody "
        "hears it, the promise of its end moves along with the reason, and the calendar shows the "
        "new times under the same name."
    ),
    operation_id="move_maintenance",
    **needs("outages:write"),
)
def move_maintenance(request: HttpRequest, id: str, window: NewWindow) -> HttpResponse:
    """Another window of planned maintenance."""
    return once(request, 201, lambda: _move(request, _find(id), window))


@router.get(
    "/outages",
    response=OutagePage,
    summary=_("List the outages"),
    description=_("Outages as published, the newest first."),
    operation_id="list_outages",
    **needs("outages:read"),
)
def list_outages(
    request: HttpRequest,
    state: Annotated[StateName | None, Query(description=_("Only these."))] = None,
    kind: Annotated[KindName | None, Query(description=_("Only these."))] = None,
    service: Annotated[str | None, Query(description=_("Only those of this service."))] = None,
    cursor: Annotated[str, Query(description=_("“next” of the page before."))] = "",
    limit: Annotated[int, Query(ge=1, le=200, description=_("How many on a page."))] = 50,
) -> OutagePage:
    """One page, filtered."""
    chosen = {"state": state, "kind": kind}
    rows = _read().filter(**{name: value for name, value in chosen.items() if value})
    if service:
        rows = rows.filter(services__in=services_named([service], field="service"))
    found, following = cursors.page(rows, "published_at", cursor, limit)
    return OutagePage(
        items=[outage_out(outage) for outage in found],
        next=cursors.next_address(request, following),
    )


@router.get(
    "/outages/{id}",
    response=OutageWithWords,
    summary=_("Read one outage"),
    description=_("One outage with every word that was said and every promise."),
    operation_id="read_outage",
    **needs("outages:read"),
)
def read_outage(request: HttpRequest, id: str) -> OutageWithWords:
    """One outage, whole."""
    outage = _find(id)
    return outage_with_words(outage, Promise.objects.about(outage.subject))


def _tell(request: HttpRequest, new: NewOutage) -> Published:
    facts = Facts(
        kind=new.kind,
        services=services_named(new.services),
        places=places_named(new.places),
        audiences=audiences_named(new.audiences),
        since=new.since,
        scheduled_for=new.scheduled_for,
        scheduled_until=new.scheduled_until,
        reminders=_reminders(new),
        by_clock=new.by_clock and new.kind == "maintenance",
    )
    word = Word(_parts(new), new.next_update_at, new.step, new.title.filled() if new.title else {})
    if not new.publish:
        return draft_kept(propose(facts, word, by=client(request)))
    outage = actions.publish(facts, word, by=client(request))
    return published(_newest(outage))


def _update(request: HttpRequest, outage: Outage, next_: NextWord) -> Published:
    step = next_.step or _step_of(outage)
    word = Word(_parts(next_), next_.next_update_at, step)
    return published(actions.update(outage, word, by=client(request)))


def _resolve(request: HttpRequest, outage: Outage, last: LastWord) -> Published:
    return published(actions.resolve(outage, Word(_parts(last)), by=client(request)))


def _move(request: HttpRequest, outage: Outage, window: NewWindow) -> Published:
    said = move_window(
        outage,
        window.scheduled_for,
        window.scheduled_until,
        reason=window.reason.filled(),
        by=client(request),
    )
    return published(said)


def _reminders(new: NewOutage) -> list[Wish]:
    """As asked, and one when it is over; nobody is reminded of what is no maintenance."""
    if new.kind != "maintenance" or not new.reminders:
        return []
    return [*(Wish(Moment.BEFORE, minutes) for minutes in new.reminders), Wish(Moment.END)]


def _parts(said: NewOutage | LastWord) -> Mapping[str, Mapping[str, str]]:
    """The parts in which something is written, in reading order."""
    given: dict[str, Texts | None] = {name: getattr(said, name, None) for name in PARTS}
    for slug, own in said.audience_texts.items():
        given |= {part_for(slug, name): getattr(own, name, None) for name in PARTS}
    audiences_named(list(said.audience_texts), field="audience_texts")
    return {name: texts.filled() for name, texts in given.items() if texts and texts.filled()}


def _step_of(outage: Outage) -> str:
    """How far IT was at the word before."""
    if outage.kind == Outage.Kind.MAINTENANCE:
        return Step.SCHEDULED if outage.is_planned else Step.IN_PROGRESS
    before = outage.updates.first()
    spoken = (Step.IDENTIFIED, Step.MONITORING)
    return before.step if before and before.step in spoken else Step.INVESTIGATING


def _read() -> OutageQuerySet:
    """What is published, with all that an answer needs, in a fixed number of queries."""
    words = Update.objects.select_related("message__dispatch", "promise").prefetch_related(
        "message__revisions"
    )
    return (
        Outage.objects.filter(published_at__isnull=False)
        .select_related("merged_into")
        .prefetch_related("services", "places", "audiences", Prefetch("updates", words))
    )


def _newest(outage: Outage) -> Update:
    return outage.updates.select_related("outage", "message__dispatch", "promise").latest("number")


def _find(id: str) -> Outage:
    found = _read().filter(public_id=id).first() if is_public_id(id) else None
    if found is None:
        raise Problem(NOT_FOUND, gettext("There is no outage with this id."))
    return found
