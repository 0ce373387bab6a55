"""Which addresses are held in memory and stand in a copy, and under which name of a file.

Owns: what is hot, and how much of the past goes along. The addresses themselves are those that the
status page declares (status/addresses.py), and the front page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.models import Outage
from helder.outages.status import addresses, queries
from helder.people.models import Place
from helder.services.models import Service

HOME, NAMESPACE = "portal:home", "outages"
QUERIES = ("", "lang=nl", "lang=en")
STATUS_PAGE = "/status/"
MONTHS = 24
MOST_WANTED = 3
OUTAGES, HOT_OUTAGES = 400, 30
HOT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Address:
    """One address. `hot` ones are made anew first, and each minute while something runs; what was
    last `changed_at` a moment that is known, and then no more, need not be made twice."""

    path: str
    hot: bool = False
    is_page: bool = True
    changed_at: datetime | None = None

    @property
    def file(self) -> str:
        """Its name in a copy."""
        return f"{self.path}index.html".lstrip("/") if self.path.endswith("/") else self.path[1:]


def languages() -> tuple[str, str]:
    """The locales that visitors get: the organisation's Dutch first."""
    return current().address, "en"


@lru_cache(maxsize=4096)
def may_hold(path: str, query: str) -> bool:
    """Whether the answer at this address is the same for all visitors without an account."""
    if query not in QUERIES:
        return False
    try:
        match = resolve(path)
    except Resolver404:
        return False
    live_only = match.url_name in addresses.LIVE_ONLY or path.startswith("/desk/")
    return match.view_name == HOME or (match.app_name == NAMESPACE and not live_only)


def hot() -> list[Address]:
    """What people ask for in a storm, the most wanted first."""
    outages = [_outage(public_id, hot=True) for public_id in _fresh()]
    return [*outages[:1], *_fronts(), *outages[1:], *_others()]


def in_order(found: list[Address]) -> list[tuple[Address, str]]:
    """Each in each language: what most people ask for first, in the language most of them read."""
    first, rest = found[:MOST_WANTED], found[MOST_WANTED:]
    wanted = [(address, language) for language in languages() for address in first]
    return wanted + [(address, language) for address in rest for language in languages()]


def every() -> list[Address]:
    """All that stands in a copy, in a fixed number of queries; what is hot comes first."""
    found = {address.path: address for address in hot()}
    for address in _colder():
        found.setdefault(address.path, address)
    return list(found.values())


def _fronts() -> Iterator[Address]:
    yield Address(STATUS_PAGE, hot=True)
    with suppress(NoReverseMatch):  # an installation without the portal
        yield Address(reverse(HOME), hot=True)


def _others() -> Iterator[Address]:
    for address in addresses.fixed():
        if address.path != STATUS_PAGE:
            yield Address(address.path, True, address.kind == addresses.PAGE)


def _fresh() -> list[str]:
    """Running and planned outages, and those about which something was said lately."""
    fresh = Q(state=Outage.State.RUNNING) | Q(changed_at__gte=clock.now() - HOT_FOR)
    rows = Outage.objects.filter(fresh, published_at__isnull=False)
    return list(rows.order_by("-changed_at").values_list("public_id", flat=True)[:HOT_OUTAGES])


def _outage(public_id: str, *, hot: bool = False) -> Address:
    return Address(reverse("outages:outage", args=[public_id]), hot)


def _colder() -> Iterator[Address]:
    rows = Outage.objects.filter(published_at__isnull=False).order_by("-changed_at", "-pk")
    for public_id, window, changed_at, told_at in rows.values_list(
        "public_id", "scheduled_until", "changed_at", "review__published_at"
    )[:OUTAGES]:
        looked_back = told_at is not None
        for known in addresses.of_outage(
            public_id, planned=window is not None, afterwards=looked_back
        ):
            is_page = known.kind == addresses.PAGE
            yield Address(known.path, is_page=is_page, changed_at=changed_at)
    services = Service.objects.filter(is_active=True).values_list("slug", flat=True)
    places = Place.objects.values_list("slug", flat=True)
    for names, slugs in ((addresses.OF_A_SERVICE, services), (addresses.OF_A_PLACE, places)):
        for slug in slugs:
            for name, kind, _spoken in names:
                path = reverse(f"outages:{name}", args=[slug])
                yield Address(path, is_page=kind == addresses.PAGE)
    for month in queries.months()[:MONTHS]:
        yield Address(reverse("outages:month", args=[month.key]))
