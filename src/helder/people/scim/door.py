"""The door of SCIM: the token, the body, and every error in the form of SCIM.

Owns: what each address below /scim/v2/ does alike. A stack trace never leaves here; it goes to the
log. Refuses: what a request does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from pydantic import ValidationError
from scim2_models import (
    ConflictException,
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    NotFoundException,
    PayloadTooLargeException,
    SCIMException,
)

from helder.kit.problems import Problem
from helder.people import tokens
from helder.people.clients import NeedsScope
from helder.people.models import ApiToken

log = logging.getLogger(__name__)
PER_MINUTE = 3_000
"""Entra ID asks for 25 requests a second."""
MEDIA = "application/scim+json"
View = Callable[..., HttpResponse]


class _Answer(SCIMException):
    """An error that the library has no class for."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail=detail)
        self.status, self.headers = status, headers or {}


def door(*methods: str) -> Callable[[View], View]:
    """Around every view: these methods, who asks, and what went wrong."""

    def guard(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "HEAD":
                request.method = "GET"
            try:
                request.auth = _let_in(request)  # type: ignore[attr-defined]
                if methods and request.method not in methods:
                    raise _not_allowed(request, methods)
                return view(request, *args, **kwargs)
            except Exception as error:
                return _refuse(request, error)

        opened.csrf_exempt = True  # type: ignore[attr-defined]
        return opened

    return guard


def client(request: HttpRequest) -> ApiToken:
    """The token of a request that was let in."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises SCIMException."""
    try:
        found = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail=gettext("The body cannot be read as JSON.")) from None
    if not isinstance(found, dict):
        raise InvalidSyntaxException(detail=gettext("Send one JSON object."))
    if b"\\u" in request.body or b"\x00" in request.body:
        _check_signs(found)
    return found


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """JSON of SCIM."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type=MEDIA, headers=headers)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _let_in(request: HttpRequest) -> ApiToken:
    """Who asks. Raises _Answer: 401, 403 or 429."""
    try:
        return NeedsScope(tokens.SCIM, PER_MINUTE)(request)
    except Problem as problem:
        headers = dict(problem.headers or {})
        raise _Answer(problem.kind.status, problem.detail, headers) from None


def _not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> _Answer:
    allowed = ", ".join(methods)
    detail = gettext("This address knows %(methods)s, not %(method)s.") % {
        "methods": allowed,
        "method": request.method,
    }
    return _Answer(405, detail, {"Allow": allowed})


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_signs(found: dict[str, Any]) -> None:
    """Half signs and zeroes: JSON can write them, no database keeps them."""
    text = json.dumps(found, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "\\u0000"
    if "\\u0000" in text:
        raise InvalidValueException(detail=gettext("A value holds a sign that cannot be kept."))


def _refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    found = _as_scim(error)
    if found is None or found.status == 503:
        log.error("SCIM broke on %s %s", request.method, request.path, exc_info=error)
    if found is None:
        found = _Answer(500, gettext("It is in the log, and it is our fault."))
    said = Error(status=found.status, scim_type=found.scim_type or None, detail=_line(str(found)))
    return answer(said.model_dump(), found.status, getattr(found, "headers", None))


def _as_scim(error: Exception) -> SCIMException | None:
    if isinstance(error, SCIMException):
        return error
    if isinstance(error, ValidationError):
        return SCIMException.from_error(Error.from_validation_errors(error)[0])
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return said()
    return None


_SAID: dict[type[Exception], Callable[[], SCIMException]] = {
    ObjectDoesNotExist: lambda: NotFoundException(detail=gettext("This does not exist.")),
    RequestDataTooBig: lambda: PayloadTooLargeException(
        detail=gettext(
            "A request may hold two and a half megabytes. Send the members of a group in parts."
        )
    ),
    SuspiciousOperation: lambda: InvalidSyntaxException(
        detail=gettext("The request cannot be read.")
    ),
    IntegrityError: lambda: ConflictException(
        detail=gettext("Somebody did the same at the same moment. Read it again.")
    ),
    OperationalError: lambda: _Answer(
        503,
        gettext("The database does not answer now. Try again in a moment."),
        {"Retry-After": "5"},
    ),
}


def _line(detail: str) -> str:
    """One line for a log, of what a validator wrote over several: "active: … valid boolean"."""
    lines = [line.strip() for line in detail.splitlines() if line.strip()]
    if len(lines) < 3 or "validation error" not in lines[0]:
        return " ".join(lines)
    return f"{lines[1]}: {lines[2].split(' [type=')[0]}"
