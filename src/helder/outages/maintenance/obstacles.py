"""What stands in the way of a window: days to avoid, other work on the same people, working hours.

Owns: finding it, saying it, and stopping what falls on a day on which nothing may be planned.
Refuses: choosing another time; whoever plans decides.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.queries import current
from helder.outages.maintenance import nogo
from helder.outages.maintenance.wording import days_between
from helder.outages.models import NoGo, Outage
from helder.outages.rules import Facts, Refused
from helder.people.permissions import may

HARD, SOFT, OVERLAP, HOURS = "hard", "soft", "overlap", "hours"
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(18)
SATURDAY = 5
DAYS_LOOKED = 7
LONGEST_REASON = 500


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way, in the reader's language."""

    kind: str
    sentence: str
    name: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """Work as it is being planned: when, and whom it touches."""

    start: datetime
    end: datetime
    services: frozenset[int]
    audiences: frozenset[str]
    places: frozenset[int] = frozenset()
    outage: int | None = None

    @classmethod
    def of_facts(cls, facts: Facts) -> Window | None:
        """Of facts as they are filled in; None while no window is known."""
        start, end = facts.scheduled_for, facts.scheduled_until
        if not start or not end or end <= start:
            return None
        return cls(start, end, *_whom(facts.services, facts.places, facts.audiences))

    @classmethod
    def of_outage(cls, outage: Outage, start: datetime, end: datetime) -> Window:
        """Of work that was announced, as if its window were this."""
        services = outage.services.select_related("audience")
        whom = _whom(services, outage.places.all(), outage.audiences.all())
        return cls(start, end, *whom, outage=outage.pk)

    def at(self, start: datetime) -> Window:
        """The same work, as long, at another time."""
        length = self.end - self.start
        return Window(
            start, start + length, self.services, self.audiences, self.places, self.outage
        )


Whom = tuple[frozenset[int], frozenset[str], frozenset[int]]


def _whom(services: Iterable[Any], places: Iterable[Any], audiences: Iterable[Any]) -> Whom:
    of = list(services)
    named = list(audiences) or [service.audience for service in of]
    return (
        frozenset(service.pk for service in of),
        frozenset(audience.slug for audience in named),
        frozenset(place.pk for place in places),
    )


@dataclass(frozen=True)
class Around:
    """What is known of the days around a window, read once."""

    nogos: Sequence[NoGo]
    others: Sequence[Outage]


def around(start: datetime, end: datetime) -> Around:
    """The days to avoid and the other work from `start` until a week after `end`."""
    until = end + timedelta(days=DAYS_LOOKED + 1)
    others = Outage.objects.filter(
        kind=Outage.Kind.MAINTENANCE,
        state=Outage.State.RUNNING,
        scheduled_for__lt=until,
        scheduled_until__gt=start,
    ).order_by("scheduled_for", "pk")
    return Around(
        list(NoGo.objects.prefetch_related("services", "audiences")),
        list(others.prefetch_related("services__audience", "audiences", "places")),
    )


def found(window: Window, known: Around | None = None) -> list[Obstacle]:
    """Everything that stands in the way, the worst first."""
    seen = known or around(window.start, window.end)
    said = [*_to_avoid(window, seen), *_at_the_same_time(window, seen)]
    return [*said, *_working_hours(window, seen)]


def stretches_of(window: Window, known: Around) -> list[nogo.Stretch]:
    """The periods to avoid in which it falls; hard ones first."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    days = nogo.days_of(window.start.astimezone(zone), window.end.astimezone(zone))
    ours = [row for row in known.nogos if nogo.touches(row, window.services, window.audiences)]
    falling = nogo.falling(ours, *days)
    return sorted(falling, key=lambda stretch: not stretch.nogo.is_hard)


def check(facts: Facts, *, outage: Outage, by: Actor | None) -> None:
    """Raises Refused where nothing may be planned; with a reason, of somebody who may decide, it
    is planned all the same and the journal says so."""
    window = Window.of_facts(facts)
    if window is not None:
        allow(window, outage=outage, despite=facts.despite, by=by)


def allow(window: Window, *, outage: Outage, despite: str, by: Actor | None) -> None:
    """The same for a window. Raises Refused."""
    known = Around(list(NoGo.objects.prefetch_related("services", "audiences")), ())
    stops = [each.nogo for each in stretches_of(window, known) if each.nogo.is_hard]
    if not stops:
        return
    names = ", ".join(pick(each.name) for each in stops)
    reason = despite.strip()
    if not reason or not may(by, "message.let_through"):
        raise Refused(_stopped(names, bool(reason)))
    if len(reason) > LONGEST_REASON:
        raise Refused({"despite": gettext("Say it shorter: at most 500 characters.")})
    record("outage.planned_despite", outage.subject, by=by, reason=reason, days=names)


def _stopped(names: str, has_reason: bool) -> dict[str, str]:
    if has_reason:
        return {
            "despite": gettext(
                "Only an approver or an administrator may plan on these days (%(names)s). Ask one "
                "of them to open this draft and publish it."
            )
            % {"names": names}
        }
    return {
        "scheduled_for": gettext(
            "Nothing may be planned on these days: %(names)s. Choose another time. An approver or "
            "an administrator can plan it all the same, with a reason."
        )
        % {"names": names}
    }


def _to_avoid(window: Window, known: Around) -> list[Obstacle]:
    return [_avoid(stretch) for stretch in stretches_of(window, known)]


def _avoid(stretch: nogo.Stretch) -> Obstacle:
    words = {"name": pick(stretch.nogo.name), "days": days_between(stretch.first, stretch.last)}
    if stretch.nogo.is_hard:
        said = gettext("Nothing may be planned then: %(name)s (%(days)s).") % words
        return Obstacle(HARD, said, stretch.nogo.name)
    said = gettext("Better not then: %(name)s (%(days)s).") % words
    return Obstacle(SOFT, said, stretch.nogo.name)


def _at_the_same_time(window: Window, known: Around) -> list[Obstacle]:
    return [
        Obstacle(
            OVERLAP,
            gettext("At the same time, for the same people: %(title)s (%(when)s).")
            % {"title": pick(other.title), "when": clock.spoken(other.scheduled_for)},
        )
        for other in known.others
        if other.scheduled_for and _collides(window, other)
    ]


def _collides(window: Window, other: Outage) -> bool:
    start, end = other.scheduled_for, other.scheduled_until
    if other.pk == window.outage or not start or not end:
        return False
    if start >= window.end or end <= window.start:
        return False
    _services, audiences, places = _whom(
        other.services.all(), other.places.all(), other.audiences.all()
    )
    apart = places and window.places and not places & window.places
    return not apart and nogo.shares(audiences, window.audiences)


def _working_hours(window: Window, known: Around) -> list[Obstacle]:
    zone = zoneinfo.ZoneInfo(current().time_zone)
    if not in_office_hours(window.start.astimezone(zone), window.end.astimezone(zone)):
        return []
    free = _free_evening(window, known, zone)
    said = gettext("Many people are at work then.")
    if free is not None:
        said = gettext("Many people are at work then. Still free: %(when)s.") % {
            "when": clock.spoken(free)
        }
    return [Obstacle(HOURS, said)]


def in_office_hours(start: datetime, end: datetime) -> bool:
    """Whether a window, in local time, takes a part of a working day."""
    day = start.date()
    while day <= end.date():
        opens = datetime.combine(day, OFFICE_OPENS, tzinfo=start.tzinfo)
        closes = datetime.combine(day, OFFICE_CLOSES, tzinfo=start.tzinfo)
        if day.weekday() < SATURDAY and start < closes and end > opens:
            return True
        day += timedelta(days=1)
        if day - start.date() > timedelta(days=DAYS_LOOKED):
            return True
    return False


def _free_evening(window: Window, known: Around, zone: zoneinfo.ZoneInfo) -> datetime | None:
    """The first evening from that day on without anything in the way."""
    first = window.start.astimezone(zone).date()
    for days in range(DAYS_LOOKED):
        day = first + timedelta(days=days)
        evening = window.at(datetime.combine(day, OFFICE_CLOSES, tzinfo=zone))
        if evening.start > clock.now() and _is_free(evening, known, zone):
            return evening.start
    return None


def _is_free(window: Window, known: Around, zone: zoneinfo.ZoneInfo) -> bool:
    local = window.start.astimezone(zone), window.end.astimezone(zone)
    return not (
        in_office_hours(*local)
        or stretches_of(window, known)
        or any(_collides(window, other) for other in known.others)
    )
