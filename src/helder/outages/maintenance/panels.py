"""What this room adds to the page of an outage: for readers that it moved, for the desk its deeds
and its reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from helder.kit import clock
from helder.outages.maintenance import obstacles, queries, working
from helder.outages.maintenance.obstacles import Window
from helder.outages.models import Outage

NEARLY = timedelta(minutes=30)


def moved_before(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """For readers: that its window changed, unless the newest word is just that."""
    found = moved(request, outage)
    newest = outage.updates.first()
    return None if found is None or newest == found["last"].update else found


def moved(_request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """That its window changed: what it was, what it is, and why. Nothing when it did not."""
    if not outage.moves:
        return None
    rows = list(outage.moved.all())
    return {"last": rows[0], "before": rows[1:], "first": rows[-1]} if rows else None


def deeds(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """What whoever works on it does next: begin, done, longer, another time, call off."""
    if outage.kind != Outage.Kind.MAINTENANCE:
        return None
    context: dict[str, Any] = {"outage": outage, "moved": moved(request, outage)}
    start, end = outage.scheduled_for, outage.scheduled_until
    if outage.state != Outage.State.RUNNING or start is None or end is None:
        return context if context["moved"] else None
    now = clock.now()
    started = start <= now
    begun = started and working.has_begun(outage)
    context |= {
        "goes_on": True,
        "planned": not started,
        "to_begin": started and not begun,
        "begun": working.begun_news(outage, now) if started and not begun else None,
        "done": working.done_news(outage) if started else None,
        "nearly": started and end - now <= NEARLY,
        "obstacles": [] if started else _in_the_way(Window.of_outage(outage, start, end)),
    }
    return context


def _in_the_way(window: Window) -> list[obstacles.Obstacle]:
    """What came in between since it was planned; its hours were chosen."""
    return [each for each in obstacles.found(window) if each.kind != obstacles.HOURS]


def reminders(_request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """The reminders: which, when, to whom, and what became of each."""
    if outage.kind != Outage.Kind.MAINTENANCE:
        return None
    running = outage.state == Outage.State.RUNNING
    lines = queries.reminders(outage)
    return {"outage": outage, "lines": lines, "running": running} if lines or running else None
