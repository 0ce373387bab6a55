"""Letters to whoever writes next: your shift begins soon, it was handed over to you."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.letters import LOCALES, Letter, Section
from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.texts import content_language, pick
from helder.messages import pages
from helder.organisation.queries import current
from helder.outages.models import Shift
from helder.people.audiences import Selection

KIND = "shift"


def begins(shift: Shift) -> Dispatch:
    """Before it begins."""
    return _send(shift, lambda: _begins(shift), not_after=shift.ends_at)


def handed_over(shift: Shift) -> Dispatch:
    """A colleague handed over, just now."""
    return _send(shift, lambda: _handed_over(shift), not_after=shift.ends_at)


def _send(shift: Shift, words: Callable[[], Letter], *, not_after: datetime) -> Dispatch:
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content: dict[str, Any] = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = words()
    return dispatch(
        kind=KIND,
        content=content,
        selection=Selection(persons=(shift.person_id,)),
        urgency=1,
        if_uncertain=Dispatch.Uncertain.RESEND,
        not_after=not_after,
    )


def _begins(shift: Shift) -> Letter:
    when = clock.spoken(shift.starts_at)
    title = pick(shift.outage.title)
    return Letter(
        subject=gettext("From %(when)s you write about: %(title)s")
        % {"when": when, "title": title},
        lead=gettext("Your shift begins %(when)s. Read how it stands, so that you can go on.")
        % {"when": when},
        sections=[],
        promise=gettext("From that moment the open promise is yours."),
        url=_overview(shift),
        button=gettext("Read how it stands"),
        footer=_why_you(),
    )


def _handed_over(shift: Shift) -> Letter:
    title = pick(shift.outage.title)
    note = [
        Section(heading=gettext("What you must know"), text=shift.note, lang=content_language())
    ]
    return Letter(
        subject=gettext("Handed over to you: %(title)s") % {"title": title},
        lead=gettext("From now on you write about this outage, and its promises are yours."),
        sections=note if shift.note else [],
        url=_overview(shift),
        button=gettext("Read how it stands"),
        footer=_why_you(),
    )


def _overview(shift: Shift) -> str:
    return pages.whole(reverse("shifts:handover", args=[shift.outage.public_id]))


def _why_you() -> str:
    return gettext("You get this because you write or answer for messages in Helder.")
