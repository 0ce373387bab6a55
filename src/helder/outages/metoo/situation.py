"""What a reader sees before and after their tap: what is known of a service at a place.

Owns: choosing the outage that is theirs, and the numbers that they may know.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.metoo import queries
from helder.outages.models import Outage, Report, Surge
from helder.outages.status import queries as status
from helder.outages.status.reading import Reading
from helder.people.models import Place
from helder.services.models import Service


def known(request: HttpRequest, service: Service, place: Place | None) -> dict[str, Any]:
    """The outage at this place with its newest word; else whether it fails elsewhere, and whether
    others tell the same."""
    here = queries.outage_for(service, place)
    away = None if here else queries.known_outages(service).first()
    return {
        "service": service,
        "place": place,
        "reading": _reading(request, here),
        "away": _reading(request, away),
        "others": queries.honest(queries.others(service, None, here, None)),
        "surge": _surge(service) if not here else None,
    }


def after(
    request: HttpRequest, service: Service, place: Place | None, mine: Report | None
) -> dict[str, Any]:
    """What is known, and how many others said the same: at the reader's place if those are enough
    to say, else at all places."""
    outage = mine.outage if mine else queries.outage_for(service, place)
    near = queries.honest(queries.others(service, place, outage, mine)) if place else 0
    far = 0 if near else queries.honest(queries.others(service, None, outage, mine))
    return {
        "service": service,
        "place": place,
        "reading": _reading(request, outage),
        "near": near,
        "far": far,
        "surge": None if outage else _surge(service),
    }


def _surge(service: Service) -> Surge | None:
    return Surge.objects.filter(service=service, ended_at=None).first()


def _reading(request: HttpRequest, outage: Outage | None) -> Reading | None:
    found = status.one(outage.public_id) if outage else None
    if found is None:
        return None
    return Reading(found, status.hearing(status.reader_of(request.user), [found]))
