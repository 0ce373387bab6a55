"""Every address of the status page that a visitor can open, in one list.

Owns: which they are, what each gives, and whether it differs per language. Copies of the status
page are made from it. Refuses: pages behind sign-in, and what answers a question in the address
(`?service=`): those are narrower views of what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from helder.outages.models import Outage
from helder.outages.status import queries, statuspage
from helder.people.models import Place
from helder.services.models import Service

PAGE, FEED, DATA, PICTURE, SCRIPT = "page", "feed", "data", "picture", "script"


@dataclass(frozen=True)
class Address:
    """One path. A page is read in a browser; the rest takes `?lang=`, where `in_languages`."""

    path: str
    kind: str = PAGE
    in_languages: bool = True


FIXED: tuple[tuple[str, str, bool], ...] = (
    ("status", PAGE, True),
    ("history", PAGE, True),
    ("embed", PAGE, True),
    ("atom", FEED, True),
    ("json_feed", FEED, True),
    ("calendar", FEED, True),
    ("badge", PICTURE, True),
    ("banner", SCRIPT, False),
    ("banner_data", DATA, False),
    ("pulse", DATA, False),
)
OF_A_SERVICE = (
    ("service", PAGE, True),
    ("service_atom", FEED, True),
    ("service_json_feed", FEED, True),
    ("service_calendar", FEED, True),
    ("service_badge", PICTURE, True),
)
OF_A_PLACE = (
    ("place_atom", FEED, True),
    ("place_json_feed", FEED, True),
    ("place_calendar", FEED, True),
)
LIVE_ONLY = frozenset({"oembed"})
"""Of the public names of this app those that only Helder itself can answer."""


def fixed() -> Iterator[Address]:
    """Those that are always there."""
    for name, kind, spoken in FIXED:
        yield Address(reverse(f"outages:{name}"), kind, spoken)
    for document in statuspage.DOCUMENTS:
        yield Address(f"/api/v2/{document}.json", DATA, True)


def of_outage(public_id: str, *, planned: bool, afterwards: bool = False) -> Iterator[Address]:
    """The page of one outage, the look back when there is one, and the calendar of planned work."""
    yield Address(reverse("outages:outage", args=[public_id]))
    if afterwards:
        yield Address(reverse("afterwards:page", args=[public_id]))
    if planned:
        yield Address(reverse("outages:outage_calendar", args=[public_id]), FEED)


def every() -> Iterator[Address]:
    """All of them, in a fixed number of queries; the newest outages first."""
    yield from fixed()
    yield from _named(OF_A_SERVICE, Service.objects.values_list("slug", flat=True))
    yield from _named(OF_A_PLACE, Place.objects.values_list("slug", flat=True))
    for month in queries.months():
        yield Address(reverse("outages:month", args=[month.key]))
    kinds = Outage.objects.filter(published_at__isnull=False).order_by("-changed_at")
    rows = kinds.values_list("public_id", "scheduled_until", "review__published_at")
    for public_id, window, told_at in rows:
        yield from of_outage(public_id, planned=window is not None, afterwards=told_at is not None)


def _named(names: tuple[tuple[str, str, bool], ...], slugs: object) -> Iterator[Address]:
    for slug in slugs:  # type: ignore[attr-defined]
        for name, kind, spoken in names:
            yield Address(reverse(f"outages:{name}", args=[slug]), kind, spoken)
