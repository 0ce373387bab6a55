"""The coming times of work that returns, before they are announced: for readers, as expected.

Owns: which times those are, and the public name that a time has before and after it is announced.
Refuses: announcing (returning.py), and times that are left out.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from helder.kit import clock
from helder.kit.ids import derived_id, public_id
from helder.messages.models import Message
from helder.organisation.queries import current
from helder.outages.maintenance import recurrence, windows
from helder.outages.maintenance.windows import Known
from helder.outages.models import Outage, Series
from helder.people.models import Place
from helder.services.models import Service

WEEKS = 8
MOST = 60


@dataclass(frozen=True)
class Expected:
    """One time that is to come, as it is expected now."""

    public_id: str
    title: Mapping[str, str]
    scheduled_for: datetime
    scheduled_until: datetime
    services: tuple[Service, ...]
    places: tuple[Place, ...]
    since: datetime
    """When the series was made."""


def name_of(series: Series, start: datetime) -> str:
    """The public id of this time of a series: the same before and after it is announced."""
    key = recurrence.key_of(start, zoneinfo.ZoneInfo(current().time_zone))
    return derived_id(f"window:{series.pk}:{series.created_at.isoformat()}:{key}")


def name_for(series: Series | None, start: datetime | None) -> str:
    """The public id of something new: a time of a series keeps the one that it had before."""
    if series is None or start is None:
        return public_id()
    name = name_of(series, start)
    return public_id() if Outage.objects.filter(public_id=name).exists() else name


def expected(weeks: int = WEEKS) -> list[Expected]:
    """Every time within these weeks that nobody announced yet, the first one first."""
    rows = list(Series.objects.filter(is_on=True))
    if not rows:
        return []
    until = clock.now() + timedelta(weeks=weeks)
    seen, places = windows.known(rows), {place.slug: place for place in Place.objects.all()}
    waiting = _drafted() if any(row.as_draft for row in rows) else set()
    found = [each for row in rows for each in _of(row, seen, places, waiting, until)]
    told = set(
        Outage.objects.filter(public_id__in=[each.public_id for each in found]).values_list(
            "public_id", flat=True
        )
    )
    kept = [each for each in found if each.public_id not in told]
    return sorted(kept, key=lambda each: (each.scheduled_for, each.public_id))


def _of(
    series: Series,
    seen: Known,
    places: Mapping[str, Place],
    waiting: set[tuple[str, str]],
    until: datetime,
) -> Iterator[Expected]:
    zone = windows.house_zone()
    for each in windows.coming(series, seen, MOST):
        if each.start > until:
            return
        typed = each.start.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        looked_at = series.made_until is not None and each.start <= series.made_until
        if each.outage or each.left_out or (looked_at and (str(series.pk), typed) not in waiting):
            continue
        form = series.form
        yield Expected(
            name_of(series, each.start),
            dict(series.name),
            each.start,
            each.end,
            tuple(seen.of[slug] for slug in form.get("services", ()) if slug in seen.of),
            tuple(places[slug] for slug in form.get("places", ()) if slug in places),
            series.created_at,
        )


def _drafted() -> set[tuple[str, str]]:
    """The times that wait for a person at the desk, per series."""
    drafts = Message.objects.filter(state=Message.State.DRAFT, form__fields__has_key="series")
    return {
        (str((fields.get("series") or [""])[0]), str((fields.get("scheduled_for") or [""])[0]))
        for fields in drafts.values_list("form__fields", flat=True)
    }
