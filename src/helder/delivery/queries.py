"""Who gets a message, and how far it is: counts over the rows, so that figures cannot disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, When
from django.utils.module_loading import import_string

from helder.delivery.channels import Kind, Reach, kinds
from helder.delivery.letters import NoLetter, letter_for
from helder.delivery.models import (
    WHATEVER_CHANNEL,
    ChannelPause,
    ChannelSetting,
    Delivery,
    Dispatch,
    Tally,
    WorkerBeat,
)
from helder.delivery.parcels import Reader
from helder.delivery.routes import PAUSED, QUIET, Matter, Wishes, next_channel, order_of
from helder.kit import clock
from helder.kit.registry import declared
from helder.organisation.queries import current
from helder.people.audiences import Selection, resolve
from helder.people.models import MAIL, Person, Refusal
from helder.services.queries import followers

State = Delivery.State
UNFINISHED = (State.WAITING, State.CLAIMED, State.HANDING_OVER)
HAVE = (State.ACCEPTED, State.DELIVERED)
PROBLEMS = (State.UNCERTAIN, State.FAILED, State.BOUNCED)
_READER = ("pk", "email", "name", "language", "phone", "external_id", "is_guest")
BEAT_IS_OLD = timedelta(minutes=3)
"""Longer than the slowest answer that a mail server may take."""


def readers(
    selection: Selection, services: Sequence[str] = (), places: Sequence[str] = ()
) -> QuerySet[Person]:
    """Everybody of a selection and the followers beside it, each once, in order of id."""
    if not services and not places:
        return resolve(selection)
    # each found by itself: SQLite finds the two together in three times the time
    chosen = Q(pk__in=resolve(selection).order_by().values("pk"))
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


def open_kinds(reach: Reach | None = None) -> list[Kind]:
    """The channels that are switched on here, in the order in which they are offered."""
    on = set(ChannelSetting.objects.filter(is_on=True).values_list("channel", flat=True))
    return [
        kind
        for kind in kinds().values()
        if (kind.always_on or kind.name in on) and reach in (None, kind.reach)
    ]


@dataclass(frozen=True)
class Preview:
    """What would happen to a message: for how many persons, and along which channel first."""

    persons: int
    by: dict[str, int]

    @property
    def by_mail(self) -> int:
        """How many get a mail."""
        return self.by.get(MAIL, 0)


class Sorting:
    """People by what decides along which channel a message reaches them first; those with the same
    `columns` are reached alike."""

    def __init__(
        self,
        selection: Selection,
        services: Sequence[str] = (),
        places: Sequence[str] = (),
        *,
        urgent: bool = True,
        avoid: Collection[str] = (),
    ) -> None:
        self.urgent = urgent
        self.avoid = frozenset(avoid)
        self.ways = {f"can_{n}": kind for n, kind in enumerate(open_kinds(Reach.PERSONS))}
        conditions = {
            way: _is(kind.reachable() & ~_refused(kind)) for way, kind in self.ways.items()
        }
        named = _is(Q(pk__in=selection.persons))
        people = readers(selection, services, places).order_by()
        self.people = people.annotate(named=named, **conditions)
        self.columns = ("urgent_by" if urgent else "ordinary_by", "named", *self.ways)
        house = current()
        self._house = house.urgent_by if urgent else house.ordinary_by

    def channel(self, wish: str, named: bool, *can: bool) -> str:
        """The first channel of whoever has these values in `columns`."""
        works = {kind.name: "" for kind, yes in zip(self.ways.values(), can, strict=True) if yes}
        matter = Matter(urgent=self.urgent, named=named, avoid=self.avoid)
        return next_channel(Wishes(order_of(wish, self._house), works), matter, ())


def preview(
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    *,
    urgent: bool = True,
    avoid: Collection[str] = (),
) -> Preview:
    """Counts for a composer, in one query: people with the same wishes are counted together.

    `avoid`: channels that the message tells to be broken; who is counted there has no other.
    """
    sorting = Sorting(selection, services, places, urgent=urgent, avoid=avoid)
    groups = sorting.people.values_list(*sorting.columns).annotate(count=Count("pk"))
    by: Counter[str] = Counter()
    for *columns, count in groups:
        by[sorting.channel(*columns)] += count
    return Preview(by.total(), dict(by))


def _is(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _refused(kind: Kind) -> Q:
    """Whoever has this channel switched off; not who has another address by now."""
    rows = Refusal.objects.filter(channel=kind.name)
    if kind.column:
        same = Q(address="") | Q(address=F(f"person__{kind.column}"))
        return Q(pk__in=rows.filter(same).values("person"))
    kept = list(rows.values_list("address", *(f"person__{name}" for name in _READER)))
    present = kind.addresses([Reader(*row[1:]) for row in kept]) if kept else {}
    return Q(pk__in=[row[1] for row in kept if not row[0] or present.get(row[1]) == row[0]])


def counts(dispatch: Dispatch) -> dict[str, int]:
    """How many rows of a dispatch are in each state; every state is there."""
    return counts_of([dispatch])[dispatch.pk]


def counts_of(dispatches: Iterable[Dispatch]) -> dict[int, dict[str, int]]:
    """The same for many dispatches, in one query; rows that are no longer kept count too."""
    found = {dispatch.pk: {state.value: 0 for state in State} for dispatch in dispatches}
    rows = Delivery.objects.filter(dispatch__in=list(found)).order_by()
    now = rows.values_list("dispatch", "state").annotate(many=Count("pk"))
    gone = Tally.objects.filter(dispatch__in=list(found)).exclude(channel=WHATEVER_CHANNEL)
    for key, state, count in now.union(gone.values_list("dispatch", "state", "count"), all=True):
        found[key][state] += count
    return found


def listed(*, to_one_person: bool) -> QuerySet[Dispatch]:
    """What went out, the newest first: messages to many, or what one person gets because of
    something of their own. Modules declare the second as `personal_kinds` (dotted names)."""
    personal = Q(kind__in=[import_string(name) for name in declared("personal_kinds")])
    found = Dispatch.objects.filter(personal if to_one_person else ~personal)
    return found.order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Way:
    """How far a message is along one channel. Of the website: how many read there because they
    want to, or have a pause (`chosen`), and how many because nothing else works (`forced`)."""

    channel: str
    total: int
    have: int
    chosen: int = 0
    forced: int = 0


@dataclass(frozen=True)
class Reached:
    """How many readers and rooms a message is for, and how many have it, whatever the channel."""

    recipients: int
    have: int
    ways: tuple[Way, ...]


def reached(dispatch: Dispatch) -> Reached:
    """Counted over persons and rooms, so that who was tried along two channels counts once."""
    rows = dispatch.deliveries.order_by()
    has = Q(state__in=HAVE)
    whom = rows.aggregate(
        persons=Count("person", distinct=True),
        rooms=Count("outlet", distinct=True),
        persons_have=Count("person", distinct=True, filter=has),
        rooms_have=Count("outlet", distinct=True, filter=has),
    )
    gone = list(dispatch.tallies.values_list("channel", "state", "count"))
    kept = Q(state=State.SUPPRESSED)
    waits = kept & Q(note__in=[PAUSED, QUIET])
    by_channel = rows.values_list("channel").annotate(
        total=Count("pk"),
        have=Count("pk", filter=has),
        chosen=Count("pk", filter=has | waits),
        forced=Count("pk", filter=kept & ~waits),
    )
    ways = {channel: list(numbers) for channel, *numbers in by_channel}
    forgotten = had = 0
    for channel, state, count in gone:
        has_it = count if state in HAVE else 0
        if channel == WHATEVER_CHANNEL:
            forgotten, had = forgotten + count, had + has_it
            continue
        left_out = count if state == State.SUPPRESSED else 0
        way = ways.setdefault(channel, [0, 0, 0, 0])
        more = (count, has_it, has_it, left_out)
        ways[channel] = [old + new for old, new in zip(way, more, strict=True)]
    return Reached(
        whom["persons"] + whom["rooms"] + forgotten,
        whom["persons_have"] + whom["rooms_have"] + had,
        tuple(Way(channel, *way) for channel, way in sorted(ways.items())),
    )


def problem_rows(dispatch: Dispatch) -> QuerySet[Delivery]:
    """The rows that a person may want to look at, named; the uncertain ones first, with those that
    were in doubt and sent again."""
    rows = dispatch.deliveries.filter(Q(state__in=PROBLEMS) | Q(doubted_at__isnull=False))
    rows = rows.select_related("person", "outlet")
    return rows.order_by("-state", "person__name", "pk")


def personal_data(person: Person) -> dict[str, Any]:
    """What this module keeps of a person, for their export: every message, along which
    channel, and what came of it."""
    rows = person.deliveries.select_related("dispatch").order_by("pk")
    return {"messages": [_message(row, person.language or "nl") for row in rows]}


def _message(row: Delivery, locale: str) -> dict[str, Any]:
    return {
        "subject": subject_of(row.dispatch, locale, row.variant),
        "channel": row.channel,
        "at": row.dispatch.created_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "state": row.state,
        "note": row.note,
    }


def subject_of(dispatch: Dispatch, locale: str, variant: int = 0) -> str:
    """The subject as a reader of this locale and this variant would have got it."""
    try:
        return letter_for(dispatch.content_of(variant), locale)[1]["subject"]
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
