"""What time it is, in one place, and how people say it.

Owns: now(), and times as people say them ("vandaag om 14:00"). Refuses: storing times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

EVENING, NIGHT_ENDS = 18, 6
_kept: ContextVar[bool] = ContextVar("kept", default=False)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


@contextmanager
def for_keeping() -> Iterator[None]:
    """As long as this lasts every time has its date: what is read later must not say "today"."""
    token = _kept.set(True)
    try:
        yield
    finally:
        _kept.reset(token)


def spoken(moment: datetime, *, at: datetime | None = None) -> str:
    """A time as people say it, in the active language and time zone: "morgen om 8:30"."""
    local = timezone.localtime(moment)
    if _kept.get():
        return whole(moment)
    today = timezone.localtime(at or now()).date()
    time = date_format(local, "H:i")
    days = (local.date() - today).days
    if days == 0:
        return gettext("today at %(time)s") % {"time": time}
    if days == 1 and local.hour < NIGHT_ENDS and timezone.localtime(at or now()).hour >= EVENING:
        return gettext("tonight at %(time)s") % {"time": time}
    if days == 1:
        return gettext("tomorrow at %(time)s") % {"time": time}
    if days == -1:
        return gettext("yesterday at %(time)s") % {"time": time}
    if 1 < days < 7:
        return gettext("%(weekday)s at %(time)s") % {
            "weekday": date_format(local, "l").lower()
            if _lower_days()
            else date_format(local, "l"),
            "time": time,
        }
    return gettext("%(date)s at %(time)s") % {"date": spoken_date(moment, at=at), "time": time}


def whole(moment: datetime) -> str:
    """A time that stays true: "maandag 23 november 2026 om 14:00"."""
    local = timezone.localtime(moment)
    return gettext("%(date)s at %(time)s") % {
        "date": date_format(local, "l j F Y"),
        "time": date_format(local, "H:i"),
    }


def spoken_date(moment: datetime, *, at: datetime | None = None) -> str:
    """The day and month, with the year only when it is not this year."""
    local = timezone.localtime(moment)
    same_year = not _kept.get() and local.year == timezone.localtime(at or now()).year
    return date_format(local, "j F" if same_year else "j F Y")


def span(length: timedelta) -> str:
    """A length of time in one rounded unit: "12 minuten", "3 uur", "2 dagen"."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 1:
        return gettext("less than a minute")
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def until(moment: datetime, *, at: datetime | None = None) -> str:
    """How far away a moment is: "over 12 minuten" or "12 minuten geleden"."""
    difference = moment - (at or now())
    if difference >= timedelta(0):
        return gettext("in %(span)s") % {"span": span(difference)}
    return gettext("%(span)s ago") % {"span": span(-difference)}


def _lower_days() -> bool:
    from django.utils.translation import get_language

    return (get_language() or "nl").startswith("nl")


def lasting(minutes: int) -> str:
    """A length of time as people say it: "45 minutes", "2 hours"."""
    if minutes < 60 or minutes % 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
