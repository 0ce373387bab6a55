"""The calendar of everything that goes out: a week at a time, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helder.kit import clock
from helder.messages.calendar.items import EVERYONE, Item, Names, Standing, between, names
from helder.organisation.queries import current
from helder.people.permissions import needs

WEEKS_AWAY = 520
MOST = 8


@dataclass(frozen=True)
class Line:
    """One item with the names of who gets it."""

    item: Item
    whom: str


@dataclass(frozen=True)
class Day:
    """One day and what stands on it."""

    date: date
    lines: list[Line]
    is_today: bool


@dataclass(frozen=True)
class Full:
    """An audience, at one place or anywhere, and how many messages it gets this week."""

    name: str
    count: int
    too_many: bool


@require_safe
@needs("desk.see")
def week(request: HttpRequest) -> HttpResponse:
    """One week; `?week=2026-W48` chooses it, anything else is this week."""
    today = timezone.localdate(clock.now())
    monday = _monday(request.GET.get("week", ""), today)
    begin = _midnight(monday)
    items = between(begin, _midnight(monday + timedelta(days=7)))
    called = names(items)
    context = {
        "days": [_day(monday + timedelta(days=n), items, called, today) for n in range(7)],
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "this_week": monday <= today < monday + timedelta(days=7),
        "number": monday.isocalendar().week,
        "before": _code(monday - timedelta(days=7)),
        "after": _code(monday + timedelta(days=7)),
        "full": _full(items, called),
        "limit": current().busy_week,
        "empty": not items,
    }
    return render(request, "messages/calendar/week.html", context)


def _monday(code: str, today: date) -> date:
    """The Monday of "2026-W48"; of this week for anything that is no week near it."""
    year, _sep, number = code.partition("-W")
    this = today - timedelta(days=today.weekday())
    try:
        chosen = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return this
    return chosen if abs((chosen - this).days) <= WEEKS_AWAY * 7 else this


def _code(monday: date) -> str:
    year, number, _day_number = monday.isocalendar()
    return f"{year}-W{number:02d}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_current_timezone())


def _day(day: date, items: list[Item], called: Names, today: date) -> Day:
    lines = [
        Line(item, _at(*called.whom(item))) for item in items if timezone.localdate(item.at) == day
    ]
    return Day(day, lines, day == today)


def _at(whom: str, where: str) -> str:
    if whom and where:
        return _("%(whom)s (%(where)s)") % {"whom": whom, "where": where}
    return whom


def _full(items: list[Item], called: Names) -> list[Full]:
    """How many messages each audience gets this week, and what comes on top of that at the places
    that some messages are limited to; what is for everyone counts for each."""
    messages = [item for item in items if item.standing is not Standing.PLANNED]
    limit = current().busy_week
    counted = [
        (_at(name, where), _count(messages, slug, place))
        for slug, name in called.audiences.items()
        for place, where in [("", ""), *called.places.items()]
        if not place or _is_special(messages, slug, place)
    ]
    counted.sort(key=lambda pair: -pair[1])
    return [Full(name, n, n > limit) for name, n in counted[:MOST] if n]


def _count(messages: list[Item], slug: str, place: str) -> int:
    """How many reach this audience at this place; "" is for whoever works anywhere else."""
    return sum(
        bool({slug, EVERYONE} & set(item.audiences)) and (not item.places or place in item.places)
        for item in messages
    )


def _is_special(messages: list[Item], slug: str, place: str) -> bool:
    return any(slug in item.audiences and place in item.places for item in messages)
