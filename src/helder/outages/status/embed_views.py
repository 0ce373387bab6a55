"""The status of IT on other sites over HTTP: the banner, the frame, oEmbed, and the lines to copy.

Refuses: cookies, and anything about the reader: what stands in another site is the same for all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from helder.kit.texts import content_language, pick
from helder.organisation.queries import current
from helder.outages.status import banner as banners
from helder.outages.status import queries
from helder.outages.status.headline import headline
from helder.outages.status.reading import Reading
from helder.outages.status.scope import asked
from helder.outages.status.served import for_other_sites, language_of, served
from helder.outages.status.showing import lines_to_copy
from helder.people.permissions import needs
from helder.services.models import Service

WIDTH, HEIGHT = 640, 320
MOST = 4


@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """The script that another site loads."""
    response = served(request, banners.script(), "text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def banner_data(request: HttpRequest) -> HttpResponse:
    """What that script shows."""
    body = json.dumps(banners.document(), ensure_ascii=False).encode()
    return served(request, body, "application/json; charset=utf-8")


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    """The state of IT, some services, a place or one outage, as a frame in any other page."""
    language = language_of(request)
    with translation.override(language):
        context = {**_shown(request), "base": settings.BASE_URL}
        response = render(request, "outages/public/embed.html", context)
        body = response.content
    answer = served(request, body, "text/html; charset=utf-8")
    answer._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return answer


def _shown(request: HttpRequest) -> dict[str, Any]:
    public_id = request.GET.get("outage", "")
    if public_id:
        found = queries.one(public_id)
        if found is None:
            raise Http404
        reading = Reading(found)
        return {"readings": [reading], "one": reading, "more": found.get_absolute_url()}
    scope = asked(request)
    current_ones = [r for r in queries.now().current if scope.holds(r.outage)]
    return {
        "scope": scope,
        "headline": headline(current_ones),
        "readings": current_ones[:MOST],
        "more": reverse("outages:status"),
    }


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0: how a site that got an address of ours may show it. JSON only."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    title, query = _known(request.GET.get("url", ""), request.get_host())
    language = content_language(language_of(request))
    address = (
        f"{settings.BASE_URL}{reverse('outages:embed')}?{urlencode({**query, 'lang': language})}"
    )
    width, height = _fits(request, "maxwidth", WIDTH), _fits(request, "maxheight", HEIGHT)
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        address, width, height, title,
    )  # fmt: skip
    document = {
        "version": "1.0", "type": "rich", "title": title, "cache_age": 300,
        "provider_name": current().name, "provider_url": settings.BASE_URL,
        "html": str(frame), "width": width, "height": height,
    }  # fmt: skip
    return for_other_sites(JsonResponse(document))


def _fits(request: HttpRequest, key: str, most: int) -> int:
    asked_for = request.GET.get(key, "")
    return min(most, max(200, int(asked_for))) if asked_for.isdigit() else most


def _known(url: str, host: str) -> tuple[str, dict[str, str]]:
    """The title of a page of ours and how the frame asks for it. Raises Http404."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if parts.netloc not in {host, urlsplit(settings.BASE_URL).netloc}:
        raise Http404
    known = KNOWN.get(match.view_name)
    if known is None:
        raise Http404
    return known(**match.kwargs)


def _all() -> tuple[str, dict[str, str]]:
    return current().name, {}


def _service(slug: str) -> tuple[str, dict[str, str]]:
    found = Service.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return pick(found.name), {"service": slug}


def _outage(public_id: str) -> tuple[str, dict[str, str]]:
    found = queries.one(public_id)
    if found is None:
        raise Http404
    return pick(found.title), {"outage": public_id}


KNOWN: dict[str, Callable[..., tuple[str, dict[str, str]]]] = {
    "outages:status": _all,
    "outages:service": _service,
    "outages:outage": _outage,
}


@needs("desk.see")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The desk's page with the lines that put the status of IT on an intranet, ready to copy."""
    return render(request, "outages/desk/show.html", lines_to_copy(request))
