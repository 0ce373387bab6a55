"""Planned maintenance as a calendar (RFC 5545) that people subscribe to.

Owns: lasting UIDs, a SEQUENCE that rises with each change, CANCELLED for what was called off.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from icalendar import Calendar, Event

from helder.kit.texts import content_language, pick
from helder.organisation.queries import current
from helder.outages.maintenance.expecting import Expected
from helder.outages.models import Outage, Update
from helder.outages.status.reading import Reading
from helder.outages.status.scope import Scope, title_of
from helder.outages.status.touch import names


def calendar(outages: Iterable[Outage], scope: Scope, expected: Iterable[Expected] = ()) -> bytes:
    """The calendar in the active language, its times in the organisation's zone; what is expected
    but not announced yet is tentative."""
    house = current()
    zone = zoneinfo.ZoneInfo(house.time_zone)
    book = Calendar()
    book.add("prodid", f"-//Helder//status//{content_language().upper()}")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    name = title_of(scope, gettext("IT maintenance at %(house)s") % {"house": house.name})
    book.add("name", name)
    book.add("x-wr-calname", name)
    book.add("x-wr-timezone", house.time_zone)
    book.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for outage in outages:
        if outage.scheduled_for and outage.scheduled_until:
            event = _event(Reading(outage))
            event.add("dtstart", outage.scheduled_for.astimezone(zone))
            event.add("dtend", outage.scheduled_until.astimezone(zone))
            book.add_component(event)
    for each in expected:
        event = _tentative(each)
        event.add("dtstart", each.scheduled_for.astimezone(zone))
        event.add("dtend", each.scheduled_until.astimezone(zone))
        book.add_component(event)
    book.add_missing_timezones()
    return bytes(book.to_ical())


def newest(outages: Iterable[Outage]) -> datetime | None:
    """When the calendar last changed."""
    return max((outage.changed_at for outage in outages), default=None)


def _event(reading: Reading) -> Event:
    outage = reading.outage
    url = settings.BASE_URL + outage.get_absolute_url()
    event = Event()
    event.add("uid", _uid(outage.public_id))
    before = 1 if outage.series_id else 0  # it was there as tentative
    event.add("sequence", before + outage.moves + _sequence(reading.updates))
    event.add("dtstamp", outage.changed_at)
    event.add("last-modified", outage.changed_at)
    event.add("summary", pick(outage.title))
    event.add("description", _description(reading, url))
    event.add("url", url)
    event.add("status", "CANCELLED" if _called_off(reading) else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [pick(service.name) for service in outage.services.all()])
    if places := names(outage.places.all()):
        event.add("location", places)
    return event


def _tentative(each: Expected) -> Event:
    """A time of work that returns, under the name that it keeps when it is announced."""
    event = Event()
    event.add("uid", _uid(each.public_id))
    event.add("sequence", 0)
    event.add("dtstamp", each.since)
    event.add("last-modified", each.since)
    event.add("summary", pick(each.title))
    event.add("description", gettext("Expected. We tell you when it is sure."))
    event.add("url", settings.BASE_URL + reverse("outages:status"))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [pick(service.name) for service in each.services])
    if places := names(each.places):
        event.add("location", places)
    return event


def _uid(public_id: str) -> str:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"{public_id}@{host}"


def _called_off(reading: Reading) -> bool:
    return reading.withdrawn or reading.outage.state == Outage.State.MERGED


def _sequence(updates: Iterable[Update]) -> int:
    """Rises with each update and each correction; each move of the window raises it as well."""
    return sum(max(1, len(update.message.revisions.all())) for update in updates) - 1


def _description(reading: Reading, url: str) -> str:
    said = [f"{part.heading}: {part.said.text}" for part in reading.known.values()]
    return "\n\n".join([*said, url])
