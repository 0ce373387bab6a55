"""Whose text somebody gets when a message has another one per audience.

Owns: the rule that the first audience they are in decides. Refuses: the texts (Dispatch.variants).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import gettext

from helder.delivery.models import Dispatch
from helder.delivery.queries import HAVE, subject_of
from helder.people.audiences.matching import matching_audience
from helder.people.audiences.world import fetch
from helder.people.models import Audience

COMMON = 0
"""The variant of whoever is in none of the audiences: the text for everybody."""


def audiences_of(dispatch: Dispatch) -> list[str]:
    """The audiences with a text of their own, in order."""
    return [str(variant["audience"]) for variant in dispatch.variants]


def of_person(slugs: Sequence[str]) -> Any:
    """For a query over persons: the place of the first of these audiences they are in, from 1."""
    if not slugs:
        return Value(COMMON)
    world = fetch(list(slugs))
    cases = [
        When(matching_audience(slug, world) or Q(pk__isnull=False), then=Value(place))
        for place, slug in enumerate(slugs, start=1)
    ]
    return Case(*cases, default=Value(COMMON), output_field=IntegerField())


@dataclass(frozen=True)
class Told:
    """One text of a message: for whom, under which subject, and how many of them have it."""

    variant: int
    whom: str
    subject: str
    recipients: int
    have: int


def told(dispatch: Dispatch, locale: str) -> list[Told]:
    """Every text of a message with how far it is; nothing when there is only one. Counted over the
    rows that are still kept."""
    slugs = audiences_of(dispatch)
    if not slugs:
        return []
    names = {row.slug: str(row) for row in Audience.objects.filter(slug__in=slugs)}
    counts = _counts(dispatch)
    whom = [gettext("Everybody else"), *(names.get(slug, slug) for slug in slugs)]
    return [
        Told(n, whom[n], subject_of(dispatch, locale, n), *counts.get(n, (0, 0)))
        for n in [*range(1, len(whom)), COMMON]
    ]


def _counts(dispatch: Dispatch) -> dict[int, tuple[int, int]]:
    """Recipients and those who have it, per variant; who was tried twice counts once."""
    has = Q(state__in=HAVE)
    rows = dispatch.deliveries.order_by().values_list("variant")
    counted = rows.annotate(
        persons=Count("person", distinct=True),
        rooms=Count("outlet", distinct=True),
        persons_have=Count("person", distinct=True, filter=has),
        rooms_have=Count("outlet", distinct=True, filter=has),
    )
    return {n: (p + r, ph + rh) for n, p, r, ph, rh in counted}


def of_room(slugs: Sequence[str], readers: Sequence[str]) -> int:
    """A room where one audience reads gets the text of that one; where several read, the text for
    everybody."""
    if len(readers) != 1 or readers[0] not in slugs:
        return COMMON
    return slugs.index(readers[0]) + 1
