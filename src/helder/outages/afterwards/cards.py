"""Pieces of other pages: the link below an outage for readers, and what the desk may still do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.afterwards import opinions, queries
from helder.outages.afterwards.reading import Reading
from helder.outages.models import Outage


def wanting(request: HttpRequest) -> dict[str, Any] | None:
    """On the desk's day, gently: outages without a look back."""
    found = queries.wanting()
    return {"outages": found} if found else None


def reader_panel(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """On the page of an outage: what came of it."""
    review = queries.one(outage.public_id)
    return {"reading": Reading(review)} if review else None


def desk_panel(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """On the desk's page of an outage that is over: look back, or how that went."""
    review = queries.one(outage.public_id)
    if review is not None:
        return {"reading": Reading(review), "outage": outage, "figures": opinions.figures(review)}
    if outage.state != Outage.State.RESOLVED or outage.kind == Outage.Kind.MAINTENANCE:
        return None
    return {"outage": outage, "long": queries.lasted_long(outage)}
