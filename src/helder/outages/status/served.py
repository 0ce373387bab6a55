"""Documents for programs over HTTP: their language, their ETag, who may read them.

Owns: the headers that feeds, data and pictures share. They are the same for everybody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from helder.kit.texts import LANGUAGES
from helder.people.middleware import in_house_form


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else the reader's."""
    asked = request.GET.get("lang", "")
    return in_house_form(asked) if asked in LANGUAGES else translation.get_language() or "nl"


def served(
    request: HttpRequest, body: bytes, content_type: str, modified: datetime | None = None
) -> HttpResponse:
    """The body with its ETag, or 304 for whoever has it; other sites may read it too."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    stamp = int(modified.timestamp()) if modified else None
    response = HttpResponse(body, content_type=content_type)
    response["Content-Language"] = language_of(request).split("-")[0]
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    answer = get_conditional_response(request, etag=tag, last_modified=stamp, response=response)
    return for_other_sites(answer if isinstance(answer, HttpResponse) else response)


def for_other_sites(response: HttpResponse) -> HttpResponse:
    """A page of another site may load it: nothing in it is about the reader."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
