"""What taps show elsewhere: on the public page of an outage, on its page of the desk, on the desk's
day, on the front page and on the page of a service.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from helder.kit import clock
from helder.outages.metoo import alerts, queries
from helder.outages.metoo.sparkline import Line, line
from helder.outages.models import Outage, Surge, Tapped
from helder.people.models import Person, Place
from helder.people.permissions import may

SHOWN_HOURS = 3
FEW = 5
BEFORE = timedelta(minutes=30)
"""So much of the quiet before a surge is drawn with it."""


def reader_panel(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """The button under the newest word, and how many said it already."""
    service = next(iter(outage.services.all()), None)
    if outage.state != Outage.State.RUNNING or service is None or _as_planned(outage):
        return None
    places = list(outage.places.all())
    own = request.user.place if isinstance(request.user, Person) else None
    return {
        "outage": outage,
        "service": service,
        "place": own or (places[0] if len(places) == 1 else None),
        "people": queries.honest(queries.readers_of(outage)),
    }


def _as_planned(outage: Outage) -> bool:
    """Planned work that has not run out: nobody needs to tell that it does not work."""
    until = outage.scheduled_until
    return outage.is_planned or bool(until and clock.now() < until)


def desk_panel(_request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """How many, where, and when; and where else the same services are said to fail."""
    if outage.published_at is None or outage.is_planned:
        return None
    moments = queries.moments(outage.reports.all())
    counted = Tapped.objects.filter(outage=outage)
    away = queries.by_place(queries.elsewhere(outage))
    people = queries.readers_of(outage)
    if not people and outage.state != Outage.State.RUNNING:
        return None
    begin = outage.since or outage.published_at
    start = min([begin, *moments[:1]])
    end = max(outage.resolved_at or clock.now(), start + timedelta(minutes=30))
    return {
        "outage": outage,
        "people": people,
        "line": line(moments, start, end) if moments else None,
        "places": queries.by_place(outage.reports.all(), counted),
        "away": away,
    }


@dataclass(frozen=True)
class Risen:
    """A surge as the desk sees it."""

    surge: Surge
    sentence: str
    usual: str
    line: Line
    places: list[queries.Somewhere]


def surges() -> list[Risen]:
    """Those that run, the newest first."""
    running = list(Surge.objects.filter(ended_at=None).select_related("service", "draft"))
    if not running:
        return []
    start = min(surge.began_at for surge in running) - BEFORE
    services = [surge.service_id for surge in running]
    rows = queries.loose().filter(service__in=services, at__gte=start).order_by("at")
    taps = list(rows.values_list("service", "place", "at"))
    places = Place.objects.in_bulk()
    return [
        _risen(
            surge,
            [(place, at) for service, place, at in taps if service == surge.service_id],
            places,
        )
        for surge in running
    ]


def _risen(
    surge: Surge, taps: list[tuple[int | None, datetime]], places: dict[int, Place]
) -> Risen:
    start = surge.began_at - BEFORE
    here = Counter(place for place, at in taps if at >= surge.began_at)
    return Risen(
        surge,
        alerts.people_words(surge),
        alerts.usual_words(surge.expected),
        line([at for _place, at in taps], start, clock.now()),
        queries.lines_of(here, places),
    )


def desk_card(request: HttpRequest) -> dict[str, Any]:
    """On top of the day: surges; and below them what people tell of late without one."""
    risen = surges()
    shown = {one.surge.service_id for one in risen}
    told = [one for one in queries.telling(SHOWN_HOURS) if one.service.pk not in shown]
    start, end = clock.now() - timedelta(hours=SHOWN_HOURS), clock.now()
    return {
        "risen": risen,
        "told": [(one, line(one.moments, start, end)) for one in told[:FEW]],
        "hours": SHOWN_HOURS,
        "can_write": may(request.user, "message.write"),
    }


def day_card(request: HttpRequest) -> dict[str, Any]:
    """The same on the desk's day."""
    return {"card": desk_card(request)}


def portal_card(_request: HttpRequest) -> dict[str, Any]:
    """A way to tell it from the front page."""
    return {}


def past_surges() -> list[Surge]:
    """The last that are over, for the page of the desk."""
    month = clock.now() - timedelta(days=30)
    over = Surge.objects.filter(ended_at__gte=month)
    return list(over.select_related("service", "outage", "dismissed_by")[:20])
