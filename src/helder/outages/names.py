"""From slugs, as other programs write them, to services, places and audiences.

Refuses a slug that does not exist with a sentence that lists the ones that are near.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from django.utils.translation import gettext

from helder.kit.problems import invalid
from helder.people.models import Audience, Place
from helder.services.models import Service

Row = TypeVar("Row")
MOST_LISTED = 8


def services_named(slugs: Sequence[str], *, field: str = "services") -> list[Service]:
    """The services in use with these slugs. Raises Problem."""
    return _named(field, slugs, _by_slug(Service.objects.filter(is_active=True)))


def places_named(slugs: Sequence[str]) -> list[Place]:
    """The places with these slugs. Raises Problem."""
    return _named("places", slugs, _by_slug(Place.objects.all()))


def audiences_named(slugs: Sequence[str], *, field: str = "audiences") -> list[Audience]:
    """The audiences with these slugs; "all" is made when it is not there. Raises Problem."""
    if "all" in slugs:
        Audience.objects.everyone()
    return _named(field, slugs, _by_slug(Audience.objects.all()))


def _by_slug(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(row.slug): row for row in rows}  # type: ignore[attr-defined]


def _named(field: str, slugs: Sequence[str], known: Mapping[str, Row]) -> list[Row]:
    if not slugs:
        return []
    for slug in slugs:
        if slug not in known:
            raise invalid(**{field: _unknown(slug, list(known))})
    return [known[slug] for slug in dict.fromkeys(slugs)]


def _unknown(slug: str, known: list[str]) -> str:
    shown = {"slug": "".join(sign for sign in slug if sign.isprintable())[:60]}
    near = get_close_matches(slug.lower()[:120], known, n=3, cutoff=0.5)
    if near:
        shown["near"] = ", ".join(near)
        return gettext("“%(slug)s” does not exist. Near it: %(near)s.") % shown
    if not known:
        return gettext("“%(slug)s” does not exist; there are none yet.") % shown
    shown["known"] = ", ".join(known[:MOST_LISTED]) + (" …" if len(known) > MOST_LISTED else "")
    return gettext("“%(slug)s” does not exist. There are: %(known)s.") % shown
