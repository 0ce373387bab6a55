"""The status page for programs over HTTP: feeds, calendar, badge, and the public JSON shape."""

from __future__ import annotations

import hashlib
import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from helder.kit.texts import pick
from helder.outages.afterwards.queries import newest as reviews_of
from helder.outages.maintenance.expecting import expected
from helder.outages.status import calendar as calendars
from helder.outages.status import feeds, queries, statuspage
from helder.outages.status.headline import headline
from helder.outages.status.scope import EVERYTHING, Scope, asked
from helder.outages.status.served import language_of, served

LATEST = 10
"""So many look backs stand in a feed beside the updates."""


@require_safe
def atom(request: HttpRequest, service: str = "", place: str = "") -> HttpResponse:
    """The Atom feed, of everything or of what is asked for."""
    scope = asked(request, service, place)
    with translation.override(language_of(request)):
        updates, reviews = queries.latest_updates(feeds.MOST, scope), reviews_of(LATEST, scope)
        body = feeds.atom(updates, feeds.channel(scope, request.get_full_path()), reviews)
    changed_at = feeds.newest(updates, reviews)
    return served(request, body, "application/atom+xml; charset=utf-8", changed_at)


@require_safe
def json_feed(request: HttpRequest, service: str = "", place: str = "") -> HttpResponse:
    """The JSON Feed."""
    scope = asked(request, service, place)
    with translation.override(language_of(request)):
        updates, reviews = queries.latest_updates(feeds.MOST, scope), reviews_of(LATEST, scope)
        body = feeds.json_feed(updates, feeds.channel(scope, request.get_full_path()), reviews)
    return served(request, body, "application/feed+json", feeds.newest(updates, reviews))


@require_safe
def calendar(request: HttpRequest, service: str = "", place: str = "") -> HttpResponse:
    """Planned maintenance as a calendar."""
    scope = asked(request, service, place)
    found = queries.for_calendar(scope)
    coming = [each for each in expected() if scope.covers(each.services, each.places)]
    with translation.override(language_of(request)):
        body = calendars.calendar(found, scope, coming)
    changed_at = queries.changed_at() if coming else calendars.newest(found)
    return served(request, body, "text/calendar; charset=utf-8", changed_at)


@require_safe
def outage_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """One planned maintenance, for the reader's own calendar."""
    found = queries.one(public_id)
    if found is None or not (found.scheduled_for and found.scheduled_until):
        raise Http404
    with translation.override(language_of(request)):
        body = calendars.calendar([found], EVERYTHING)
    return served(request, body, "text/calendar; charset=utf-8", calendars.newest([found]))


@require_safe
def badge(request: HttpRequest, service: str = "") -> HttpResponse:
    """A small picture that says how IT or one service is doing, for other sites."""
    scope = asked(request, service)
    readings = [r for r in queries.now().current if scope.holds(r.outage)]
    with translation.override(language_of(request)):
        troubles = sum(not reading.is_maintenance for reading in readings)
        drawn = feeds.badge(headline(readings).state, troubles, _label(scope))
        response = render(request, "outages/public/badge.svg", {"badge": drawn})
    return served(request, response.content, "image/svg+xml; charset=utf-8")


def _label(scope: Scope) -> str:
    return pick(scope.only_service.name) if scope.only_service else scope.name or "IT"


@require_safe
def pulse(_request: HttpRequest) -> JsonResponse:
    """One word that changes when the status does; pages that stay open ask for it."""
    beat = hashlib.sha256(queries.pulse().encode()).hexdigest()[:16]
    return JsonResponse({"beat": beat}, headers={"Cache-Control": "no-store"})


@require_safe
def public_json(request: HttpRequest, document: str) -> HttpResponse:
    """The Statuspage v2 documents, for the clients that read those."""
    with translation.override(language_of(request)):
        body = json.dumps(statuspage.DOCUMENTS[document](), ensure_ascii=False).encode()
    return served(request, body, "application/json; charset=utf-8")
