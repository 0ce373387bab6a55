"""What Helder says about planned work, made from its facts, in the active language.

Owns: reminders, "we begin now", "it is done", "moved", and spoken days. Refuses: own words of a
writer; those go as they are.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.queries import current
from helder.outages.models import Moved, Notice, Outage


def names_of(services: Sequence[Any]) -> str:
    """The services as people call them: "E-mail en Cijfers"."""
    return get_text_list([pick(service.name) for service in services], gettext("and"))


def exact(moment: datetime) -> str:
    """A moment for words that stay: "woensdag 2 december om 18:00", also read a week later."""
    local = timezone.localtime(moment)
    words = {"date": date_format(local, "l j F"), "time": date_format(local, "H:i")}
    return gettext("%(date)s at %(time)s") % words


def window(start: datetime, end: datetime) -> str:
    """A window for words that stay: "woensdag 2 december om 18:00 tot 20:00"."""
    same_day = timezone.localdate(start) == timezone.localdate(end)
    ends = date_format(timezone.localtime(end), "H:i") if same_day else exact(end)
    return gettext("%(start)s until %(end)s") % {"start": exact(start), "end": ends}


def days_between(first: date, last: date) -> str:
    """One day, or from a day until and including another one."""
    if first == last:
        return date_format(first, "j F Y")
    start = date_format(first, "j F" if first.year == last.year else "j F Y")
    return gettext("%(first)s to %(last)s") % {"first": start, "last": date_format(last, "j F Y")}


def capital(sentence: str) -> str:
    """With a capital, as a sentence begins; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def reminder(outage: Outage, services: Sequence[Any], at: datetime) -> str:
    """ "Morgen om 18:00 werken we aan E-mail. Dat duurt tot 20:00." """
    start, end = outage.scheduled_for, outage.scheduled_until
    if start is None or end is None:
        return ""
    said = gettext("%(when)s we work on %(services)s.") % {
        "when": clock.spoken(start, at=at),
        "services": names_of(services),
    }
    return f"{capital(said)} {_lasts(start, end, at)}"


def _lasts(start: datetime, end: datetime, at: datetime) -> str:
    if timezone.localdate(start) == timezone.localdate(end):
        when = date_format(timezone.localtime(end), "H:i")
        return gettext("It lasts until %(time)s.") % {"time": when}
    return gettext("It lasts until %(when)s.") % {"when": clock.spoken(end, at=at)}


def begun(outage: Outage, services: Sequence[Any], at: datetime) -> str:
    """What is said when the work begins."""
    said = gettext("We have begun the work on %(services)s.") % {"services": names_of(services)}
    end = outage.scheduled_until
    if end is None or end <= at:
        return said
    ready = gettext("We expect to be ready %(when)s.") % {"when": exact(end)}
    return f"{said} {ready}"


def done(services: Sequence[Any]) -> str:
    """What is said when the work is over."""
    said = gettext("The work is done. This works again: %(services)s.")
    return said % {"services": names_of(services)}


def moved(was: tuple[datetime, datetime], now: tuple[datetime, datetime]) -> str:
    """ "Het werk is verplaatst. Eerst: … Nu: …" """
    if was[0] == now[0]:
        end = exact(now[1])
        if now[1] > was[1]:
            return gettext("The work takes longer: until %(when)s.") % {"when": end}
        return gettext("The work is done earlier: %(when)s.") % {"when": end}
    return gettext("The work moves. It was %(was)s; it is now %(now)s.") % {
        "was": window(*was),
        "now": window(*now),
    }


def moved_subject(title: str, row: Moved) -> str:
    """What the word that a window moved is called."""
    if row.was_for == row.now_for:
        return gettext("Other end: %(title)s") % {"title": title}
    return gettext("Moved: %(title)s") % {"title": title}


def moment_of(moment: str, minutes: int) -> str:
    """When a reminder goes, in words: "1 dag ervoor", "als het begint"."""
    if moment == Notice.Moment.START:
        return gettext("when it begins")
    if moment == Notice.Moment.END:
        return gettext("when it is over")
    return gettext("%(span)s before") % {"span": _span(minutes)}


def _span(minutes: int) -> str:
    for size, words in ((7 * 24 * 60, _weeks), (24 * 60, _days), (60, _hours)):
        if minutes and minutes % size == 0:
            return words(minutes // size)
    return clock.span(timedelta(minutes=minutes))


def _weeks(n: int) -> str:
    return ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}


def in_house_zone(sentence: Callable[[], str]) -> str:
    """A sentence with its times in the organisation's zone, whoever asks for it."""
    with timezone.override(zoneinfo.ZoneInfo(current().time_zone)):
        return sentence()
