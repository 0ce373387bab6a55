"""Outages as lines of a list at the desk, with the promise that is still to be kept.

Owns: what a line shows, in a fixed number of queries. Refuses: which outages; the caller chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from helder.outages.actions import NEXT_UPDATE
from helder.outages.models import Outage, OutageQuerySet
from helder.promises.models import Promise


@dataclass(frozen=True)
class Row:
    """One outage in a list of the desk, with the promise that is still to be kept."""

    outage: Outage
    promise: Promise | None
    words: int


def rows(outages: Iterable[Outage]) -> list[Row]:
    """Lines for a list; the outages come from `listed`."""
    found = list(outages)
    open_ones = Promise.objects.open().filter(
        kind=NEXT_UPDATE, subject__in=[outage.subject for outage in found]
    )
    promises = {promise.subject: promise for promise in open_ones.select_related("owner")}
    return [
        Row(outage, promises.get(outage.subject), getattr(outage, "words", 0)) for outage in found
    ]


def listed() -> OutageQuerySet:
    """Outages with all that a line shows."""
    found: OutageQuerySet = OutageQuerySet(Outage).annotate(words=Count("updates"))
    return found.select_related("owner", "merged_into").prefetch_related("services", "places")
