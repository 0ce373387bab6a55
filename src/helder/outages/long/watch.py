"""Outages about which nothing is said: who they are, and telling everybody at the desk.

Owns: that silence cannot go unseen. Refuses: reminding the author and deputy of a promise
(messages does).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.letters import LOCALES, Letter
from helder.delivery.models import Dispatch
from helder.journal.actions import record
from helder.kit import clock
from helder.kit.texts import pick
from helder.messages import pages
from helder.organisation.queries import current
from helder.outages.actions.promise import NEXT_UPDATE
from helder.outages.long import silence
from helder.outages.models import Outage
from helder.people.audiences import Selection
from helder.people.models import Person
from helder.people.permissions import PERMISSIONS
from helder.promises.models import Promise

KIND = "silence"


@dataclass(frozen=True)
class Silence:
    """One outage and since when people wait: for a promised word, or for any."""

    outage: Outage
    since: datetime
    promised: bool


def silences(at: datetime) -> list[Silence]:
    """Running outages whose promise is late, or that have none."""
    running = list(
        Outage.objects.current(at)
        .filter(published_at__isnull=False)
        .prefetch_related("updates")
        .select_related("owner")
    )
    promises = _open_promises(running)
    found = (_silence(outage, promises.get(outage.subject), at) for outage in running)
    return [one for one in found if one is not None]


def _open_promises(running: Iterable[Outage]) -> dict[str, Promise]:
    subjects = [outage.subject for outage in running]
    open_ones = Promise.objects.open().filter(kind=NEXT_UPDATE, subject__in=subjects)
    return {promise.subject: promise for promise in open_ones}


def _silence(outage: Outage, promise: Promise | None, at: datetime) -> Silence | None:
    if promise is not None:
        late = promise.due_at < at
        return Silence(outage, promise.due_at, promised=True) if late else None
    newest = next(iter(outage.updates.all()), None)
    since = newest.published_at if newest else outage.published_at
    return Silence(outage, since, promised=False) if since else None


def silent_now() -> list[Silence]:
    """Those of which the desk must know by now, the longest first."""
    at = clock.now()
    found = [one for one in silences(at) if silence.steps_passed(one.since, at)]
    return sorted(found, key=lambda one: one.since)


def tell_of_silence() -> int:
    """Mails everybody at the desk, once per step of each silence."""
    at = clock.now()
    return sum(
        _tell(one, at)
        for one in silences(at)
        if silence.must_tell(one.since, one.outage.silence_told_at, at)
    )


@transaction.atomic
def _tell(one: Silence, at: datetime) -> int:
    """One worker wins the row; the mail and the mark are one transaction."""
    before = one.outage.silence_told_at
    mine = Outage.objects.filter(pk=one.outage.pk, silence_told_at=before)
    if not mine.update(silence_told_at=at):
        return 0
    everybody = Person.objects.filter(is_active=True, role__in=PERMISSIONS["message.publish"])
    persons = tuple(everybody.values_list("pk", flat=True))
    if persons:
        dispatch(
            kind=KIND,
            content=_letters(one),
            selection=Selection(persons=persons),
            urgency=1,
            if_uncertain=Dispatch.Uncertain.RESEND,
            not_after=at + silence.THEN_EVERY,
        )
    record("outage.silence_told", one.outage.subject, by=None)
    return 1


def _letters(one: Silence) -> dict[str, Any]:
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content: dict[str, Any] = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = _letter(one)
    return content


def _letter(one: Silence) -> Letter:
    title = pick(one.outage.title)
    return Letter(
        subject=gettext("Nobody says anything about: %(title)s") % {"title": title},
        lead=_since(one),
        sections=[],
        promise=gettext(
            "Whoever reads this first, writes the update. Nothing new yet? Say that: people then "
            "know that you are working on it."
        ),
        url=pages.whole(pages.answer_path(one.outage.subject)),
        button=gettext("Write the update"),
        footer=gettext("You get this because you write or answer for messages in Helder."),
    )


def _since(one: Silence) -> str:
    when = {"when": clock.spoken(one.since)}
    owner = str(one.outage.owner) if one.outage.owner else ""
    if one.promised and owner:
        return gettext("%(owner)s promised an update %(when)s. It did not come.") % {
            **when,
            "owner": owner,
        }
    if one.promised:
        return gettext("An update was promised %(when)s. It did not come.") % when
    return gettext("The last word was %(when)s, and no next one is promised.") % when
