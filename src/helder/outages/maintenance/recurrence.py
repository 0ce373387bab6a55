"""Rules of work that returns, in everyday words: RFC 5545 behind them, the wall clock before them.

Pure. Owns: from choices to RRULE and back, the moments of the windows, the rule in words. A window
at 18:00 stays at 18:00 when the clock changes; a time that a night skips comes as much later as the
clock went forward, and of a time that comes twice it is the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrulestr
from dateutil.tz import resolve_imaginary
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, ngettext

WEEKLY, MONTHLY_WEEKDAY, MONTHLY_DAY = "weekly", "weekday", "day"
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1


@dataclass(frozen=True)
class Rule:
    """When it returns: every so many weeks on a weekday, or months on the nth weekday or a day.

    `nth` and `day` count from 1; -1 is the last one.
    """

    how: str
    every: int = 1
    weekday: int = 0
    nth: int = 1
    day: int = 1
    until: date | None = None


def rrule_of(rule: Rule) -> str:
    """As kept in a row."""
    weekday = CODES[rule.weekday]
    if rule.how == WEEKLY:
        said = f"FREQ=WEEKLY;INTERVAL={rule.every};BYDAY={weekday}"
    elif rule.how == MONTHLY_WEEKDAY:
        said = f"FREQ=MONTHLY;INTERVAL={rule.every};BYDAY={rule.nth:+d}{weekday}"
    else:
        said = f"FREQ=MONTHLY;INTERVAL={rule.every};BYMONTHDAY={rule.day}"
    return f"{said};UNTIL={rule.until:%Y%m%d}T235959" if rule.until else said


def rule_of(kept: str) -> Rule:
    """The choices behind a kept rule; KeyError or ValueError when it is not one of ours."""
    parts = dict(part.split("=", 1) for part in kept.split(";"))
    until = parts.get("UNTIL")
    last = datetime.strptime(until[:8], "%Y%m%d").date() if until else None  # noqa: DTZ007
    every = int(parts.get("INTERVAL", 1))
    if parts["FREQ"] == "WEEKLY":
        return Rule(WEEKLY, every, weekday=CODES.index(parts["BYDAY"]), until=last)
    if "BYDAY" in parts:
        nth, weekday = int(parts["BYDAY"][:-2]), CODES.index(parts["BYDAY"][-2:])
        return Rule(MONTHLY_WEEKDAY, every, weekday=weekday, nth=nth, until=last)
    return Rule(MONTHLY_DAY, every, day=int(parts["BYMONTHDAY"]), until=last)


def moments(
    kept: str, first: datetime, zone: tzinfo, after: datetime, most: int
) -> Iterator[datetime]:
    """The beginnings later than `after`, at most so many. `first` is the first one at the
    earliest: where the rule counts from, on the wall clock of `zone`."""
    begin = first.astimezone(zone).replace(tzinfo=None)
    since = after.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)
    found = rrulestr(kept, dtstart=begin)
    later = (on_the_clock(naive, zone) for naive in found.xafter(since, inc=True))
    return islice((moment for moment in later if moment > after), most)


def on_the_clock(naive: datetime, zone: tzinfo) -> datetime:
    """A time on the wall clock as a moment, also in the nights in which the clock changes."""
    real: datetime = resolve_imaginary(naive.replace(tzinfo=zone, fold=0))
    return real.astimezone(UTC)


def key_of(moment: datetime, zone: tzinfo) -> str:
    """One window of a series by its time on the wall clock: "2026-12-08T18:00"."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def in_words(rule: Rule, at: time) -> str:
    """ "Elke maand op de tweede dinsdag om 18:00" """
    said = gettext("%(when)s at %(time)s") % {
        "when": _when(rule),
        "time": time_format(at, "H:i"),
    }
    if rule.until:
        day = date_format(rule.until, "j F Y")
        return gettext("%(when)s, until %(day)s") % {"when": said, "day": day}
    return said


def _when(rule: Rule) -> str:
    weekday = str(WEEKDAYS[rule.weekday])
    if rule.how == WEEKLY:
        every = ngettext("Every week", "Every %(n)d weeks", rule.every) % {"n": rule.every}
        return gettext("%(every)s on %(weekday)s") % {"every": every, "weekday": weekday}
    every = ngettext("Every month", "Every %(n)d months", rule.every) % {"n": rule.every}
    if rule.how == MONTHLY_WEEKDAY:
        nth = nth_words()[rule.nth]
        return gettext("%(every)s on the %(nth)s %(weekday)s") % {
            "every": every,
            "nth": nth,
            "weekday": weekday,
        }
    if rule.day == LAST:
        return gettext("%(every)s on the last day") % {"every": every}
    return gettext("%(every)s on day %(day)d") % {"every": every, "day": rule.day}


def nth_words() -> dict[int, str]:
    """Which one in the month, in words."""
    return {
        1: gettext("first"),
        2: gettext("second"),
        3: gettext("third"),
        4: gettext("fourth"),
        LAST: gettext("last"),
    }
