"""From a dispatch to one row per person and per room, in chunks; each step can be the last one.

Owns: that everybody who belongs to it gets a row, once, and that it goes on where it was stopped.
Refuses: which channel that row is for (routes.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from helder.delivery import queries, variants
from helder.delivery.channels import Reach
from helder.delivery.models import AT_ONCE, CLOCKS_DIFFER, Delivery, Dispatch, Outlet
from helder.delivery.parcels import Reader
from helder.delivery.routes import Leg, Matter, Wishes, first_leg, next_digest, order_of
from helder.kit import clock
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import Audience, Person, Refusal

CHUNK = 1000
LEASE = timedelta(seconds=60)
NOTHING: frozenset[str] = frozenset()
State = Delivery.State
_INSERT = (
    f"INSERT INTO {Delivery._meta.db_table} (dispatch_id, person_id, channel, state, urgency, "  # noqa: S608
    "attempts, due_at, claimed_by, note, variant{column}) "
    "SELECT %s, v.column1, %s, %s, %s, 0, %s, '', %s, %s{value} FROM (VALUES {rows}) AS v "
    "WHERE true ON CONFLICT DO NOTHING"
)


class Wanting(NamedTuple):
    """A person as far as their way matters: much lighter than the whole row."""

    pk: int
    email: str
    name: str
    language: str
    phone: str
    external_id: str
    is_guest: bool
    is_active: bool
    urgent_by: str
    ordinary_by: str
    quiet_from: time | None
    quiet_until: time | None
    paused_until: datetime | None
    digest: str
    variant: int = variants.COMMON


PERSONAL = Wanting._fields[:-1]
"""What of it stands in the person's own row."""
Legs = Mapping[tuple[Leg, int], Sequence[int]]
"""Who goes which way with which variant of the text."""


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
    people = _next_people(row)
    if row.last_person == 0:
        Delivery.objects.bulk_create(_to_rooms(row), ignore_conflicts=True)
    if people:
        write_rows(row, _legs(row, people))
    _note_progress(row, people)
    return row.state == Dispatch.State.WAITING


def _next_people(dispatch: Dispatch) -> list[Wanting]:
    rows = wanting(dispatch).filter(pk__gt=dispatch.last_person)
    return [Wanting(*row) for row in rows[:CHUNK]]


def wanting(dispatch: Dispatch) -> QuerySet[Person, tuple[Any, ...]]:
    """The recipients as far as their way matters (rows of Wanting), each with their text."""
    own = variants.of_person(variants.audiences_of(dispatch)) if dispatch.variants else None
    return queries.recipients(dispatch).values_list(*PERSONAL, *([own] if own else []))


def _legs(dispatch: Dispatch, people: Sequence[Wanting]) -> Legs:
    """Who goes which way; most people go the same one."""
    house = current()
    now = timezone.localtime(clock.now())
    named = set(Selection.from_dict(dispatch.selection).persons)
    wanted = wishes_of(people, dispatch.is_urgent, house)
    digests = _next_digests(house, now)
    matters = {
        is_named: Matter(
            urgent=dispatch.is_urgent,
            mandatory=dispatch.mandatory,
            named=is_named,
            not_after=dispatch.not_after,
            next_digest=digests,
            avoid=frozenset(dispatch.avoid),
        )
        for is_named in (False, True)
    }
    legs: defaultdict[tuple[Leg, int], list[int]] = defaultdict(list)
    for person in people:
        leg = first_leg(wanted[person.pk], matters[person.pk in named], now)
        legs[leg, person.variant].append(person.pk)
    return legs


def write_rows(dispatch: Dispatch, legs: Legs) -> None:
    """One statement per way and text, whoever has a row already is passed over."""
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        for (leg, variant), persons in legs.items():
            ends = leg.state != State.WAITING
            due = connection.ops.adapt_datetimefield_value(leg.due_at)
            row: list[Any] = [
                dispatch.pk,
                leg.channel,
                str(leg.state),
                dispatch.urgency,
                due,
                leg.note,
                variant,
            ]
            statement = _INSERT.format(
                rows=", ".join(["(%s)"] * len(persons)),
                column=", ended_at" if ends else "",
                value=", %s" if ends else "",
            )
            cursor.execute(statement, [*row, *([now] if ends else []), *persons])


def _next_digests(house: Organisation, now: datetime) -> dict[str, datetime]:
    hour, weekday = min(house.digest_hour, 23), house.digest_weekday % 7
    return {
        Person.Digest.DAILY: next_digest(False, hour, weekday, now),
        Person.Digest.WEEKLY: next_digest(True, hour, weekday, now),
    }


def wishes_of(people: Sequence[Wanting], urgent: bool, house: Organisation) -> dict[int, Wishes]:
    """What each of these wants, in one query per channel at most."""
    addresses = _addresses(people)
    refused = _refused(people, addresses)
    default = house.urgent_by if urgent else house.ordinary_by
    return {
        person.pk: Wishes(
            order=order_of(person.urgent_by if urgent else person.ordinary_by, default),
            addresses=addresses[person.pk],
            refused=refused.get(person.pk, NOTHING),
            is_active=person.is_active,
            quiet_from=person.quiet_from,
            quiet_until=person.quiet_until,
            paused_until=person.paused_until,
            digest=person.digest,
        )
        for person in people
    }


def _addresses(people: Sequence[Wanting]) -> dict[int, dict[str, str]]:
    readers = [reader_of(person) for person in people]
    found: dict[int, dict[str, str]] = {person.pk: {} for person in people}
    for kind in queries.open_kinds(Reach.PERSONS):
        for key, address in kind.addresses(readers).items():
            found[key][kind.name] = address
    return found


def _refused(
    people: Sequence[Wanting], addresses: Mapping[int, Mapping[str, str]]
) -> dict[int, frozenset[str]]:
    """The channels that were switched off, unless the person has another address by now."""
    found: dict[int, frozenset[str]] = {}
    rows = Refusal.objects.filter(person__in=[person.pk for person in people])
    for key, channel, address in rows.values_list("person", "channel", "address"):
        if not address or addresses[key].get(channel) == address:
            found[key] = found.get(key, frozenset()) | {channel}
    return found


def reader_of(person: Person | Wanting) -> Reader:
    """A person as far as a channel may know them."""
    return Reader(
        person.pk,
        person.email,
        person.name,
        person.language,
        person.phone,
        person.external_id,
        person.is_guest,
    )


def _to_rooms(dispatch: Dispatch) -> list[Delivery]:
    """A room gets what is meant for those who read there, or for everybody."""
    selection = Selection.from_dict(dispatch.selection)
    open_names = {kind.name for kind in queries.open_kinds(Reach.ROOMS)}
    if not selection.audiences or not open_names or dispatch.is_too_late(clock.now()):
        return []
    rooms = Outlet.objects.filter(is_on=True, channel__in=open_names)
    if not dispatch.is_urgent:
        rooms = rooms.filter(urgent_only=False)
    if not Audience.objects.filter(slug__in=selection.audiences, everyone=True).exists():
        theirs = Q(audiences__slug__in=selection.audiences) | Q(audiences__everyone=True)
        rooms = rooms.filter(theirs).distinct()
    return list(_rows_of(dispatch, rooms))


def _rows_of(dispatch: Dispatch, rooms: QuerySet[Outlet]) -> Iterable[Delivery]:
    """One row per room, with the text of those who read there."""
    slugs = variants.audiences_of(dispatch)
    for room in rooms.prefetch_related("audiences") if slugs else rooms:
        readers = [audience.slug for audience in room.audiences.all()] if slugs else []
        yield Delivery(
            dispatch=dispatch,
            outlet=room,
            channel=room.channel,
            variant=variants.of_room(slugs, readers),
            urgency=dispatch.urgency,
            due_at=AT_ONCE,
        )


def _note_progress(dispatch: Dispatch, people: Sequence[Wanting]) -> None:
    now = clock.now()
    if people:
        dispatch.last_person = people[-1].pk
    dispatch.lease_until = now + LEASE
    if len(people) < CHUNK:
        late = dispatch.is_too_late(now)
        dispatch.state = Dispatch.State.EXPIRED if late else Dispatch.State.ADDRESSED
        dispatch.addressed_at, dispatch.lease_until = now, None
    dispatch.save(update_fields=["last_person", "lease_until", "state", "addressed_at"])
