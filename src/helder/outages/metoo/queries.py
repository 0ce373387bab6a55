"""What taps add up to: per outage, per place, over time. Each in a fixed number of queries.

Owns: the counts, and what a reader may know of them. Refuses: a count of few to readers: it might
say who.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from helder.kit import clock
from helder.outages.metoo import joining, tellers
from helder.outages.metoo.tellers import Teller
from helder.outages.models import Outage, Report, Tapped
from helder.people.models import Place
from helder.services.models import Service

HOUR = timedelta(hours=1)
STEPS = (5, 10, 20, 30, 50, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000)


def honest(count: int) -> int:
    """A number that readers may see: certainly so many; 0 when it is too few to say."""
    return max((step for step in STEPS if step <= count), default=0)


@dataclass(frozen=True)
class Somewhere:
    """So many taps at one place, None where nobody said it. `share` of the most: 0 to 100."""

    place: Place | None
    count: int
    share: int


def outage_for(service: Service, place: Place | None, at: datetime | None = None) -> Outage | None:
    """The known outage that somebody at this place means; one of other places is not theirs."""
    running = list(known_outages(service, at))
    return next((found for found in running if place is None or covers(found, place)), None)


def known_outages(service: Service, at: datetime | None = None) -> QuerySet[Outage]:
    """What is known to trouble this service now, the newest first."""
    running = Outage.objects.current(at).filter(services=service)
    return running.prefetch_related("places").order_by("-since", "-pk")


def covers(outage: Outage, place: Place) -> bool:
    """Whether it is about this place: its own, or everywhere."""
    places = list(outage.places.all())
    return not places or place in places


def own(
    service: Service, teller: Teller, outage: Outage | None, at: datetime | None = None
) -> Report | None:
    """What this reader tapped before about this outage, or in the last hour."""
    moment = at or clock.now()
    mine = Report.objects.select_related("place", "service", "outage")
    if outage is None:
        keys = teller.keys(tellers.hour_slots(moment - HOUR, moment))
        return mine.filter(service=service, outage=None, key__in=keys, at__gt=moment - HOUR).first()
    return mine.filter(outage=outage, key__in=teller.keys(_slots_of(outage))).first()


def _slots_of(outage: Outage) -> list[str]:
    """Its own slot, those of what was joined with it, and the hours from which taps went along."""
    every = [outage, *outage.absorbed.all()]
    found = [tellers.outage_slot(one.public_id) for one in every]
    for one in every:
        if one.published_at:
            start = joining.begin_of(one, one.published_at)
            found += tellers.hour_slots(start, one.published_at)
    return found


def loose(service: Service | None = None) -> QuerySet[Report]:
    """Taps about which no outage is known."""
    found = Report.objects.filter(outage=None)
    return found.filter(service=service) if service else found


def readers_of(outage: Outage) -> int:
    """How many readers say that this outage is theirs too."""
    tapped = outage.reports.aggregate(n=Count("key", distinct=True))["n"]
    counted = outage.tapped.aggregate(n=Sum("count"))["n"] or 0
    return int(tapped + counted)


def others(
    service: Service, place: Place | None, outage: Outage | None, mine: Report | None
) -> int:
    """How many other readers say the same, at this place where there is one."""
    rows = outage.reports.all() if outage else loose(service).filter(at__gt=clock.now() - HOUR)
    if place:
        rows = rows.filter(place=place)
    if mine:
        rows = rows.exclude(key=mine.key)
    return int(rows.aggregate(n=Count("key", distinct=True))["n"])


def by_place(rows: QuerySet[Report], counted: QuerySet[Tapped] | None = None) -> list[Somewhere]:
    """Where they are, the most first; who did not say so last."""
    found: Counter[int | None] = Counter()
    for key, number in rows.order_by().values_list("place").annotate(n=Count("key", distinct=True)):
        found[key] += number
    if counted is not None:
        for key, number in counted.order_by().values_list("place").annotate(n=Sum("count")):
            found[key] += number
    return lines_of(found, Place.objects.in_bulk([key for key in found if key]))


def lines_of(found: Counter[int | None], places: Mapping[int, Place]) -> list[Somewhere]:
    """Counts per place (its id) as lines, the most first."""
    most = max(found.values(), default=0)
    lines = [
        Somewhere(places.get(key or 0), number, round(100 * number / most))
        for key, number in found.items()
    ]
    return sorted(lines, key=lambda one: (one.place is None, -one.count, str(one.place)))


def elsewhere(outage: Outage) -> QuerySet[Report]:
    """Taps about the same services since it began, at places that it is not said to be about."""
    start = joining.begin_of(outage, outage.published_at or outage.created_at)
    rows = Report.objects.filter(
        service__in=outage.services.all(), outage=None, place__isnull=False, at__gte=start
    )
    return rows.filter(at__lte=outage.resolved_at) if outage.resolved_at else rows


def moments(rows: QuerySet[Report]) -> list[datetime]:
    """When they tapped, in order."""
    return list(rows.order_by("at").values_list("at", flat=True))


@dataclass(frozen=True)
class Telling:
    """One service about which people tap while no outage is known."""

    service: Service
    count: int
    newest: datetime
    moments: Sequence[datetime]


def telling(hours: int) -> list[Telling]:
    """The services about which people tapped of late without a known outage, the most first."""
    since = clock.now() - timedelta(hours=hours)
    rows = loose().filter(at__gte=since).order_by("at").values_list("service", "at")
    found: dict[int, list[datetime]] = {}
    for service, at in rows:
        found.setdefault(service, []).append(at)
    services = Service.objects.in_bulk(list(found))
    lines = [Telling(services[key], len(some), some[-1], some) for key, some in found.items()]
    return sorted(lines, key=lambda one: -one.count)


def places_meant(rows: QuerySet[Report]) -> list[Place]:
    """The places that a draft is about: those where at least a sixth of the taps come from, unless
    that is everywhere, or most did not say where they are."""
    lines = by_place(rows)
    said = [line for line in lines if line.place]
    total = sum(line.count for line in said)
    if not said or total * 2 < sum(line.count for line in lines):
        return []
    meant = [line.place for line in said if line.place and line.count * 6 >= total]
    return [] if len(meant) == Place.objects.count() > 1 else meant
