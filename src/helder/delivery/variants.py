"""Whose text somebody gets when a message has another one per audience.

Owns: the rule that the first audience they are in decides. Refuses: the texts (Dispatch.variants).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from helder.delivery.models import Dispatch
from helder.people.audiences.matching import matching_audience
from helder.people.audiences.world import fetch

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


def of_room(slugs: Sequence[str], readers: Sequence[str]) -> int:
    """A room where one audience reads gets the text of that one; where several read, the text for
    everybody."""
    if len(readers) != 1 or readers[0] not in slugs:
        return COMMON
    return slugs.index(readers[0]) + 1
