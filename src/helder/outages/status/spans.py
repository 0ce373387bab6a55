"""The outages of many services as spans of time, in a fixed number of queries.

Owns: which outage made which service fail, where, from when until when, and since when anything is
known of a service. What was joined with another is told there; what was called off never was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Q

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.models import Outage, Update
from helder.outages.status.uptime import (
    DOWN,
    LIMITED,
    MAINTENANCE,
    PARTIAL,
    SECURITY,
    Span,
    Uptime,
    days_until,
    uptime,
)
from helder.services.models import Service

DAYS = 90
Kind, Step = Outage.Kind, Update.Step
STATES = {
    Kind.DEGRADED.value: LIMITED,
    Kind.SECURITY.value: SECURITY,
    Kind.MAINTENANCE.value: MAINTENANCE,
}
FACTS = (
    "pk", "public_id", "kind", "title", "since", "scheduled_for", "begun_at", "resolved_at",
)  # fmt: skip


@dataclass
class Past:
    """What happened of late to some services: per service its days; per outage its title."""

    days: dict[int, Uptime] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)


def past_of(services: Iterable[Service], count: int = DAYS) -> Past:
    """The last days of these services."""
    wanted = {service.pk: service for service in services}
    now, zone = clock.now(), ZoneInfo(current().time_zone)
    since = days_until(now, zone, count)[0][1]
    outages = {row["pk"]: row for row in _told(wanted, since, now)}
    spans = _spans(outages, now)
    of_service = _per_service(wanted, outages)
    known = _known_from(wanted)
    return Past(
        {
            pk: uptime(
                [span for outage in of_service[pk] for span in spans[outage]],
                known_from=known[pk], now=now, zone=zone, count=count,
            )
            for pk in wanted
        },
        {row["public_id"]: row["title"] for row in outages.values()},
    )  # fmt: skip


def _told(wanted: Mapping[int, Service], since: datetime, now: datetime) -> list[dict[str, Any]]:
    """What ran or was worked on after this moment."""
    of_these = Outage.services.through.objects.filter(service__in=list(wanted)).values("outage")
    rows = Outage.objects.filter(
        Q(resolved_at__isnull=True) | Q(resolved_at__gt=since),
        pk__in=of_these,
        state__in=(Outage.State.RUNNING, Outage.State.RESOLVED),
        since__lt=now,
    )
    return list(rows.order_by("since", "pk").values(*FACTS))


def _per_service(
    wanted: Mapping[int, Service], outages: Mapping[int, Any]
) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    links = Outage.services.through.objects.filter(
        outage__in=list(outages), service__in=list(wanted)
    )
    for outage, service in links.values_list("outage_id", "service_id"):
        found[service].append(outage)
    return found


def _spans(outages: Mapping[int, dict[str, Any]], now: datetime) -> dict[int, list[Span]]:
    partly = set(
        Outage.places.through.objects.filter(outage__in=list(outages)).values_list(
            "outage_id", flat=True
        )
    )
    turns: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    steps = Update.objects.filter(outage__in=list(outages), step__in=(Step.RESOLVED, Step.REOPENED))
    for outage, step, at in steps.order_by("number").values_list("outage", "step", "published_at"):
        turns[outage].append((step, at))
    return {
        pk: [
            Span(_state(row, pk in partly), start, end, row["public_id"])
            for start, end in _stretches(row, turns[pk], now)
        ]
        for pk, row in outages.items()
    }


def _state(row: Mapping[str, Any], partly: bool) -> str:
    return STATES.get(row["kind"], PARTIAL if partly else DOWN)


def _stretches(
    row: Mapping[str, Any], turns: list[tuple[str, datetime]], now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The whole of it; what came back after it was resolved counts in pieces."""
    start, end = row["since"], row["resolved_at"] or now
    if row["kind"] == Kind.MAINTENANCE:
        start = row["begun_at"] or row["scheduled_for"] or start
    edges = [start, *(at for step, at in turns), end] if _came_back(turns) else [start, end]
    for first, last in list(pairwise(edges))[::2]:
        if first < last:
            yield first, last


def _came_back(turns: list[tuple[str, datetime]]) -> bool:
    """Resolved, back, resolved …: in that order, each in its turn."""
    steps = [step for step, _at in turns]
    return Step.REOPENED in steps and all(
        step == (Step.REOPENED if place % 2 else Step.RESOLVED) for place, step in enumerate(steps)
    )


def _known_from(wanted: Mapping[int, Service]) -> dict[int, datetime]:
    """Since Helder knows the service, or since the first thing that was told of it."""
    first = dict(
        Service.objects.filter(pk__in=list(wanted))
        .annotate(first=Min("outages__since"))
        .values_list("pk", "first")
    )
    return {
        pk: min(service.created_at, first[pk]) if first.get(pk) else service.created_at
        for pk, service in wanted.items()
    }
