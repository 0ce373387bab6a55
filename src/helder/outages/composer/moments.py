"""Times as a person types or picks them: quick choices, and local times that may not exist.

Owns: "in an hour", "tomorrow at 8:30", and the sentence for a time in the night of a clock change.
Refuses: whether a time is wise; rules.py says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.translation import gettext

AHEAD = {
    "30m": timedelta(minutes=30),
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
}
AGO = {"now": timedelta(0), "15m": timedelta(minutes=15), "1h": timedelta(hours=1)}
TOMORROW, OTHER, NONE = "tomorrow", "other", "none"
YEARS = range(2000, 2101)
MINUTE = timedelta(minutes=1)
LONGEST_CHANGE = 180


class Unclear(ValueError):
    """One sentence in the reader's language: why this is no time."""


def ahead(choice: str, typed: str, at: datetime) -> datetime | None:
    """When the next word comes. Raises Unclear for a typed time that cannot be."""
    if choice == OTHER:
        return local(typed) if typed.strip() else None
    if choice == TOMORROW:
        return tomorrow_morning(at)
    length = AHEAD.get(choice)
    return _whole_minute(at + length) if length else None


def ago(choice: str, typed: str, opened: datetime) -> datetime | None:
    """Since when, counted from when the form was opened. Raises Unclear as `ahead` does."""
    if choice == OTHER:
        return local(typed) if typed.strip() else None
    return _floor(opened - AGO.get(choice, timedelta(0)))


def tomorrow_morning(at: datetime) -> datetime:
    """Tomorrow at 8:30 on the clock of the organisation, whatever the clock does at night."""
    here = timezone.localtime(at)
    morning = datetime(here.year, here.month, here.day, 8, 30) + timedelta(days=1)  # noqa: DTZ001
    return morning.replace(tzinfo=timezone.get_current_timezone()).astimezone(UTC)


def local(typed: str) -> datetime:
    """A typed local time ("2026-03-29T02:30") in the active zone. Raises Unclear."""
    naive = _read(typed.strip())
    zone = timezone.get_current_timezone()
    if _is_skipped(naive, zone):
        raise Unclear(_skipped(naive, zone))
    if _is_double(naive, zone):
        raise Unclear(_double(naive, zone))
    return naive.replace(tzinfo=zone).astimezone(UTC)


def as_typed(moment: datetime) -> str:
    """A moment as a datetime-local field holds it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _read(typed: str) -> datetime:
    try:
        naive = datetime.fromisoformat(typed)
    except ValueError:
        raise Unclear(
            gettext("This is not a date with a time. Write it like 2026-11-30 14:00.")
        ) from None
    if naive.tzinfo is not None:
        naive = timezone.make_naive(naive, timezone.get_current_timezone())
    if naive.year not in YEARS:
        raise Unclear(gettext("The year %(year)d cannot be right.") % {"year": naive.year})
    return naive.replace(second=0, microsecond=0)


def _offsets(naive: datetime, zone: tzinfo) -> tuple[timedelta, timedelta]:
    nothing = timedelta(0)
    first = naive.replace(tzinfo=zone, fold=0).utcoffset() or nothing
    second = naive.replace(tzinfo=zone, fold=1).utcoffset() or nothing
    return first, second


def _is_skipped(naive: datetime, zone: tzinfo) -> bool:
    """The clock goes forward over this time: the later reading lies further from UTC."""
    first, second = _offsets(naive, zone)
    return second > first


def _is_double(naive: datetime, zone: tzinfo) -> bool:
    first, second = _offsets(naive, zone)
    return second < first


def _skipped(naive: datetime, zone: tzinfo) -> str:
    first, second = _offsets(naive, zone)
    start = _edge(naive, zone, forward=True)
    return gettext(
        "That night the clock goes forward from %(from)s to %(to)s, so %(time)s does not exist. "
        "Choose a time before %(from)s or from %(to)s on."
    ) % _clock_words(naive, start, start + (second - first))


def _double(naive: datetime, zone: tzinfo) -> str:
    first, second = _offsets(naive, zone)
    start = _edge(naive, zone, forward=False)
    return gettext(
        "That night the clock goes back, so %(time)s comes twice. "
        "Choose a time before %(from)s or from %(to)s on."
    ) % _clock_words(naive, start, start + (first - second))


def _edge(naive: datetime, zone: tzinfo, *, forward: bool) -> datetime:
    """The first minute of the strange stretch in which `naive` lies."""
    strange = _is_skipped if forward else _is_double
    for _minute in range(LONGEST_CHANGE):
        if not strange(naive - MINUTE, zone):
            break
        naive -= MINUTE
    return naive


def _clock_words(naive: datetime, start: datetime, end: datetime) -> dict[str, str]:
    return {"time": f"{naive:%H:%M}", "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}


def _floor(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _whole_minute(moment: datetime) -> datetime:
    """Never earlier than was said: a promise of half an hour is not 29 minutes."""
    return moment if moment == _floor(moment) else _floor(moment) + MINUTE
