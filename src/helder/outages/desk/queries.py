"""What the desk shows of outages, each list in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from helder.delivery.models import Dispatch
from helder.delivery.queries import counts_of
from helder.messages.models import LetThrough, Revision
from helder.messages.queries import tally
from helder.outages.apart import heading, in_order
from helder.outages.listing import listed
from helder.outages.models import Outage, OutageQuerySet, Update
from helder.people.models import Person
from helder.promises.models import Promise


@dataclass(frozen=True)
class Sent:
    """How one update travelled, counted over its deliveries."""

    dispatch: Dispatch
    arrived: int
    on_the_way: int
    trouble: int


@dataclass(frozen=True)
class Part:
    """One part of a message under its heading, in both languages."""

    heading: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class Text:
    """A text as it was published: by whom, when, why it was corrected."""

    revision: Revision
    parts: list[Part]


@dataclass(frozen=True)
class Said:
    """One update with its earlier texts, its deliveries, and who let it through."""

    update: Update
    parts: list[Part]
    earlier: list[Text]
    now: Revision | None
    let_through: list[LetThrough]
    sent: Sent | None


def past(search: str = "") -> OutageQuerySet:
    """What is over, the latest first; `search` looks in titles, services and owners."""
    found = listed().exclude(state=Outage.State.RUNNING).order_by("-since", "-pk")
    wanted = search.strip()[:100]
    if not wanted:
        return found
    keys = Outage.objects.filter(
        Q(title__nl__icontains=wanted)
        | Q(title__en__icontains=wanted)
        | Q(services__slug__icontains=wanted)
        | Q(owner__name__icontains=wanted)
    )
    return found.filter(pk__in=keys.values("pk"))


def said(outage: Outage) -> list[Said]:
    """Everything said about an outage, the newest first."""
    updates = list(
        outage.updates.select_related("message__dispatch", "message__author", "promise")
        .defer("message__dispatch__content")
        .prefetch_related(
            Prefetch("message__revisions", Revision.objects.select_related("author")),
            Prefetch("message__let_through", LetThrough.objects.select_related("approver")),
        )
    )
    travels = _travels([u.message.dispatch for u in updates if u.message.dispatch])
    return [_said(update, travels) for update in updates]


def _travels(dispatches: list[Dispatch]) -> dict[int, Sent]:
    counts = counts_of(dispatches)
    return {dispatch.pk: Sent(dispatch, **tally(counts[dispatch.pk])) for dispatch in dispatches}


def _said(update: Update, travels: dict[int, Sent]) -> Said:
    revisions = list(update.message.revisions.all())
    return Said(
        update,
        parts=_in_order(update.message.parts),
        earlier=[Text(old, _in_order(old.parts)) for old in reversed(revisions[:-1])],
        now=revisions[-1] if revisions else None,
        let_through=list(update.message.let_through.all()),
        sent=travels.get(update.message.dispatch_id or 0),
    )


def _in_order(parts: Mapping[str, Mapping[str, str]]) -> list[Part]:
    return [Part(heading(name), parts[name]) for name in in_order(parts)]


def record_of_word(outage: Outage) -> dict[str, int]:
    """How many promises about this outage were kept, late, moved."""
    counts = {"kept": 0, "late": 0, "renegotiated": 0}
    for promise in Promise.objects.about(outage.subject):
        outcome = promise.outcome()
        if outcome in counts:
            counts[outcome] += 1
    return counts


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export."""
    owned, stands_in = person.owned_outages, person.deputy_outages
    return {
        "outages": list(owned.order_by("pk").values_list("public_id", flat=True)),
        "outages_as_deputy": list(stands_in.order_by("pk").values_list("public_id", flat=True)),
    }
