"""What somebody chose, said in plain sentences.

Owns: the words on top of the page of choices. Pure: no database; the caller gives the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.people.models import Person

BY = {
    "mail": _("by mail"),
    "sms": _("by text message"),
    "webpush": _("as a notification in your browser"),
    "portal": _("only on this website"),
}
Digest = Person.Digest


@dataclass(frozen=True)
class Chosen:
    """What holds for somebody now, the house's habits filled in."""

    urgent: Sequence[str]
    ordinary: Sequence[str]
    labels: Mapping[str, str]
    digest: str = ""
    digest_hour: int = 8
    digest_weekday: int = 0
    quiet_from: time | None = None
    quiet_until: time | None = None
    paused_until: datetime | None = None


def said(chosen: Chosen, now: datetime) -> list[str]:
    """One sentence per choice that matters: broken things, other news, quiet hours, a pause."""
    if chosen.paused_until is not None and chosen.paused_until > now:
        return [_paused(chosen.paused_until)]
    sentences = [
        gettext("When something is broken, you hear it %(how)s.")
        % {"how": how(chosen.urgent, chosen.labels)},
        _other_news(chosen),
    ]
    if chosen.quiet_from and chosen.quiet_until and chosen.quiet_from != chosen.quiet_until:
        sentences.append(_quiet(chosen.quiet_from, chosen.quiet_until))
    return sentences


def how(order: Sequence[str], labels: Mapping[str, str]) -> str:
    """Channels in order: "by text message, else by mail"."""
    words = [_by(name, labels) for name in order] or [_by("portal", labels)]
    if len(words) == 1:
        return words[0]
    return gettext("%(first)s, else %(next)s") % {"first": words[0], "next": words[1]}


def _by(name: str, labels: Mapping[str, str]) -> str:
    if name in BY:
        return str(BY[name])
    return gettext("by %(channel)s") % {"channel": labels.get(name, name)}


def _other_news(chosen: Chosen) -> str:
    words = {"how": how(chosen.ordinary, chosen.labels), "time": clock_time(chosen.digest_hour)}
    if not chosen.digest or "mail" not in chosen.ordinary[:1]:
        return gettext("Other news comes %(how)s.") % words
    if chosen.digest == Digest.DAILY:
        return gettext("Other news comes together, every day at %(time)s, by mail.") % words
    words["day"] = weekday(chosen.digest_weekday)
    return gettext("Other news comes together, on %(day)s at %(time)s, by mail.") % words


def _quiet(start: time, end: time) -> str:
    return gettext(
        "Between %(start)s and %(end)s we leave you alone, unless something is broken."
    ) % {"start": time_format(start, "H:i"), "end": time_format(end, "H:i")}


def _paused(until: datetime) -> str:
    return gettext("You have a pause: until %(day)s you get nothing from us.") % {
        "day": date_format(localtime(until), "l j F")
    }


def clock_time(hour: int) -> str:
    """An hour as people read it: "8:00"."""
    return f"{min(hour, 23)}:00"


def weekday(number: int) -> str:
    """The name of a day in a sentence; 0 is Monday."""
    return str(DAYS[number % 7])


DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
