"""What the demo's readers tell with one tap: about the outage that runs, about a timetable that
fails while nobody at IT knows it, and now and then in the weeks before.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from helder.config.demo.people import SEED, Crew
from helder.config.demo.story import happening_at
from helder.kit import clock
from helder.outages.metoo import tellers, watch
from helder.outages.models import Outage, Report, Surge
from helder.people.models import Place
from helder.services.models import Service

WEEKS = 8
A_WEEK = {"wifi": 14, "e-mail": 9, "leeromgeving": 8, "rooster": 5, "printen": 6, "inloggen": 7}
"""Taps in an ordinary week, of whoever sits in the wrong corner or typed a wrong password."""
HERE = {"noord": 23, "centrum": 2, None: 4}
"""Who says that the running outage of the wifi is theirs too."""
RISING = {"centrum": 7, "zuid": 2}
MINUTES_AGO = (14, 11, 9, 7, 6, 4, 3, 2, 1)


def tell(crew: Crew) -> None:
    """Taps of the past and of today, and what Helder makes of them."""
    chance = random.Random(SEED)  # noqa: S311 - made-up taps, not secrets
    places: dict[str | None, Place | None] = {one.slug: one for one in Place.objects.all()}
    places[None] = None
    services = {one.slug: one for one in Service.objects.filter(slug__in=A_WEEK)}
    rows = [*_before(services, list(places.values()), chance)]
    rows += _of_the_outage(services["wifi"], places, chance)
    rows += _rising(services["rooster"], places)
    Report.objects.bulk_create(rows)
    _nothing(services["printen"], crew)
    watch.forget_levels()
    with happening_at(clock.now() - timedelta(minutes=1)):
        watch.look(services["rooster"])


def _before(
    services: dict[str, Service], places: list[Place | None], chance: random.Random
) -> Iterator[Report]:
    today = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for slug, weekly in A_WEEK.items():
        for _tap in range(weekly * WEEKS):
            day = today - timedelta(days=chance.randrange(1, WEEKS * 7))
            if day.weekday() < 5 or chance.random() < 0.15:
                at = day.replace(hour=chance.choice((8, 9, 9, 10, 11, 13, 14, 16, 20)))
                at += timedelta(minutes=chance.randrange(60))
                yield _row(services[slug], chance.choice(places), at)


def _of_the_outage(
    service: Service, places: dict[str | None, Place | None], chance: random.Random
) -> Iterator[Report]:
    outage = Outage.objects.current().filter(services=service).latest("since")
    begin = outage.since or clock.now()
    length = (clock.now() - begin).total_seconds() / 60
    for slug, count in HERE.items():
        for _tap in range(count):
            at = begin + timedelta(minutes=int(length * chance.betavariate(2, 3)))
            yield _row(service, places[slug], at, outage)


def _rising(service: Service, places: dict[str | None, Place | None]) -> Iterator[Report]:
    now = clock.now()
    slugs = [slug for slug, count in RISING.items() for _tap in range(count)]
    for slug, minutes in zip(slugs, MINUTES_AGO, strict=True):
        yield _row(service, places[slug], now - timedelta(minutes=minutes))


def _row(
    service: Service, place: Place | None, at: datetime, outage: Outage | None = None
) -> Report:
    minute = at.replace(second=0, microsecond=0)
    slot = tellers.outage_slot(outage.public_id) if outage else tellers.hour_slot(minute)
    key = secrets.token_hex(24)
    return Report(service=service, place=place, outage=outage, slot=slot, key=key, at=minute)


def _nothing(service: Service, crew: Crew) -> None:
    """Last week a whole class printed at once."""
    began = clock.now() - timedelta(days=6, hours=2)
    Surge.objects.create(
        service=service,
        began_at=began,
        seen_at=began + timedelta(minutes=9),
        count=6,
        expected=0.2,
        told_at=began + timedelta(minutes=6),
        ended_at=began + timedelta(minutes=21),
        dismissed_by=crew.writers[0],
    )
