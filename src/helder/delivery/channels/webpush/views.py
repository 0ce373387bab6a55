"""What browsers ask about notifications: the script that waits for them, yes, no, a new address.

Owns: these four addresses, and the card that makes a website an app on a home screen. Refuses:
anybody who is not signed in and has no signed link to their choices.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from helder.delivery.channels.webpush import actions
from helder.delivery.channels.webpush.devices import named
from helder.delivery.channels.webpush.forms import DeviceForm
from helder.organisation.queries import current
from helder.people.limits import visitor, within
from helder.people.links import person_from_token
from helder.people.models import Person

SCRIPT = Path(__file__).with_name("worker.js")
AN_HOUR, TIMES = 3600, 30
TOO_OFTEN = gettext_lazy("That was often enough for now. Try again in an hour.")


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the whole site; it waits for notifications and keeps no pages."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a phone needs to put this site on its home screen, where iOS allows notifications."""
    house = current()
    icons = [
        {"src": static(f"kit/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    said = {
        "id": "/",
        "name": gettext("IT now at %(house)s") % {"house": house.name},
        "short_name": gettext("IT now"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": house.colour,
        "icons": icons,
    }
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/manifest+json; charset=utf-8"
    answer["Cache-Control"] = "max-age=3600"
    return answer


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """This browser may show notifications from now on."""
    person = whose(request)
    if not within(f"push:{person.pk}", TIMES, AN_HOUR):
        return _said(str(TOO_OFTEN), 429)
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return _said(first_error(form), 422)
    actions.subscribe(person, form.cleaned_data, named(request.headers.get("user-agent", "")))
    messages.success(request, gettext("This device tells you from now on."))
    return HttpResponse(status=204)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """One of one's own devices is left alone from now on."""
    key = request.POST.get("device", "")
    if key.isdecimal() and len(key) < 19 and actions.forget(whose(request), int(key)):
        messages.success(request, gettext("That device is left alone from now on."))
    return redirect(_back(request))


@csrf_exempt
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """A browser that got a new address says so by itself, without anybody signed in: its secret
    is the proof, so that another site can do nothing here."""
    if not within(f"push-renew:{visitor(request)}", TIMES, AN_HOUR):
        return _said(str(TOO_OFTEN), 429)
    said = _read(request)
    form = DeviceForm(said.get("new") or {})
    if not form.is_valid():
        return _said(first_error(form), 422)
    found = actions.renew(said.get("old") or {}, form.cleaned_data)
    return HttpResponse(status=204 if found else 410)


def whose(request: HttpRequest) -> Person:
    """Who signed in, or whose signed link this is. Raises PermissionDenied."""
    token = request.POST.get("choices", "")
    person = person_from_token(token) if token else request.user
    if not isinstance(person, Person) or not person.is_active:
        raise PermissionDenied
    return person


def _read(request: HttpRequest) -> dict[str, dict[str, str]]:
    try:
        said: Any = json.loads(request.body[:8000])
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        key: {str(name): str(text) for name, text in part.items()}
        for key, part in said.items()
        if isinstance(part, dict)
    }


def first_error(form: DeviceForm) -> str:
    """What is wrong, in a sentence."""
    return str(next(iter(form.errors.as_data().values()))[0].messages[0])


def _said(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, None) else "/"
