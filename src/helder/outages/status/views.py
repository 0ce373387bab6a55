"""The pages of the status page over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from helder.kit import freshness
from helder.outages import panels
from helder.outages.maintenance.expecting import expected
from helder.outages.models import Outage
from helder.outages.status import queries
from helder.outages.status.headline import headline, worst
from helder.outages.status.reading import Reading
from helder.promises.queries import told
from helder.services.models import Service

DAYS_SHOWN = 14
PER_PAGE = 25
MOST_EXPECTED = 5


def _etag(request: HttpRequest, **_kwargs: Any) -> str | None:
    return freshness.etag(request, queries.changed_at())


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def status(request: HttpRequest) -> HttpResponse:
    """Everything at a glance: services, what runs, what is planned, the last days."""
    now = queries.now(queries.reader_of(request.user))
    standings = queries.with_bars(queries.standings(now.current, now.reader))
    context = {
        "oembed": _oembed(request),
        "now": now,
        "expected": expected()[:MOST_EXPECTED],
        "headline": headline(now.current),
        "mine": [standing for standing in standings if standing.mine],
        "standings": [standing for standing in standings if not standing.mine],
        "bars": standings[0].bars if standings else None,
        "recent": queries.recent(DAYS_SHOWN),
        "days": DAYS_SHOWN,
    }
    return render(request, "outages/public/status.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def history(request: HttpRequest, month: str = "") -> HttpResponse:
    """What is over, a month at a time, for all services or one."""
    slug = request.GET.get("service", "")
    service = get_object_or_404(Service, slug=slug) if slug else None
    months = queries.months(service)
    shown = _chosen_month(months, month or request.GET.get("month", ""))
    found = queries.in_month(shown, service) if shown else Outage.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    place = months.index(shown) if shown else 0
    context = {
        "service": service,
        "services": Service.objects.filter(is_active=True),
        "months": months,
        "month": shown,
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
    reader = queries.hearing(queries.reader_of(request.user), [found])
    context = {
        "oembed": _oembed(request),
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
        "oembed": _oembed(request),
        "service": found,
        "standing": queries.Standing(found, worst(r.state for r in mine), mine),
        "current": mine,
        "planned": [r for r in now.planned if found in r.outage.services.all()],
        "past": [Reading(over) for over in queries.newest_past(found)],
        "bars": queries.bars_of(found),
    }
    return render(request, "outages/public/service.html", context)


def _oembed(request: HttpRequest) -> str:
    """Where a site that got this address asks how it may show it."""
    page = f"{settings.BASE_URL}{request.path}"
    return f"{settings.BASE_URL}{reverse('outages:oembed')}?{urlencode({'url': page})}"
