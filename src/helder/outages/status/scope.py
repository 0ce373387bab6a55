"""Which services and places a reader asks for in an address: `?service=wifi&place=noord`.

Owns: narrowing the lists of outages and words to them. Refuses a slug that does not exist (404).
What has no place is about everywhere, so it is part of every place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from helder.outages.models import Outage, OutageQuerySet, Update
from helder.outages.status.touch import names
from helder.people.models import Place
from helder.services.models import Service


@dataclass(frozen=True)
class Scope:
    """The services and places asked for; everything when there are none."""

    services: tuple[Service, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def name(self) -> str:
        """ "Wifi (Noord)", or nothing at all."""
        said, where = names(self.services), names(self.places)
        return f"{said} ({where})" if said and where else said or where

    @property
    def only_service(self) -> Service | None:
        """The one service it is about."""
        return self.services[0] if len(self.services) == 1 else None

    def outages(self, outages: OutageQuerySet) -> OutageQuerySet:
        """Those in it."""
        kept = self._kept("")
        return outages.filter(pk__in=Outage.objects.filter(kept).values("pk")) if kept else outages

    def updates(self, updates: QuerySet[Update]) -> QuerySet[Update]:
        """The words about those in it."""
        kept = self._kept("outage__")
        return updates.filter(pk__in=Update.objects.filter(kept).values("pk")) if kept else updates

    def holds(self, outage: Outage) -> bool:
        """Whether it is about this outage, whose services and places were fetched."""
        return self.covers(outage.services.all(), outage.places.all())

    def covers(self, those: Iterable[Service], at: Iterable[Place]) -> bool:
        """Whether it is about one of these services, there."""
        services = not self.services or set(self.services) & set(those)
        there = set(at)
        places = not self.places or not there or set(self.places) & there
        return bool(services and places)

    def _kept(self, to: str) -> Q:
        kept = Q()
        if self.services:
            kept &= Q(**{f"{to}services__in": self.services})
        if self.places:
            at = Q(**{f"{to}places__in": self.places})
            kept &= at | Q(**{f"{to}places__isnull": True})
        return kept


EVERYTHING = Scope()


def asked(request: HttpRequest, service: str = "", place: str = "") -> Scope:
    """What the path or else the query names. Raises Http404."""
    return Scope(
        _named(Service.objects.all(), [service] if service else _slugs(request, "service")),
        _named(Place.objects.all(), [place] if place else _slugs(request, "place")),
    )


def _slugs(request: HttpRequest, key: str) -> list[str]:
    """Several may be given, apart or with commas between them."""
    given = ",".join(request.GET.getlist(key)).split(",")
    return list(dict.fromkeys(slug.strip() for slug in given if slug.strip()))


def _named(rows: QuerySet[Any], slugs: Iterable[str]) -> tuple[Any, ...]:
    wanted = list(slugs)
    if not wanted:
        return ()
    found = {row.slug: row for row in rows.filter(slug__in=wanted)}
    if len(found) < len(wanted):
        raise Http404
    return tuple(found[slug] for slug in wanted)


def title_of(scope: Scope, plain: str) -> str:
    """A title with what it is narrowed to: "IT now at Rivierland: Wifi"."""
    return f"{plain}: {scope.name}" if scope.name else plain
