"""Writes down the demo's earlier messages as sent, each along the way that its reader chose.

The newest message to many, and what went to one person today, is left to the worker: those are in
the mailbox as soon as the demo is served.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from helder.config.demo.people import Crew
from helder.config.demo.story import happening_at
from helder.delivery.actions.addressing import (
    CHUNK,
    Wanting,
    wanting,
    wishes_of,
    write_rows,
)
from helder.delivery.actions.rerouting import bounced
from helder.delivery.models import Delivery, Dispatch
from helder.delivery.routes import DIGEST, Leg, Matter, first_leg, next_digest
from helder.kit import clock
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import MAIL, Person

REMEMBERED = timedelta(days=14)
BOUNCES_EACH = 400
NO_MAILBOX = "550 5.1.1 no such mailbox"
SOON = timedelta(seconds=4)
State = Delivery.State


def settle(crew: Crew) -> None:
    """Recent dispatches get their deliveries; older ones are no longer kept."""
    Dispatch.objects.filter(created_at__lt=clock.now() - REMEMBERED).delete()
    for dispatch in _earlier():
        _address(dispatch)
        _hand_over(dispatch)
        _come_back(dispatch, crew.unreached)


def _earlier() -> list[Dispatch]:
    """What was sent already, the oldest first."""
    every = list(Dispatch.objects.order_by("created_at"))
    newest = [dispatch for dispatch in every if not _is_personal(dispatch)][-1:]
    today = clock.now() - timedelta(days=1)
    mine = [found for found in every if _is_personal(found) and found.created_at > today]
    return [dispatch for dispatch in every if dispatch not in newest + mine]


def _is_personal(dispatch: Dispatch) -> bool:
    return bool(Selection.from_dict(dispatch.selection).persons)


def _address(dispatch: Dispatch) -> None:
    """A row for everybody, as the worker would have written them then."""
    for people in _in_pieces(dispatch):
        legs: defaultdict[tuple[Leg, int], list[int]] = defaultdict(list)
        texts = {person.pk: person.variant for person in people}
        wanted = wishes_of(people, dispatch.is_urgent, current())
        matter, then = _matter(dispatch), timezone.localtime(dispatch.created_at)
        for key, wishes in wanted.items():
            legs[first_leg(wishes, matter, then), texts[key]].append(key)
        with happening_at(dispatch.created_at):
            write_rows(dispatch, legs)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=Dispatch.State.ADDRESSED, addressed_at=dispatch.created_at
    )


def _in_pieces(dispatch: Dispatch) -> Iterator[Sequence[Wanting]]:
    people = [Wanting(*row) for row in wanting(dispatch)]
    yield from (people[start : start + CHUNK] for start in range(0, len(people), CHUNK))


def _matter(dispatch: Dispatch) -> Matter:
    """What waits for a digest waits for the next one that is still to come."""
    house, now = current(), timezone.localtime(clock.now())
    hour, weekday = house.digest_hour, house.digest_weekday
    return Matter(
        urgent=dispatch.is_urgent,
        mandatory=dispatch.mandatory,
        named=_is_personal(dispatch),
        not_after=dispatch.not_after,
        avoid=frozenset(dispatch.avoid),
        next_digest={
            Person.Digest.DAILY: next_digest(False, hour, weekday, now),
            Person.Digest.WEEKLY: next_digest(True, hour, weekday, now),
        },
    )


def _hand_over(dispatch: Dispatch) -> None:
    """What was due by now went; at once, or when somebody's quiet hours were over."""
    then = dispatch.created_at
    waiting = dispatch.deliveries.filter(state=State.WAITING).exclude(channel=DIGEST)
    went = {"state": State.ACCEPTED, "attempts": 1}
    waiting.filter(due_at__lte=then).update(**went, ended_at=then + SOON)
    waiting.filter(due_at__lte=clock.now()).update(**went, ended_at=F("due_at") + SOON)


def _come_back(dispatch: Dispatch, unreached: Person) -> None:
    """A few mailboxes do not exist: their mail came back, and Helder stopped mailing there."""
    gone = Q(person=unreached) | Q(person__in=_without_mailbox())
    sent = dispatch.deliveries.filter(gone, channel=MAIL, state=State.ACCEPTED)
    with happening_at(dispatch.created_at + SOON):
        for row in sent.order_by("pk"):
            bounced(row.pk, NO_MAILBOX, gone=True)


def _without_mailbox() -> list[int]:
    return list(Person.objects.order_by("pk").values_list("pk", flat=True)[::BOUNCES_EACH])
