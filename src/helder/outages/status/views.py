"""The status page over HTTP: pages, feeds, calendar, badge."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from helder.kit import freshness
from helder.kit.texts import LANGUAGES
from helder.organisation.queries import current
from helder.outages import panels
from helder.outages.models import Outage
from helder.outages.status import calendar as calendars
from helder.outages.status import feeds, queries, statuspage
from helder.outages.status.headline import headline, worst
from helder.outages.status.reading import Reading
from helder.people.middleware import in_house_form
from helder.promises.queries import told
from helder.services.models import Service

DAYS_SHOWN = 14
PER_PAGE = 25


def _etag(request: HttpRequest, **_kwargs: Any) -> str | None:
    return freshness.etag(request, queries.changed_at())


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def status(request: HttpRequest) -> HttpResponse:
    """Everything at a glance: services, what runs, what is planned, the last days."""
    now = queries.now(queries.reader_of(request.user))
    context = {
        "now": now,
        "headline": headline(now.current),
        "standings": queries.standings(now.current, now.reader),
        "recent": queries.recent(DAYS_SHOWN),
        "days": DAYS_SHOWN,
    }
    return render(request, "outages/public/status.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def history(request: HttpRequest) -> HttpResponse:
    """What is over, a month at a time, for all services or one."""
    slug = request.GET.get("service", "")
    service = get_object_or_404(Service, slug=slug) if slug else None
    months = queries.months(service)
    month = _chosen_month(months, request.GET.get("month", ""))
    found = queries.in_month(month, service) if month else Outage.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    place = months.index(month) if month else 0
    context = {
        "service": service,
        "services": Service.objects.filter(is_active=True),
        "months": months,
        "month": month,
        "newer": months[place - 1] if place > 0 else None,
        "older": months[place + 1] if place + 1 < len(months) else None,
        "page": page,
        "readings": [Reading(outage) for outage in page],
    }
    return render(request, "outages/public/history.html", context)


def _chosen_month(months: list[queries.Month], key: str) -> queries.Month | None:
    """The month asked for, or the newest that has something in it."""
    named = {month.key: month for month in months}
    if key and key not in named and months:
        raise Http404
    return named.get(key) or (months[0] if months else None)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def outage(request: HttpRequest, public_id: str) -> HttpResponse:
    """One outage: the newest word first and large, the earlier ones below."""
    found = queries.one(public_id)
    if found is None:
        raise Http404
    reader = queries.reader_of(request.user)
    context = {
        "reading": Reading(found, reader),
        "promises": told(queries.promises_about(found)),
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "panels": panels.filled(panels.READERS, request, found),
    }
    return render(request, "outages/public/outage.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what people do with it, how it stands, its history."""
    found = get_object_or_404(Service.objects.select_related("audience"), slug=slug)
    reader = queries.reader_of(request.user)
    now = queries.now(reader)
    mine = [reading for reading in now.current if found in reading.outage.services.all()]
    context = {
        "service": found,
        "standing": queries.Standing(found, worst(r.state for r in mine), mine),
        "current": mine,
        "planned": [r for r in now.planned if found in r.outage.services.all()],
        "past": [Reading(over) for over in queries.newest_past(found)],
    }
    return render(request, "outages/public/service.html", context)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The Atom feed."""
    with translation.override(_language(request)):
        updates = queries.latest_updates(feeds.MOST)
        card = feeds.channel(current(), reverse("outages:status"), request.get_full_path())
        body = feeds.atom(updates, card)
    return _served(request, body, "application/atom+xml; charset=utf-8", feeds.newest(updates))


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """The JSON Feed."""
    with translation.override(_language(request)):
        updates = queries.latest_updates(feeds.MOST)
        card = feeds.channel(current(), reverse("outages:status"), request.get_full_path())
        body = feeds.json_feed(updates, card)
    response = _served(request, body, "application/feed+json", feeds.newest(updates))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def calendar(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Planned maintenance as a calendar; of one outage when it is named."""
    found = queries.for_calendar() if not public_id else _with_window(public_id)
    with translation.override(_language(request)):
        body = calendars.calendar(found)
    return _served(request, body, "text/calendar; charset=utf-8", calendars.newest(found))


def _with_window(public_id: str) -> list[Any]:
    found = queries.one(public_id)
    if found is None or not (found.scheduled_for and found.scheduled_until):
        raise Http404
    return [found]


@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """A small picture that says how IT is doing, for other sites."""
    readings = queries.now().current
    with translation.override(_language(request)):
        troubles = sum(not reading.is_maintenance for reading in readings)
        drawn = feeds.badge(headline(readings).state, troubles)
        response = render(request, "outages/public/badge.svg", {"badge": drawn})
    return _served(request, response.content, "image/svg+xml; charset=utf-8", None)


@require_safe
def pulse(_request: HttpRequest) -> JsonResponse:
    """One word that changes when the status does; pages that stay open ask for it."""
    beat = hashlib.sha256(queries.pulse().encode()).hexdigest()[:16]
    return JsonResponse({"beat": beat}, headers={"Cache-Control": "no-store"})


@require_safe
def public_json(request: HttpRequest, document: str) -> HttpResponse:
    """The Statuspage v2 documents, for the clients that read those."""
    with translation.override(_language(request)):
        body = json.dumps(statuspage.DOCUMENTS[document](), ensure_ascii=False).encode()
    response = _served(request, body, "application/json; charset=utf-8", None)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _language(request: HttpRequest) -> str:
    """The language asked for in the address, else the reader's."""
    asked = request.GET.get("lang", "")
    return in_house_form(asked) if asked in LANGUAGES else translation.get_language() or "nl"


def _served(
    request: HttpRequest, body: bytes, content_type: str, modified: datetime | None
) -> HttpResponse:
    """The body with its ETag, or 304 for whoever has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    stamp = int(modified.timestamp()) if modified else None
    response = HttpResponse(body, content_type=content_type)
    response["Content-Language"] = _language(request).split("-")[0]
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    answer = get_conditional_response(request, etag=tag, last_modified=stamp, response=response)
    return answer if isinstance(answer, HttpResponse) else response
