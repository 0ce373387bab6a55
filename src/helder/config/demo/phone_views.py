"""The pages of the demo's phone: every text message, and the door through which they come in."""

from __future__ import annotations

import json

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from helder.config.demo import phone

PER_PAGE = 20


@require_GET
def all_texts(request: HttpRequest) -> HttpResponse:
    """The list, as bubbles, the newest first."""
    found = phone.texts(settings.HOME)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/phone.html", {"page": page})


@csrf_exempt
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """One text message, as a gateway takes it: JSON with `to` and `text`; 400 for anything else."""
    try:
        given = json.loads(request.body)
        to, text = str(given["to"]), str(given["text"])
    except (ValueError, KeyError, TypeError):
        return HttpResponse("Give JSON with to and text.", status=400, content_type="text/plain")
    phone.keep(settings.HOME, to, text)
    return HttpResponse(status=202)
