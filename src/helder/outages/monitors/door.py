"""The door at which monitors tell: the token, the size, the pace, and every error as a problem.

Owns: what is alike for every kind. A token in the address is the proof, so no cookie is looked at.
Refuses: a stack trace, ever; it goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext

from helder.kit import problems
from helder.kit.problems import Problem
from helder.outages.models import Monitor
from helder.outages.monitors import Kind, by_path, proof
from helder.people.limits import visitor, within

log = logging.getLogger(__name__)
LARGEST = 1_000_000
PER_MINUTE, TRIES_PER_MINUTE = 120, 30
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Around the view: whatever happens is answered as a problem that says what to do."""

    @wraps(view)
    def opened(request: HttpRequest, path: str, token: str) -> HttpResponse:
        try:
            kind, monitor = _who(request, path, token)
            _check(request, kind, monitor)
            answer = view(request, kind, monitor)
        except Problem as problem:
            answer = _as_response(problem)
        except (RequestDataTooBig, UnreadablePostError):
            answer = _as_response(_too_large())
        except (SuspiciousOperation, MultiPartParserError):
            answer = _as_response(Problem(problems.UNREADABLE, gettext("It cannot be read.")))
        except OperationalError:
            log.exception("What a monitor told could not be written down.")
            answer = _as_response(_busy())
        except Exception:
            log.exception("The door of the monitors broke.")
            detail = gettext("It is in the log, and it is our fault.")
            answer = _as_response(Problem(problems.BROKEN, detail))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    opened.csrf_exempt = True  # type: ignore[attr-defined]
    return opened


def _who(request: HttpRequest, path: str, token: str) -> tuple[Kind, Monitor]:
    """Raises Problem 404 and, for who keeps guessing, 429."""
    kind = by_path(path)
    found = None
    if kind is not None and len(token) <= proof.LONGEST_TOKEN:
        rows = Monitor.objects.filter(kind=kind.name, token_hash=proof.hashed(token))
        found = rows.first()
    if kind is not None and found is not None:
        return kind, found
    if not within(f"monitor-guess:{visitor(request)}", TRIES_PER_MINUTE, 60):
        raise _too_often(TRIES_PER_MINUTE)
    raise Problem(
        problems.NOT_FOUND,
        gettext("No monitor has this address. Make a new one at the desk of Helder."),
    )


def _check(request: HttpRequest, kind: Kind, monitor: Monitor) -> None:
    """Method, size, pace, proof. Raises Problem."""
    if request.method not in kind.methods:
        allowed = ", ".join(kind.methods)
        detail = gettext("This address knows %(methods)s, not %(method)s.") % {
            "methods": allowed,
            "method": request.method,
        }
        raise Problem(problems.METHOD, detail, headers={"Allow": allowed})
    if not within(f"monitor:{monitor.pk}", PER_MINUTE, 60):
        raise _too_often(PER_MINUTE)
    if len(request.body) > LARGEST:
        raise _too_large()
    if monitor.secret and not proof.is_proven(monitor.secret, request.headers, request.body):
        raise Problem(
            problems.TOKEN,
            gettext(
                "This monitor has a secret. Send it in the header “Authorization: Bearer …”, as "
                "the password, or sign the body with it (HMAC-SHA256)."
            ),
            headers={"WWW-Authenticate": 'Bearer realm="Helder"'},
        )


def _too_large() -> Problem:
    return Problem(problems.TOO_LARGE, gettext("A message of a monitor has at most one megabyte."))


def _too_often(most: int) -> Problem:
    detail = gettext("At most %(count)d messages a minute are heard. Wait a moment.") % {
        "count": most
    }
    return Problem(problems.TOO_MANY, detail, headers={"Retry-After": "60"})


def _busy() -> Problem:
    detail = gettext("The database does not answer now. Try again in a moment.")
    return Problem(problems.BUSY, detail, headers={"Retry-After": "5"})


def _as_response(problem: Problem) -> HttpResponse:
    kind = problem.kind
    body = {
        "type": f"{settings.BASE_URL}/api/v1/docs#problem-{kind.name}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail,
        **problem.members,
    }
    return JsonResponse(
        body, status=kind.status, headers=problem.headers, content_type="application/problem+json"
    )
