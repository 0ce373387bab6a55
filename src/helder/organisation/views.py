"""The house's colours as a stylesheet and its logo as a picture; open to everyone.

Refuses: changing the house; that is the desk's.
"""

from __future__ import annotations

from pathlib import PurePath

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from helder.organisation import picture
from helder.organisation.colour import stylesheet
from helder.organisation.queries import current

A_YEAR = 60 * 60 * 24 * 365


@require_safe
def house_css(request: HttpRequest) -> HttpResponse:
    """The colour tokens, for light and dark; the address changes when the colours do."""
    house = current()
    css = stylesheet(house.colour, house.accent)
    return _long_held(HttpResponse(css, content_type="text/css; charset=utf-8"), request)


@require_safe
def house_logo(request: HttpRequest) -> HttpResponse:
    """The logo, as the picture that it was found to be when it was uploaded."""
    logo = current().logo
    name = logo.name or ""
    kind = picture.KINDS.get(PurePath(name).suffix)
    if not kind or not logo.storage.exists(name):
        raise Http404
    with logo.storage.open(name) as file:
        return _long_held(HttpResponse(file.read(), content_type=kind), request)


def _long_held(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Kept for a year when the address names a version, a minute when it does not."""
    seconds = A_YEAR if "v" in request.GET else 60
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
