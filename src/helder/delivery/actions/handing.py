"""Claiming rows, handing them over, and writing down what came of each.

A row changes hands only by a conditional UPDATE, so that two workers never hold the same one and a
worker that lost its lease cannot overwrite what happened after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from helder.delivery.actions.rerouting import refuse, try_next_channel
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.models import Delivery, Dispatch, Outlet
from helder.delivery.parcels import Outcome, Parcel, Reader
from helder.delivery.routes import LEFT, TOO_LATE
from helder.kit import clock

State = Delivery.State
LEASE = timedelta(seconds=60)
HANDING_OVER_LEASE = timedelta(minutes=3)
PAUSES = (1, 5, 15, 30, 60, 120, 240, 240, 240, 240)
"""Minutes to wait after each failed attempt, twenty hours in all; then the row ends as failed."""
MOST_RESENDS = 5
HELD = (State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN)
MENDED = tuple(
    state.value for state in (State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN, State.WAITING)
)
_COLUMNS = (
    "pk", "channel", "attempts", "dispatch_id", "variant", "outlet_id", "person_id",
    "person__email", "person__name", "person__language", "person__phone", "person__external_id",
    "person__is_guest",
)  # fmt: skip
_TABLE = Delivery._meta.db_table
_ACCEPT = (
    f"UPDATE {_TABLE} SET state = %s, note = v.column2, lease_until = NULL, ended_at = %s "  # noqa: S608
    f"FROM (VALUES {{rows}}) AS v WHERE id = v.column1 AND claimed_by = %s "
    "AND state IN (%s, %s, %s, %s)"
)
_BEGIN = (
    f"UPDATE {_TABLE} SET state = %s, lease_until = %s WHERE id IN ({{rows}}) "  # noqa: S608
    "AND claimed_by = %s AND state = %s AND (person_id IS NULL OR EXISTS "
    f"(SELECT 1 FROM people_person p WHERE p.id = {_TABLE}.person_id AND p.is_active))"
)


class Shelf:
    """The dispatches and rooms that this worker has in hand; each is fetched once."""

    most = 40

    def __init__(self) -> None:
        self._dispatches: dict[int, Dispatch] = {}

    def dispatch(self, key: int) -> Dispatch:
        """One dispatch, shared by its parcels."""
        if key not in self._dispatches:
            if len(self._dispatches) >= self.most:
                self._dispatches.clear()
            self._dispatches[key] = Dispatch.objects.get(pk=key)
        return self._dispatches[key]


def claim(worker: str, channel: str, limit: int, shelf: Shelf | None = None) -> list[Parcel]:
    """The most urgent rows of a channel that are due, for this worker; nobody else gets them while
    it lives."""
    now = clock.now()
    due = Delivery.objects.filter(state=State.WAITING, channel=channel, due_at__lte=now)
    if limit < 1 or not due.exists():
        return []
    with transaction.atomic():
        order = due.order_by("urgency", "due_at", "pk")
        rows = list(
            order.select_for_update(skip_locked=True, of=("self",)).values_list(*_COLUMNS)[:limit]
        )
        Delivery.objects.filter(pk__in=[row[0] for row in rows]).update(
            state=State.CLAIMED, claimed_by=worker, lease_until=now + LEASE
        )
    return _parcels(rows, shelf or Shelf())


def _parcels(rows: Sequence[tuple[Any, ...]], shelf: Shelf) -> list[Parcel]:
    rooms = Outlet.objects.in_bulk({row[5] for row in rows if row[5]})
    return [
        Parcel(
            pk=row[0],
            channel=row[1],
            attempts=row[2],
            dispatch=shelf.dispatch(row[3]),
            variant=row[4],
            outlet=rooms.get(row[5]),
            reader=Reader(*row[6:]) if row[6] else None,
        )
        for row in rows
    ]


def step(worker: str, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
    """Writes down what came of `done` and that `begin` is being handed over, in one transaction.

    Those of `begin` that may go; only these may be sent.
    """
    if connection.vendor == "postgresql" and _nothing_special(done, begin):
        return _in_one_statement(worker, done, begin)
    with transaction.atomic():
        _accept(worker, [outcome for outcome in done if outcome.error is None])
        for outcome in done:
            if outcome.error is not None:
                _record_failure(outcome.parcel, worker, outcome.error)
        return _begin(worker, begin)


def _nothing_special(done: Sequence[Outcome], begin: Sequence[Parcel]) -> bool:
    now = clock.now()
    return (
        bool(done and begin)
        and all(outcome.error is None for outcome in done)
        and not any(parcel.dispatch.is_too_late(now) for parcel in begin)
    )


def _in_one_statement(
    worker: str, done: Sequence[Outcome], begin: Sequence[Parcel]
) -> list[Parcel]:
    """The usual case on PostgreSQL: one round trip and one commit instead of four."""
    accept, accepted = _accepting(worker, done)
    handing, handed = _beginning(worker, begin)
    both = "WITH taken AS ({}), begun AS ({} RETURNING id) SELECT id FROM begun"
    statement = both.format(accept, handing)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*accepted, *handed])
        begun = {key for (key,) in cursor.fetchall()}
    return list(begin) if len(begun) == len(begin) else _those_begun(worker, begin)


def _accept(worker: str, taken: Sequence[Outcome]) -> None:
    """The other side has taken them. Also mends rows that were called uncertain in the meantime."""
    if taken:
        statement, values = _accepting(worker, taken)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def _accepting(worker: str, taken: Sequence[Outcome]) -> tuple[str, list[Any]]:
    rows = [value for o in taken for value in (o.parcel.pk, o.note[:300])]
    now = connection.ops.adapt_datetimefield_value(clock.now())
    statement = _ACCEPT.format(rows=", ".join(["(%s, %s)"] * len(taken)))
    return statement, [State.ACCEPTED.value, now, *rows, worker, *MENDED]


def _begin(worker: str, parcels: Sequence[Parcel]) -> list[Parcel]:
    now = clock.now()
    late = [p for p in parcels if p.dispatch.is_too_late(now)]
    for parcel in late:
        move(parcel.pk, worker, State.EXPIRED, TOO_LATE, ended=True)
    going = [p for p in parcels if p not in late] if late else list(parcels)
    if not going:
        return []
    statement, values = _beginning(worker, going)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        complete = cursor.rowcount == len(going)
    return going if complete else _those_begun(worker, going)


def _beginning(worker: str, parcels: Sequence[Parcel]) -> tuple[str, list[Any]]:
    lease = connection.ops.adapt_datetimefield_value(clock.now() + HANDING_OVER_LEASE)
    keys = [parcel.pk for parcel in parcels]
    statement = _BEGIN.format(rows=", ".join(["%s"] * len(keys)))
    return statement, [State.HANDING_OVER.value, lease, *keys, worker, State.CLAIMED.value]


def _those_begun(worker: str, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Some were lost to another worker, or their reader has left in the meantime."""
    rows = Delivery.objects.filter(pk__in=[parcel.pk for parcel in parcels], claimed_by=worker)
    begun = set(rows.filter(state=State.HANDING_OVER).values_list("pk", flat=True))
    for key in rows.filter(state=State.CLAIMED).values_list("pk", flat=True):
        move(key, worker, State.SUPPRESSED, LEFT, ended=True)
    return [parcel for parcel in parcels if parcel.pk in begun]


def _record_failure(parcel: Parcel, worker: str, error: ChannelError) -> None:
    """It did not go: for now, for good, or nobody knows."""
    if error.trouble is Trouble.UNKNOWN:
        _doubt(parcel, worker, error.note)
    elif error.trouble is Trouble.CHANNEL:
        move(parcel.pk, worker, State.WAITING, error.note)
    elif not error.permanent:
        _try_later(parcel, worker, error)
    else:
        _give_up(parcel, worker, error)


def _doubt(parcel: Parcel, worker: str, note: str) -> None:
    """Nobody knows whether it arrived: sent again or held, as its message says."""
    now = clock.now()
    resend = parcel.dispatch.if_uncertain == Dispatch.Uncertain.RESEND
    if resend and parcel.attempts < MOST_RESENDS:
        later = now + timedelta(seconds=30)
        again: dict[str, Any] = {"attempts": F("attempts") + 1, "due_at": later, "doubted_at": now}
        move(parcel.pk, worker, State.WAITING, note, **again)
    else:
        move(parcel.pk, worker, State.UNCERTAIN, note, ended=True, doubted_at=now)


def _try_later(parcel: Parcel, worker: str, error: ChannelError) -> None:
    if parcel.attempts + 1 > len(PAUSES):
        _give_up(parcel, worker, error)
        return
    wait = error.wait or timedelta(minutes=PAUSES[parcel.attempts])
    again: dict[str, Any] = {"attempts": F("attempts") + 1, "due_at": clock.now() + wait}
    move(parcel.pk, worker, State.WAITING, error.note, **again)


def _give_up(parcel: Parcel, worker: str, error: ChannelError) -> None:
    """For good: the address or room is switched off when it is to blame, and what is urgent goes
    along the person's next channel."""
    address = error.trouble is Trouble.ADDRESS
    state = State.BOUNCED if address and error.permanent else State.FAILED
    if not move(parcel.pk, worker, state, error.note, ended=True):
        return
    if error.address_is_gone:
        refuse(parcel, error.note)
    if parcel.reader is not None and parcel.dispatch.is_urgent:
        try_next_channel(parcel.dispatch, parcel.reader.pk)


def move(
    key: int, worker: str, state: str, note: str, *, ended: bool = False, **fields: Any
) -> bool:
    """Moves a row that this worker still holds."""
    if ended:
        fields["ended_at"] = clock.now()
    changed = Delivery.objects.filter(pk=key, claimed_by=worker, state__in=HELD).update(
        state=state, note=note[:300], lease_until=None, **fields
    )
    return bool(changed)


def release(parcels: Iterable[Parcel], worker: str) -> int:
    """Gives back claimed rows that were not begun."""
    keys = [parcel.pk for parcel in parcels]
    held = Delivery.objects.filter(pk__in=keys, claimed_by=worker, state=State.CLAIMED)
    return held.update(state=State.WAITING, lease_until=None)
