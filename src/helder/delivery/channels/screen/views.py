"""The page of one screen, its slides anew, and the script that keeps them without a network.

Open to whoever has the address; it shows nothing that is not public. Refuses: being found by search
engines, or kept by anything but the screen itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

import helder
from helder.delivery.channels.screen import actions, queries
from helder.delivery.models import Screen
from helder.kit import clock
from helder.kit.qr import code
from helder.organisation.queries import current

SCRIPT = Path(__file__).with_name("worker.js")
RENEW_SECONDS = 30
PREVIEW = "preview"

View = Callable[..., HttpResponse]


def _unkept(view: View) -> View:
    """Nothing on the way keeps it, no search engine lists it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return answered


@require_safe
@_unkept
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page; the desk may show it within its own."""
    answer = _shown(request, token, "delivery/screen/page.html")
    if PREVIEW in request.GET:
        answer["X-Frame-Options"] = "SAMEORIGIN"
        answer._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return answer


@require_safe
@_unkept
def slides(request: HttpRequest, token: str) -> HttpResponse:
    """The slides alone, for the script of the page."""
    return _shown(request, token, "delivery/screen/slides.html")


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that shows the last slides when there is no network."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _shown(request: HttpRequest, token: str, template: str) -> HttpResponse:
    found = Screen.objects.filter(token=token).first() if len(token) <= 40 else None
    if found is None:
        raise Http404
    if PREVIEW not in request.GET:
        actions.seen(found)
    first = queries.languages(found)[0]
    every = queries.shown(found)
    now = _number(request.GET.get("slide", ""), len(every))
    with translation.override(first):
        answer = render(request, template, _context(found, every, now))
    answer["Content-Language"] = first.split("-")[0]
    return answer


def _context(found: Screen, every: list[queries.Shown], now: int) -> dict[str, Any]:
    status = settings.BASE_URL + reverse("outages:status")
    return {
        "screen": found,
        "slides": every,
        "shown": now,
        "next": now % len(every) + 1 if every else 1,
        "seconds": every[now - 1].slide.seconds if every else RENEW_SECONDS,
        "renew": RENEW_SECONDS,
        "at": clock.now(),
        "zone": current().time_zone,
        "version": helder.__version__,
        "languages": [queries.Language(locale) for locale in queries.languages(found)],
        "code": code(status),
        "status": status,
        "readable": status.split("://", 1)[1].rstrip("/"),
    }


def _number(text: str, most: int) -> int:
    """Which slide is shown, from 1; the first when it is none of them."""
    asked = int(text) if text.isdecimal() and len(text) < 4 else 1
    return asked if 1 <= asked <= most else 1
