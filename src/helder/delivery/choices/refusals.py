"""Channels that were switched off for somebody because what we sent came back for good.

Owns: how it is told, in plain words with what to do. Refuses: switching them off (the worker does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext

from helder.delivery.channels import kinds
from helder.delivery.choices.ways import reader
from helder.people.models import MAIL, Person, Refusal

SMS = "sms"


@dataclass(frozen=True)
class Refused:
    """One channel that no longer works for one person."""

    channel: str
    at: datetime
    what: str
    advice: str


def refused(person: Person) -> list[Refused]:
    """What no longer reaches this person; one query. Another address than the refused one counts
    as mended."""
    rows = Refusal.objects.filter(person=person).order_by("at", "pk")
    return [_told(row, person) for row in rows if not _mended(row, person)]


def _mended(row: Refusal, person: Person) -> bool:
    kind = kinds().get(row.channel)
    if kind is None:
        return True
    now = kind.addresses([reader(person)]).get(person.pk) if row.address else None
    return now is not None and now != row.address


def _told(row: Refusal, person: Person) -> Refused:
    if row.channel == MAIL:
        what = gettext("Our mails to %(address)s come back: that address does not work.")
        return Refused(row.channel, row.at, what % {"address": person.email}, _mail_advice(person))
    if row.channel == SMS:
        what = gettext("Our text messages no longer reach your phone.")
        advice = gettext("Check your phone number, or try again when it is right.")
        return Refused(row.channel, row.at, what, advice)
    what = gettext("This no longer reaches you: %(channel)s.")
    label = {"channel": kinds()[row.channel].label}
    return Refused(row.channel, row.at, what % label, gettext("Try again, or choose another way."))


def _mail_advice(person: Person) -> str:
    if person.is_guest:
        return gettext("Does it work again? Then try again. Otherwise follow with another address.")
    return gettext("Does it work again? Then try again. Is it wrong? Tell the service desk.")


def notice(request: HttpRequest) -> dict[str, object] | None:
    """On the front page, for who is signed in; nothing when all is well."""
    person = request.user
    if not isinstance(person, Person):
        return None
    found = refused(person)
    return {"refused": found} if found else None
