"""Whether this installation works, for whoever watches over it: /healthz and /readyz.

`Probes` answers before Django does, so that a database that is away gives a clean 503 and the
watcher may use any host name.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from helder.delivery import queries

log = logging.getLogger(__name__)

HEALTHY = {"status": "ok"}


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether the work can be done, and which part stands in the way."""
    try:
        alive = queries.worker_is_alive()
    except DatabaseError as error:
        log.error("The database does not answer: %s", error)
        return False, {"status": "not ready", "database": "does not answer", "worker": "unknown"}
    worker = "ok" if alive else "no sign of life"
    return alive, {"status": "ok" if alive else "not ready", "database": "ok", "worker": worker}


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return JsonResponse(HEALTHY)


def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and a worker lives; 503 otherwise."""
    ready, report = readiness()
    return JsonResponse(report, status=200 if ready else 503)


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Probes:
    """A WSGI application that answers the two addresses and passes on all others."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return _answer(start_response, True, HEALTHY)
        if path == "/readyz":
            if not connection.in_atomic_block:  # only tests ask from inside a transaction
                close_old_connections()
            return _answer(start_response, *readiness())
        return self.application(environ, start_response)


def _answer(
    start_response: Callable[..., Any], good: bool, report: dict[str, str]
) -> Iterable[bytes]:
    body = json.dumps(report).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response("200 OK" if good else "503 Service Unavailable", headers)
    return [body]
