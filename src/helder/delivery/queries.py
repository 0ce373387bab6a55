"""Who gets a message, and how far it is: counts over the rows, so that figures cannot disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from helder.delivery.letters import NoLetter, letter_for
from helder.delivery.models import ChannelPause, Delivery, Dispatch, WorkerBeat
from helder.kit import clock
from helder.people.audiences import Selection, resolve
from helder.people.models import Person
from helder.services.queries import followers

State = Delivery.State
UNFINISHED = (State.WAITING, State.CLAIMED, State.HANDING_OVER)
PROBLEMS = (State.UNCERTAIN, State.FAILED, State.BOUNCED)
BEAT_IS_OLD = timedelta(minutes=3)
"""Longer than the slowest answer that a mail server may take."""


def readers(
    selection: Selection, services: Sequence[str] = (), places: Sequence[str] = ()
) -> QuerySet[Person]:
    """Everybody of a selection and the followers beside it, each once, in order of id."""
    chosen = Q(pk__in=resolve(selection).order_by().values("pk"))
    if services or places:
        chosen |= Q(pk__in=followers(services, places).order_by().values("pk"))
    return Person.objects.filter(chosen).order_by("pk")


def recipients(dispatch: Dispatch) -> QuerySet[Person]:
    """Everybody whom a dispatch is for."""
    followed = dispatch.followed
    return readers(
        Selection.from_dict(dispatch.selection),
        followed.get("services", ()),
        followed.get("places", ()),
    )


@dataclass(frozen=True)
class Preview:
    """What would happen to a message: for how many persons, and how many of them get a mail."""

    persons: int
    by_mail: int


def preview(
    selection: Selection, services: Sequence[str] = (), places: Sequence[str] = ()
) -> Preview:
    """Counts for a composer, in one query."""
    mailed = Q(mail_refused_at__isnull=True) & (
        Q(outage_channel=Person.OutageChannel.MAIL) | Q(pk__in=selection.persons)
    )
    found = readers(selection, services, places).aggregate(
        persons=Count("pk"), by_mail=Count("pk", filter=mailed)
    )
    return Preview(found["persons"], found["by_mail"])


def counts(dispatch: Dispatch) -> dict[str, int]:
    """How many rows of a dispatch are in each state; every state is there."""
    return counts_of([dispatch])[dispatch.pk]


def counts_of(dispatches: Iterable[Dispatch]) -> dict[int, dict[str, int]]:
    """The same for many dispatches, in one query."""
    found = {dispatch.pk: {state.value: 0 for state in State} for dispatch in dispatches}
    rows = Delivery.objects.filter(dispatch__in=list(found)).order_by()
    for key, state, count in rows.values_list("dispatch", "state").annotate(count=Count("pk")):
        found[key][state] = count
    return found


def problem_rows(dispatch: Dispatch) -> QuerySet[Delivery]:
    """The rows that a person may want to look at, named; the uncertain ones first."""
    rows = dispatch.deliveries.filter(state__in=PROBLEMS).select_related("person")
    return rows.order_by("-state", "person__name", "pk")


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export: every mail, and what came of it."""
    rows = person.deliveries.select_related("dispatch").order_by("pk")
    return {"mails": [_mail(row, person.language or "nl") for row in rows]}


def _mail(row: Delivery, locale: str) -> dict[str, Any]:
    return {
        "subject": subject_of(row.dispatch, locale),
        "at": row.dispatch.created_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "state": row.state,
        "note": row.note,
    }


def subject_of(dispatch: Dispatch, locale: str) -> str:
    """The subject as a reader of this locale would have got it."""
    try:
        return letter_for(dispatch.content, locale)[1]["subject"]
    except NoLetter:
        return dispatch.kind


def paused_channels() -> list[ChannelPause]:
    """Channels that are out of order, with their reason."""
    return list(ChannelPause.objects.order_by("channel"))


def worker_is_alive() -> bool:
    """Whether any worker gave a sign of life lately."""
    now = clock.now()
    lately = (now - BEAT_IS_OLD, now + BEAT_IS_OLD)  # later still: before the clock was put back
    return WorkerBeat.objects.filter(seen_at__range=lately).exists()
