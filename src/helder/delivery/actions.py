"""The verbs of delivery: dispatch a message, write down its recipients, claim, hand over, record.

A row changes hands only by a conditional UPDATE, so that two workers never hold the same one and
a worker that lost its lease cannot overwrite what happened after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from helder.delivery import letters
from helder.delivery.errors import ChannelError, RowLost, Trouble
from helder.delivery.models import CLOCKS_DIFFER, ChannelPause, Delivery, Dispatch
from helder.delivery.queries import recipients
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.audiences import Selection
from helder.people.models import Person

State = Delivery.State
MAIL = "mail"
CHUNK = 500
LEASE = timedelta(seconds=60)
HANDING_OVER_LEASE = timedelta(minutes=3)
PAUSES = (1, 5, 15, 30, 60, 120, 240, 240, 240, 240)
"""Minutes to wait after each failed attempt, twenty hours in all; then the row ends as failed."""
LONGEST_CHANNEL_PAUSE = timedelta(minutes=5)
AGAIN = (State.UNCERTAIN, State.FAILED, State.BOUNCED)

TOO_LATE = _("It was no longer of use by the time it could be sent.")
STOPPED_MIDWAY = _("Helder was stopped while handing this over; it may have arrived.")
READS_ON_WEBSITE = _("Reads this kind of news on the website, by their own choice.")
ADDRESS_REFUSED = _("An earlier mail was refused: this address does not exist.")
LEFT = _("No longer has an account.")


class TooLate(Exception):
    """The message is of no use any more, so it is not sent again."""


def dispatch(
    *,
    kind: str,
    content: dict[str, Any],
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    urgency: int = 5,
    thread: str = "",
    number: int = 1,
    not_after: datetime | None = None,
) -> Dispatch:
    """Puts a message on its way, inside the caller's transaction; the worker does the rest.

    Followers of `services` and `places` (slugs) get it beside the selection, each person once.
    """
    letters.check(content)
    return Dispatch.objects.create(
        kind=kind,
        content=content,
        selection=selection.as_dict(),
        followed={"services": list(services), "places": list(places)},
        urgency=min(max(urgency, 0), 9),
        thread=thread,
        number=number,
        not_after=not_after,
    )


# Addressing: from a dispatch to one row per person.


def claim_dispatch(worker: str) -> Dispatch | None:
    """The most urgent dispatch whose recipients are not all written down yet, for this worker."""
    now = clock.now()
    longest = now + LEASE + CLOCKS_DIFFER
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(claimed_by=worker)
    free |= Q(lease_until__gt=longest)  # the clock was put back
    waiting = Dispatch.objects.filter(free, state=Dispatch.State.WAITING)
    if not waiting.exists():  # a look without taking the one write lock of the embedded database
        return None
    with transaction.atomic():
        chosen = (
            waiting.select_for_update(skip_locked=True).order_by("urgency", "created_at").first()
        )
        if chosen is None:
            return None
        chosen.claimed_by = worker
        chosen.lease_until = now + LEASE
        chosen.save(update_fields=["claimed_by", "lease_until"])
    return chosen


@transaction.atomic
def address(dispatch: Dispatch, worker: str) -> bool:
    """Writes down the next recipients; True while there are more. Goes on where it was stopped."""
    row = (
        Dispatch.objects.select_for_update()
        .filter(pk=dispatch.pk, claimed_by=worker, state=Dispatch.State.WAITING)
        .first()
    )
    if row is None:
        return False
    people = list(recipients(row).filter(pk__gt=row.last_person)[:CHUNK])
    named = set(Selection.from_dict(row.selection).persons)
    rows = [_delivery(row, person, named) for person in people]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    _note_progress(row, people)
    return row.state == Dispatch.State.WAITING


def _delivery(dispatch: Dispatch, person: Person, named: set[int]) -> Delivery:
    now = clock.now()
    row = Delivery(
        dispatch=dispatch, person=person, channel=MAIL, urgency=dispatch.urgency, due_at=now
    )
    if _is_too_late(dispatch):
        row.state, row.note, row.ended_at = State.EXPIRED, TOO_LATE, now
    elif reason := _why_not(person, named):
        row.state, row.note, row.ended_at = State.SUPPRESSED, reason, now
    return row


def _why_not(person: Person, named: set[int]) -> str:
    """Why this person gets no mail. Whoever is named is addressed personally, whatever they chose
    for news to many."""
    if not person.is_active:
        return LEFT
    if person.mail_refused_at is not None:
        return ADDRESS_REFUSED
    if person.outage_channel == Person.OutageChannel.PORTAL and person.pk not in named:
        return READS_ON_WEBSITE
    return ""


def _note_progress(dispatch: Dispatch, people: Sequence[Person]) -> None:
    now = clock.now()
    if people:
        dispatch.last_person = people[-1].pk
    dispatch.lease_until = now + LEASE
    if len(people) < CHUNK:
        late = _is_too_late(dispatch)
        dispatch.state = Dispatch.State.EXPIRED if late else Dispatch.State.ADDRESSED
        dispatch.addressed_at, dispatch.lease_until = now, None
    dispatch.save(update_fields=["last_person", "lease_until", "state", "addressed_at"])


def _is_too_late(dispatch: Dispatch) -> bool:
    return dispatch.not_after is not None and dispatch.not_after < clock.now()


# Handing over: one row at a time, its state written before and after the body goes.


def claim(worker: str, channels: Iterable[str], limit: int) -> list[Delivery]:
    """The most urgent rows that are due, for this worker; nobody else gets them while it lives."""
    now = clock.now()
    # what was never tried is due at once, also when the clock was put back in the meantime
    turn = Q(due_at__lte=now) | Q(attempts=0)
    due = Delivery.objects.filter(turn, state=State.WAITING, channel__in=list(channels))
    if not due.exists():
        return []
    with transaction.atomic():
        order = due.order_by("urgency", "due_at", "pk")
        chosen = list(
            order.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
        )
        Delivery.objects.filter(pk__in=chosen).update(
            state=State.CLAIMED, claimed_by=worker, lease_until=now + LEASE
        )
    claimed = Delivery.objects.filter(pk__in=chosen, claimed_by=worker, state=State.CLAIMED)
    return list(
        claimed.select_related("dispatch", "person")
        .defer("dispatch__content")
        .order_by("urgency", "due_at", "pk")
    )


def hand_over(delivery: Delivery, worker: str) -> None:
    """The last word before the body goes. Raises RowLost when it must not go."""
    if _is_too_late(delivery.dispatch):
        _move(delivery, worker, State.EXPIRED, TOO_LATE, ended=True)
        raise RowLost
    if not delivery.person.is_active:
        _move(delivery, worker, State.SUPPRESSED, LEFT, ended=True)
        raise RowLost
    moved = Delivery.objects.filter(pk=delivery.pk, claimed_by=worker, state=State.CLAIMED).update(
        state=State.HANDING_OVER, lease_until=clock.now() + HANDING_OVER_LEASE
    )
    if not moved:
        raise RowLost


def record_acceptance(delivery: Delivery, worker: str, note: str = "") -> None:
    """The other side has taken it. Also mends a row that was called uncertain in the meantime."""
    _move(delivery, worker, State.ACCEPTED, note, ended=True)


def record_failure(delivery: Delivery, worker: str, error: ChannelError) -> None:
    """It did not go: for now, for good, or nobody knows."""
    if error.trouble is Trouble.UNKNOWN:
        _move(delivery, worker, State.UNCERTAIN, error.note, ended=True)
    elif error.trouble is Trouble.CHANNEL:
        _move(delivery, worker, State.WAITING, error.note)
    elif not error.permanent:
        _try_later(delivery, worker, error)
    elif error.trouble is Trouble.ADDRESS:
        _bounce(delivery, worker, error)
    else:
        _move(delivery, worker, State.FAILED, error.note, ended=True)


def _try_later(delivery: Delivery, worker: str, error: ChannelError) -> None:
    if delivery.attempts + 1 > len(PAUSES):
        _move(delivery, worker, State.FAILED, error.note, ended=True)
        return
    due_at = clock.now() + timedelta(minutes=PAUSES[delivery.attempts])
    _move(delivery, worker, State.WAITING, error.note, due_at=due_at, attempts=F("attempts") + 1)


@transaction.atomic
def _bounce(delivery: Delivery, worker: str, error: ChannelError) -> None:
    moved = _move(delivery, worker, State.BOUNCED, error.note, ended=True)
    if moved and error.address_is_gone:
        Person.objects.filter(pk=delivery.person_id, mail_refused_at__isnull=True).update(
            mail_refused_at=clock.now()
        )


def _move(
    delivery: Delivery, worker: str, state: str, note: str, *, ended: bool = False, **fields: Any
) -> bool:
    """Moves a row that this worker still holds."""
    held = (State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN)
    if ended:
        fields["ended_at"] = clock.now()
    changed = Delivery.objects.filter(pk=delivery.pk, claimed_by=worker, state__in=held).update(
        state=state, note=note[:300], lease_until=None, **fields
    )
    return bool(changed)


def release(deliveries: Iterable[Delivery], worker: str) -> int:
    """Gives back claimed rows that were not begun."""
    keys = [delivery.pk for delivery in deliveries]
    held = Delivery.objects.filter(pk__in=keys, claimed_by=worker, state=State.CLAIMED)
    return held.update(state=State.WAITING, lease_until=None)


# What time does to rows.


def reap() -> int:
    """Frees the rows of workers that died: not begun goes back, begun is uncertain and named."""
    now = clock.now()
    longest = now + HANDING_OVER_LEASE + CLOCKS_DIFFER  # beyond it, the clock was put back
    dead = Delivery.objects.filter(Q(lease_until__lt=now) | Q(lease_until__gt=longest))
    back = dead.filter(state=State.CLAIMED).update(state=State.WAITING, lease_until=None)
    unsure = dead.filter(state=State.HANDING_OVER).update(
        state=State.UNCERTAIN, note=STOPPED_MIDWAY, lease_until=None, ended_at=now
    )
    return back + unsure


def expire() -> int:
    """Drops what is of no use any more, and says so."""
    now = clock.now()
    late = Delivery.objects.filter(state=State.WAITING, dispatch__not_after__lt=now)
    return late.update(state=State.EXPIRED, note=TOO_LATE, ended_at=now)


# A channel that is out of order.


def pause(channel: str, note: str) -> ChannelPause:
    """Stops a channel for a while, longer each time that it fails again."""
    now = clock.now()
    found, _made = ChannelPause.objects.get_or_create(
        channel=channel, defaults={"since": now, "until": now}
    )
    found.failures = min(found.failures + 1, 30)
    wait = timedelta(seconds=5 * 2 ** min(found.failures - 1, 10))
    found.until = now + min(wait, LONGEST_CHANNEL_PAUSE)
    found.note = note[:300]
    found.save()
    return found


def resume(channel: str) -> None:
    """The channel works again."""
    ChannelPause.objects.filter(channel=channel).delete()


# What a person decides.


@transaction.atomic
def resend(
    dispatch: Dispatch, *, by: Actor, states: Sequence[str] = AGAIN, only: int | None = None
) -> int:
    """Sends the rows in these states once more, by a person's decision. Raises TooLate."""
    if _is_too_late(dispatch):
        raise TooLate
    rows = dispatch.deliveries.filter(state__in=[s for s in states if s in AGAIN])
    if only is not None:
        rows = rows.filter(pk=only)
    count = rows.update(
        state=State.WAITING, attempts=0, due_at=clock.now(), ended_at=None, claimed_by=""
    )
    if count:
        record(
            "delivery.resent",
            f"dispatch:{dispatch.public_id}",
            by=by,
            count=count,
            states=sorted(str(state) for state in states),
        )
    return count
