"""The REST API: one NinjaAPI with every module's router, its errors, and its door.

Owns: problem details, ETags, what happens to a request that no router knows. A stack trace never
leaves here; it goes to the log.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.http import parse_etags
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from helder import __version__
from helder.config.api import contract as api_contract
from helder.config.api import docs as api_docs
from helder.config.api.reading import JsonReader, sentences
from helder.delivery.api import router as delivery_router
from helder.kit import problems
from helder.kit.problems import Problem
from helder.messages.actions import AlreadyPublished, Blocked
from helder.messages.api import router as coach_router
from helder.outages.api import router as outages_router
from helder.outages.rules import Refused
from helder.promises.api import router as promises_router

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


class HelderAPI(NinjaAPI):
    """NinjaAPI with our door, our reference page and an honest document."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns: Sequence[Any] = super()._get_urls()
        for pattern in patterns:
            pattern.callback = door(pattern.callback)
        return [
            path("", lambda request: redirect("api:docs"), name="start"),
            path("docs", api_docs.page(self), name="docs"),
            *patterns,
            re_path(r"^(?P<rest>.*)$", door(nothing_here), name="nothing"),
        ]

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Any = None
    ) -> OpenAPISchema:
        """The document, with what every operation shares."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        api_contract.complete(document)
        return document


def door(view: View) -> View:
    """Around every view of the API: HEAD as GET, problems for what ninja answers bare, ETags."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:
            response = on_error(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            response = _not_allowed(request, response["Allow"])
        return _tagged(request, response)

    opened.csrf_exempt = True  # type: ignore[attr-defined]
    return opened


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/v1/."""
    raise Problem(problems.NOT_FOUND, gettext("There is nothing at this address of the API."))


def as_response(problem: Problem) -> HttpResponse:
    """The problem as RFC 9457 writes it."""
    kind = problem.kind
    body = {
        "type": api_contract.type_of(kind),
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail,
        **problem.members,
    }
    return JsonResponse(
        body, status=kind.status, headers=problem.headers, content_type="application/problem+json"
    )


def on_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Any exception as a problem."""
    problem = _problem_of(error)
    if problem is None or problem.kind is problems.BUSY:
        log.error("The API broke on %s %s", request.method, request.path, exc_info=error)
    if problem is None:
        problem = Problem(problems.BROKEN, gettext("It is in the log, and it is our fault."))
    return as_response(problem)


def _problem_of(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return said(error)
    return None


def _refused(error: Any) -> Problem:
    """What rules.py refuses; a sentence about no field in particular is about the state."""
    if set(error.errors) == {""}:
        return Problem(problems.CONFLICT, error.errors[""])
    return Problem(problems.INVALID, str(error), errors=error.errors)


def _blocked(error: Any) -> Problem:
    detail = gettext("These words make readers angry. Each finding says why, and what to write.")
    return Problem(problems.BLOCKED, detail, findings=error.findings)


def _bare(error: Any) -> Problem:
    """What ninja says without more: only a body that cannot be parsed comes here."""
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    return Problem(problems.UNREADABLE, gettext("The body cannot be read as JSON."))


_SAID: dict[type[Exception], Callable[[Any], Problem]] = {
    ValidationError: lambda error: sentences(error.errors),
    Refused: _refused,
    Blocked: _blocked,
    HttpError: _bare,
    Http404: lambda error: Problem(problems.NOT_FOUND, gettext("This does not exist.")),
    RequestDataTooBig: lambda error: Problem(
        problems.TOO_LARGE, gettext("A request may hold two and a half megabytes.")
    ),
    SuspiciousOperation: lambda error: Problem(
        problems.UNREADABLE, gettext("The request cannot be read.")
    ),
    AlreadyPublished: lambda error: Problem(
        problems.CONFLICT, gettext("This was published at the same moment.")
    ),
    IntegrityError: lambda error: Problem(
        problems.CONFLICT, gettext("Somebody did the same at the same moment. Read it again.")
    ),
    OperationalError: lambda error: Problem(
        problems.BUSY,
        gettext("The database does not answer now. Try again in a moment."),
        headers={"Retry-After": "5"},
    ),
}


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    methods = ", ".join(sorted(allowed.replace(" ", "").split(",")))
    detail = gettext("This address knows %(methods)s, not %(method)s.") % {
        "methods": methods,
        "method": request.method,
    }
    return as_response(Problem(problems.METHOD, detail, headers={"Allow": methods}))


def _tagged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """ETag on what was read; 304 without a body when the reader has it already."""
    if not isinstance(response, HttpResponse):
        return response
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if request.method != "GET" or response.status_code != 200:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    known = {one.removeprefix("W/") for one in asked}
    if not known & {tag, "*"}:
        return response
    return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "private, no-cache"})


api = HelderAPI(
    title="Helder",
    version=__version__,
    urls_namespace="api",
    docs_url=None,
    parser=JsonReader(),
    servers=[{"url": settings.BASE_URL}],
    description=api_contract.INTRODUCTION,
    openapi_extra=api_contract.EXTRA,
)
api.add_exception_handler(Exception, on_error)
for _kind in (*_SAID, Problem):
    api.add_exception_handler(_kind, on_error)
for _router in (outages_router, delivery_router, promises_router, coach_router):
    api.add_router("", _router)
