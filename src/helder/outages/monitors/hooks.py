"""The address at which a monitor tells what it sees: written down first, acted upon after."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from helder.kit import clock, problems
from helder.kit.problems import Problem
from helder.outages.models import Monitor
from helder.outages.monitors import Kind, acting, taking
from helder.outages.monitors.door import door
from helder.outages.monitors.events import Came, Heard, Unreadable

log = logging.getLogger(__name__)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@door
def hear(request: HttpRequest, kind: Kind, monitor: Monitor) -> HttpResponse:
    """Takes what came in. It stays written down, whatever goes wrong after; the worker then acts.
    Raises Problem."""
    if not monitor.is_on:
        return JsonResponse({"taken": 0, "notes": [gettext("This monitor is switched off.")]})
    at = clock.now()
    heard = _read(request, kind, monitor)
    taken = taking.take(monitor, heard, at=at)
    if taken.new or taken.over:
        _act(monitor)
    return JsonResponse(
        {
            "taken": len(heard.events),
            "new": taken.new,
            "over": taken.over,
            "known": taken.known,
            "test": heard.test,
            "notes": [gettext(note) for note in heard.notes],
        }
    )


def _read(request: HttpRequest, kind: Kind, monitor: Monitor) -> Heard:
    try:
        return kind.read(_came(request), monitor.mapping)
    except Unreadable as error:
        taking.note_problem(monitor, error, at=clock.now())
        raise Problem(problems.UNREADABLE, str(error)) from None


def _came(request: HttpRequest) -> Came:
    """Body and fields: a form's own, else those of the address."""
    body = request.body
    form = request.POST if request.content_type in FORMS else {}
    fields = {name: value for held in (request.GET, form) for name, value in held.items()}
    return Came(body if request.content_type != FORMS[1] else b"", fields)


def _act(monitor: Monitor) -> None:
    try:
        acting.act()
    except Exception:
        log.exception("What %s told is kept; acting on it failed and is tried again.", monitor.pk)
