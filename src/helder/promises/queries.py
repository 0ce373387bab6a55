"""What the public register asks of the database."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import ngettext

from helder.kit import clock
from helder.kit.texts import Chosen, choose
from helder.organisation.queries import current
from helder.people.erasing import Farewell, counted
from helder.people.models import Person
from helder.promises import score
from helder.promises.models import Promise, PromiseQuerySet

MONTHS = 12
OUTCOMES = ("kept", "late", "open", "renegotiated", "withdrawn")


@dataclass(frozen=True)
class Told:
    """One promise as a reader sees it: what came of it and by how much it missed."""

    promise: Promise
    outcome: str
    late_by: str = ""

    @property
    def what(self) -> Chosen:
        """What was promised."""
        return choose(self.promise.what)

    @property
    def reason(self) -> Chosen:
        """Why it was moved or withdrawn."""
        return choose(self.promise.reason)


def told(promises: Iterable[Promise], at: datetime | None = None) -> list[Told]:
    """Each with its outcome."""
    moment = at or clock.now()
    return [_told(promise, moment) for promise in promises]


def _told(promise: Promise, at: datetime) -> Told:
    outcome = score.outcome(_fact(promise), at)
    if outcome != "late":
        return Told(promise, outcome)
    return Told(promise, outcome, clock.span((promise.kept_at or at) - promise.due_at))


def _fact(promise: Promise) -> score.Fact:
    return score.Fact(promise.due_at, promise.state, promise.kept_at)


def months(at: datetime | None = None) -> list[score.Month]:
    """The last twelve months that have promises, this one first, in one query."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    moment = at or clock.now()
    this_month = score.month_of(moment, zone)
    rows = Promise.objects.order_by("-due_at").values_list("due_at", "state", "kept_at")
    seen: set[object] = set()
    facts = []
    for due_at, state, kept_at in rows.iterator(chunk_size=2000):
        month = score.month_of(due_at, zone)
        if month > this_month:
            continue  # nobody can judge what is still to come
        seen.add(month)
        if len(seen) > MONTHS:
            break
        facts.append(score.Fact(due_at, state, kept_at))
    return score.per_month(facts, moment, zone)


def newest(outcome: str = "", at: datetime | None = None) -> PromiseQuerySet:
    """The register, newest first; those of one outcome when it is named."""
    moment = at or clock.now()
    register = Promise.objects.select_related("moved_to", "moved_from")
    if outcome == "late":
        return register.late(moment)
    if outcome == "kept":
        return register.filter(state=Promise.State.KEPT).exclude(
            pk__in=Promise.objects.late(moment).values("pk")
        )
    if outcome == "open":
        return register.open().filter(due_at__gte=moment)
    return register.filter(state=outcome) if outcome in OUTCOMES else register


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export."""
    return {
        "promises": [_promised(promise) for promise in person.promises.order_by("pk")],
        "promises_as_deputy": [
            _promised(promise) for promise in person.deputy_promises.order_by("pk")
        ],
    }


def _promised(promise: Promise) -> dict[str, Any]:
    return {
        "what": promise.what,
        "about": promise.subject,
        "due_at": promise.due_at.isoformat(),
        "kept_at": promise.kept_at.isoformat() if promise.kept_at else None,
        "state": promise.outcome(),
    }


def farewell(person: Person) -> Farewell:
    """What stays of promises when this person is erased; an open one then has no owner."""
    mine = Promise.objects.filter(Q(owner=person) | Q(deputy=person))
    waiting = mine.filter(state=Promise.State.OPEN).count()
    past = mine.count() - waiting
    still_open = ngettext(
        "%(n)d promise that is still to be kept: give it to somebody else first.",
        "%(n)d promises that are still to be kept: give them to somebody else first.",
        waiting,
    )
    over = ngettext("%(n)d promise of the past.", "%(n)d promises of the past.", past)
    return Farewell(
        stays=(*counted(waiting, still_open % {"n": waiting}), *counted(past, over % {"n": past}))
    )
