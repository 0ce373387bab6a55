"""What the status page asks of the database, each in a fixed number of queries.

Owns: who looks, what runs, what is planned, what is over, how each service stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.utils import timezone

from helder.kit import clock
from helder.outages.apart import audiences_in
from helder.outages.models import Outage, OutageQuerySet, Update
from helder.outages.status.bars import Bars
from helder.outages.status.headline import worst
from helder.outages.status.reading import NOBODY, Reading, most_urgent
from helder.outages.status.scope import EVERYTHING, Scope
from helder.outages.status.spans import past_of
from helder.outages.status.touch import Reader
from helder.people.audiences import audiences_of
from helder.people.models import Audience, Person
from helder.promises.models import Promise
from helder.services.models import Following, Service


@dataclass(frozen=True)
class Now:
    """All that runs: trouble and maintenance going on, and what is planned."""

    current: list[Reading]
    planned: list[Reading]
    reader: Reader = NOBODY


@dataclass(frozen=True)
class Standing:
    """One service and how it stands."""

    service: Service
    state: str
    because: list[Reading]
    mine: bool = False
    bars: Bars | None = None

    @property
    def where(self) -> list[Any]:
        """The places where it fails, when it works everywhere else."""
        places = [list(reading.outage.places.all()) for reading in self.because]
        return [] if not all(places) else list(dict.fromkeys(p for some in places for p in some))


def reader_of(person: Any) -> Reader:
    """What is known of whoever looks."""
    if not isinstance(person, Person):
        return NOBODY
    followed = list(Following.objects.filter(person=person).values_list("service_id", "place_id"))
    return Reader(
        known=True,
        place=person.place_id,
        place_name=person.place.name if person.place else {},
        audiences=frozenset(audiences_of(person)),
        services=frozenset(service for service, _place in followed if service),
        places=frozenset(place for service, place in followed if place and not service),
    )


def hearing(reader: Reader, outages: Iterable[Outage]) -> Reader:
    """The same reader, with whichever of their audiences are told something in other words."""
    told = {
        slug
        for outage in outages
        for update in outage.updates.all()
        for slug in audiences_in(update.message.parts)
    }
    if not told or not reader.audiences:
        return reader
    mine = Audience.objects.filter(slug__in=told, pk__in=reader.audiences)
    return replace(reader, told_apart=frozenset(mine.values_list("slug", flat=True)))


def now(reader: Reader = NOBODY) -> Now:
    """What runs and what is coming, what touches the reader first."""
    running = list(_for_readers(Outage.objects.filter(state=Outage.State.RUNNING)))
    reader = hearing(reader, running)
    readings = [Reading(outage, reader) for outage in running]
    planned = [reading for reading in readings if reading.planned]
    return Now(
        current=most_urgent(reading for reading in readings if not reading.planned),
        planned=sorted(planned, key=lambda r: r.outage.scheduled_for or clock.now()),
        reader=reader,
    )


def recent(days: int, most: int = 20) -> list[Reading]:
    """What ended in the last days, newest first."""
    since = clock.now() - timedelta(days=days)
    ended = Outage.objects.ended().filter(resolved_at__gte=since).order_by("-resolved_at", "-pk")
    return [Reading(outage) for outage in ended[:most]]


def standings(running: Iterable[Reading], reader: Reader = NOBODY) -> list[Standing]:
    """Every service in use with its state; the reader's own first."""
    readings = list(running)
    found = [
        _standing(service, readings, reader) for service in Service.objects.filter(is_active=True)
    ]
    return sorted(found, key=lambda standing: not standing.mine)


def with_bars(standings: Sequence[Standing]) -> list[Standing]:
    """The same, with how each did in the last days."""
    past = past_of(standing.service for standing in standings)
    return [replace(s, bars=Bars(past.days[s.service.pk], past.titles)) for s in standings]


def bars_of(service: Service) -> Bars:
    """How one service did in the last days."""
    past = past_of([service])
    return Bars(past.days[service.pk], past.titles)


def _standing(service: Service, running: Sequence[Reading], reader: Reader) -> Standing:
    because = [reading for reading in running if service in reading.outage.services.all()]
    return Standing(
        service,
        worst(reading.state for reading in because),
        because,
        reader.known and reader.uses(service),
    )


@dataclass(frozen=True)
class Month:
    """A month of history and how much is in it."""

    first: date
    count: int

    @property
    def key(self) -> str:
        """As it stands in the address: 2026-11."""
        return f"{self.first:%Y-%m}"


def past(service: Service | None = None) -> OutageQuerySet:
    """All that is over; what was joined with another is told there."""
    ended = Outage.objects.ended().filter(since__isnull=False)
    return ended.filter(services=service) if service else ended


def months(service: Service | None = None) -> list[Month]:
    """The months that have history, newest first, in the organisation's time zone."""
    rows = (
        past(service)
        .order_by()
        .annotate(month=TruncMonth("since"))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    return [Month(timezone.localtime(row["month"]).date(), row["count"]) for row in rows]


def in_month(month: Month, service: Service | None = None) -> OutageQuerySet:
    """The history of one month, newest first; facts only, as a list shows them."""
    start = timezone.make_aware(datetime(month.first.year, month.first.month, 1))  # noqa: DTZ001
    end = timezone.make_aware(_next_month(month.first))
    ended = past(service).filter(since__gte=start, since__lt=end)
    return ended.order_by("-since", "-pk")


def _next_month(first: date) -> datetime:
    year, month = divmod(first.year * 12 + first.month, 12)
    return datetime(year, month + 1, 1)  # noqa: DTZ001 - made aware by the caller


def newest_past(service: Service, most: int = 8) -> OutageQuerySet:
    """The last things that happened to one service."""
    return past(service).order_by("-since", "-pk")[:most]


def one(public_id: str) -> Outage | None:
    """One outage with all that its page shows."""
    return (
        _for_readers(Outage.objects.filter(public_id=public_id))
        .select_related("merged_into")
        .prefetch_related("absorbed")
        .first()
    )


def promises_about(outage: Outage) -> list[Promise]:
    """What was promised about it, oldest first."""
    return list(
        Promise.objects.about(outage.subject).select_related("moved_to").order_by("made_at", "pk")
    )


def latest(most: int, *, maintenance: bool) -> list[Outage]:
    """The newest outages, or the newest maintenance, whatever their state."""
    outages = Outage.objects.filter(published_at__isnull=False)
    kind = Outage.Kind.MAINTENANCE
    chosen = outages.filter(kind=kind) if maintenance else outages.exclude(kind=kind)
    return list(_for_readers(chosen.order_by("-since", "-pk"))[:most])


def latest_updates(most: int, scope: Scope = EVERYTHING) -> list[Update]:
    """The newest words, whatever they are about or of what is asked for, for the feeds."""
    return list(
        scope.updates(Update.objects.all())
        .select_related("outage", "message", "promise")
        .prefetch_related("message__revisions", "outage__services")
        .order_by("-published_at", "-pk")[:most]
    )


def for_calendar(scope: Scope = EVERYTHING, days_back: int = 60) -> list[Outage]:
    """Planned maintenance, and what was planned of late (called off included)."""
    since = clock.now() - timedelta(days=days_back)
    kind = Outage.Kind.MAINTENANCE
    planned = Outage.objects.filter(kind=kind, scheduled_for__gte=since)
    return list(_for_readers(scope.outages(planned).order_by("scheduled_for", "pk")))


def changed_at() -> datetime | None:
    """When the status page last changed."""
    newest: datetime | None = Outage.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def pulse() -> str:
    """Differs as soon as a reader would see something else: a word, a late promise, a begin."""
    late = Promise.objects.open().filter(due_at__lt=clock.now()).count()
    return f"{changed_at()} {late} {Outage.objects.planned().count()}"


def _for_readers(outages: OutageQuerySet) -> OutageQuerySet:
    return outages.for_pages().prefetch_related("audiences").select_related("review__message")
