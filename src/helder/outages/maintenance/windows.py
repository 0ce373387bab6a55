"""The windows of a series as they are to come: which is announced, left out, or still to be made.

Owns: reading. Refuses: making them (returning.py).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.db.models import Q

from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.queries import current
from helder.outages.maintenance import nogo, recurrence
from helder.outages.maintenance.obstacles import Around, Window, stretches_of
from helder.outages.models import NoGo, Outage, Series
from helder.people.models import Audience
from helder.services.models import Service

SHOWN = 6


@dataclass(frozen=True)
class Coming:
    """One time of a series: the outage that was announced for it, or why it is left out."""

    start: datetime
    end: datetime
    key: str
    outage: Outage | None = None
    left_out: bool = False
    why: str = ""
    warned: str = ""


def house_zone() -> tzinfo:
    """The zone on whose wall clock series stay."""
    return zoneinfo.ZoneInfo(current().time_zone)


def moments(series: Series, after: datetime, most: int) -> list[datetime]:
    """The beginnings of a series later than `after`."""
    found = recurrence.moments(series.rrule, series.begins_at, house_zone(), after, most)
    return list(found)


@dataclass(frozen=True)
class Known:
    """What several series need to show their windows, read once for all of them."""

    nogos: list[NoGo]
    made: Mapping[tuple[int, datetime], Outage]
    of: Mapping[str, Service]
    whom: Mapping[str, Audience]

    def window(self, series: Series, start: datetime) -> Window:
        """One time of it as a window."""
        services = [self.of[slug] for slug in series.form.get("services", ()) if slug in self.of]
        named = series.form.get("audiences", ())
        audiences = named or [service.audience.slug for service in services]
        end = start + timedelta(minutes=series.minutes)
        keys = frozenset(service.pk for service in services)
        return Window(start, end, keys, frozenset(audiences))


def known(series: Iterable[Series]) -> Known:
    """In a fixed number of queries."""
    keys = [row.pk for row in series if row.pk]
    made = Outage.objects.filter(Q(series__in=keys), scheduled_for__isnull=False)
    return Known(
        list(NoGo.objects.prefetch_related("services", "audiences")),
        {(o.series_id or 0, o.scheduled_for): o for o in made if o.scheduled_for},
        {service.slug: service for service in Service.objects.select_related("audience")},
        {audience.slug: audience for audience in Audience.objects.all()},
    )


def coming(series: Series, seen: Known, most: int = SHOWN) -> list[Coming]:
    """The next times of a series, with what becomes of each."""
    zone = house_zone()
    skipped = skipped_of(series)
    found = []
    for start in moments(series, clock.now(), most):
        key = recurrence.key_of(start, zone)
        found.append(_coming(series, seen, start, key, skipped))
    return found


def _coming(
    series: Series, seen: Known, start: datetime, key: str, skipped: Mapping[str, str]
) -> Coming:
    end = start + timedelta(minutes=series.minutes)
    outage = seen.made.get((series.pk or 0, start))
    if outage is not None:
        return Coming(start, end, key, outage)
    if key in skipped:
        return Coming(start, end, key, left_out=True, why=skipped[key])
    avoided = to_avoid(series, seen, start)
    names = ", ".join(pick(each.nogo.name) for each in avoided)
    left_out = is_left_out(series, avoided)
    return Coming(start, end, key, None, left_out, names if left_out else "", names)


def to_avoid(series: Series, seen: Known, start: datetime) -> list[nogo.Stretch]:
    """The periods to avoid in which this time falls."""
    return stretches_of(seen.window(series, start), Around(seen.nogos, ()))


def is_left_out(series: Series, avoided: Iterable[nogo.Stretch]) -> bool:
    """Whether the series makes no window then: never on hard days, and where it says so not on
    days of a warning either."""
    return any(series.skips_nogo or each.nogo.is_hard for each in avoided)


def skipped_of(series: Series) -> dict[str, str]:
    """The times that were left out, by their key, each with why in the reader's language."""
    return {kept["at"]: pick(kept.get("why") or {}) for kept in series.skipped}
