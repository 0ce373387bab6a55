"""Whether more people than usual say that something fails, while no outage is known.

Owns: learning what is usual, beginning a surge, keeping its count, letting it end by itself.
Refuses: the mathematics (usual.py) and the words of the alarm (alerts.py).
"""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncHour

from helder.journal.actions import record
from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.metoo import alerts, usual
from helder.outages.metoo.queries import loose
from helder.outages.models import Outage, Surge, Tapped
from helder.services.models import Service

LEVELS_KEY = "metoo.levels"
LEVELS_HELD = 1800
QUIET = timedelta(minutes=30)
"""A surge ends when nobody has tapped for so long."""
LEFT_ALONE = timedelta(hours=1)
"""After "it is nothing", no new surge of the same service for so long."""
LOOKED_AT = timedelta(minutes=max(usual.WINDOWS))
HOUR = timedelta(hours=1)


def look(service: Service, at: datetime | None = None) -> Surge | None:
    """After a tap: the surge that it begins, or adds to; None while all is as usual."""
    moment = at or clock.now()
    running = Surge.objects.filter(service=service, ended_at=None).first()
    if running is not None:
        return _follow(running, moment)
    since = _look_from(service, moment)
    taps = loose(service).filter(at__gte=since, at__lte=moment).order_by("at")
    times = list(taps.values_list("at", flat=True))
    if len(times) < usual.FEWEST:
        return None
    zone = _zone()
    rise = usual.rise([_local(time, zone) for time in times], service.pk, levels(moment))
    return _begin(service, rise, times[-rise.count], moment) if rise else None


def watch(at: datetime | None = None) -> int:
    """Every minute: surges end by themselves, no tap is overlooked. How many are new or over."""
    moment = at or clock.now()
    changed = sum(_ended(surge, moment) for surge in Surge.objects.filter(ended_at=None))
    busy = loose().filter(at__gt=moment - timedelta(minutes=5), service__is_active=True)
    running = Surge.objects.filter(ended_at=None).values("service")
    counts = busy.exclude(service__in=running).order_by().values_list("service")
    some = [key for key, n in counts.annotate(n=Count("pk")) if n]
    for service in Service.objects.filter(pk__in=some):
        changed += look(service, at) is not None
    return changed


def _look_from(service: Service, at: datetime) -> datetime:
    """Taps after this count: not those of a surge that is over."""
    over = Surge.objects.filter(service=service, ended_at__isnull=False)
    last = over.aggregate(
        ended=Max("ended_at"), nothing=Max("ended_at", filter=Q(dismissed_by__isnull=False))
    )
    begin = at - LOOKED_AT
    if last["ended"]:
        begin = max(begin, last["ended"])
    if last["nothing"]:
        begin = max(begin, last["nothing"] + LEFT_ALONE)
    return begin


@transaction.atomic
def _begin(service: Service, rise: usual.Rise, since: datetime, at: datetime) -> Surge | None:
    """One running surge per service: whoever comes second finds the first one's."""
    try:
        with transaction.atomic():
            surge = Surge.objects.create(
                service=service,
                began_at=since,
                seen_at=at,
                count=rise.count,
                expected=rise.expected,
            )
    except IntegrityError:
        return Surge.objects.filter(service=service, ended_at=None).first()
    record("surge.found", f"service:{service.slug}", by=None, count=rise.count)
    if alerts.tell_desk(surge):
        Surge.objects.filter(pk=surge.pk).update(told_at=at)
        surge.told_at = at
    return surge


def _follow(surge: Surge, at: datetime) -> Surge:
    """How many it are by now."""
    taps = loose(surge.service).filter(at__gte=surge.began_at, at__lte=at)
    found = taps.aggregate(n=Count("key", distinct=True), last=Max("at"))
    surge.count = max(surge.count, found["n"])
    surge.seen_at = max(surge.seen_at, found["last"] or surge.seen_at)
    surge.save(update_fields=["count", "seen_at"])
    return surge


def _ended(surge: Surge, at: datetime) -> bool:
    """Nobody taps any more: it is over by itself."""
    if _follow(surge, at).seen_at > at - QUIET:
        return False
    return bool(Surge.objects.filter(pk=surge.pk, ended_at=None).update(ended_at=at))


def levels(at: datetime) -> usual.Levels:
    """What is usual, learnt anew every half hour; held in memory."""
    held: usual.Levels | None = cache.get(LEVELS_KEY)
    if held is None:
        held = learnt(at)
        cache.set(LEVELS_KEY, held, LEVELS_HELD)
    return held


def learnt(at: datetime) -> usual.Levels:
    """What is usual, from the last weeks; the last hours do not teach, as they may be the rise."""
    zone = _zone()
    until = _whole(at) - 2 * HOUR
    since = until - timedelta(weeks=usual.WEEKS)
    counts = _counts(since, until)
    first = min((hour for _service, hour in counts), default=until)
    trouble = set(_trouble(first, until))
    hours = [
        usual.Hour(service, _local(hour, zone), counts[service, hour], (service, hour) in trouble)
        for service, hour in {*counts, *trouble}
    ]
    return usual.learn(hours, _local(first, zone), _local(until, zone))


def _counts(since: datetime, until: datetime) -> Counter[tuple[int, datetime]]:
    """Taps without a known outage, per service and hour."""
    found: Counter[tuple[int, datetime]] = Counter()
    rows = loose().filter(at__gte=since, at__lt=until).order_by()
    by_hour = rows.annotate(hour=TruncHour("at")).values_list("service", "hour")
    for service, hour, number in by_hour.annotate(n=Count("pk")):
        found[service, hour] += number
    kept = Tapped.objects.filter(outage=None, hour__gte=since, hour__lt=until)
    for service, hour, number in kept.values_list("service", "hour", "count"):
        found[service, hour] += number
    return found


def _trouble(since: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
    """Hours in which an outage was known, or a surge ran that was not dismissed."""
    outages = Outage.objects.filter(since__lt=until).filter(
        Q(resolved_at__gte=since) | Q(state=Outage.State.RUNNING)
    )
    known = outages.values_list("services", "since", "resolved_at")
    surges = Surge.objects.filter(began_at__lt=until, dismissed_by=None)
    found = surges.filter(Q(ended_at__gte=since) | Q(ended_at=None))
    risen = found.values_list("service", "began_at", "ended_at")
    return _hours_of([*known, *risen], since, until)


def _hours_of(
    spans: Iterable[Any], since: datetime, until: datetime
) -> Iterator[tuple[int, datetime]]:
    for service, start, end in spans:
        hour = max(_whole(start), since)
        while service is not None and hour < min(end or until, until):
            yield service, hour
            hour += HOUR


def _whole(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _zone() -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(current().time_zone)


def _local(at: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """The clock on the wall; usual.py knows no zones."""
    return at.astimezone(zone).replace(tzinfo=None)


def forget_levels() -> None:
    """What is held is no longer true: taps were brought in from before."""
    cache.delete(LEVELS_KEY)
