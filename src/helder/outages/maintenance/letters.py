"""Letters about planned work: reminders and moved windows for readers, questions for its owner.

Owns: their shape in every locale. Refuses: sending (telling.py).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.letters import LOCALES, Letter, Section
from helder.kit import clock
from helder.kit.texts import choose, content_language, pick
from helder.organisation.queries import current
from helder.outages.letters import letters
from helder.outages.maintenance import wording
from helder.outages.models import Moved, Notice, Outage, Series, Update
from helder.outages.wording import HEADINGS

STILL_TRUE = ("symptom", "affected", "workaround")
"""Parts of an earlier word that a reminder says once more."""


def in_every_locale(words: Callable[[], Letter]) -> dict[str, Letter]:
    """The same letter in each locale, its times in the organisation's zone."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = words()
    return content


def reminder(notice: Notice, services: Sequence[Any], at: datetime) -> dict[str, Letter]:
    """A reminder in every locale: when, what one notices, what one can do."""
    known = parts_known(notice.outage, notice.audience.slug if notice.audience else "")
    return in_every_locale(lambda: _reminder(notice, services, known, at))


def _reminder(
    notice: Notice, services: Sequence[Any], known: Mapping[str, Any], at: datetime
) -> Letter:
    outage = notice.outage
    lead = wording.reminder(outage, services, at)
    own = choose(notice.words)
    sections = [Section(heading="", text=own.text, lang=own.lang)] if own.text else []
    sections += sections_of(known)
    when = clock.spoken(outage.scheduled_for, at=at) if outage.scheduled_for else ""
    return Letter(
        subject=gettext("%(title)s: %(when)s") % {"title": pick(outage.title), "when": when},
        preheader=lead,
        lead=lead,
        badge={"state": "maintenance", "word": str(Update.Step.SCHEDULED.label)},
        sections=sections,
        promise="",
        url=settings.BASE_URL + outage.get_absolute_url(),
        button=gettext("Read more"),
        footer=gettext(
            "You get this because you use this service or follow it. You choose how we reach you."
        ),
    )


def parts_known(outage: Outage, audience: str = "") -> dict[str, Mapping[str, str]]:
    """The newest text of each part that is still true, for one audience where it has its own."""
    known: dict[str, Mapping[str, str]] = {}
    for update in outage.updates.select_related("message"):
        parts = update.message.parts
        for name in STILL_TRUE:
            said = parts.get(f"{name}:{audience}") or parts.get(name)
            if said and name not in known:
                known[name] = said
    return known


def sections_of(known: Mapping[str, Mapping[str, str]]) -> list[Section]:
    """These parts under their headings, in the reader's language or the other one."""
    found = [(name, choose(known.get(name))) for name in STILL_TRUE]
    return [
        Section(heading=str(HEADINGS[name]), text=said.text.strip(), lang=said.lang)
        for name, said in found
        if said.text
    ]


def moved(said: Update, row: Moved) -> dict[str, Letter]:
    """The word that a window moved, in every locale: called so, with what is still true."""
    content: dict[str, Letter] = letters(said)
    known = parts_known(said.outage)
    zone = zoneinfo.ZoneInfo(current().time_zone)
    for locale, letter in content.items():
        with translation.override(locale), timezone.override(zone):
            letter["sections"] = [*letter["sections"], *_why(row), *sections_of(known)]
    return content


def _why(row: Moved) -> list[Section]:
    """The reason for a reader in whose language it was not written; else it is in the news."""
    why = choose(row.reason)
    return [Section(heading=gettext("Why"), text=why.text, lang=why.lang)] if why.foreign else []


# For whoever answers for the work.


def is_it_done(outage: Outage) -> dict[str, Letter]:
    """At the end of the window: done, or longer?"""
    return in_every_locale(lambda: _is_it_done(outage))


def _is_it_done(outage: Outage) -> Letter:
    when = clock.spoken(outage.scheduled_until) if outage.scheduled_until else ""
    return Letter(
        subject=gettext("Is it done? %(title)s") % {"title": pick(outage.title)},
        lead=gettext("This work was to be ready %(when)s. People are waiting to hear.")
        % {"when": when},
        sections=[],
        promise=gettext("Does it take longer? Then say until when: the same page does that too."),
        url=desk_page("maintenance:done", outage.public_id),
        button=gettext("Say that it is done"),
        footer=_why_you(),
    )


def stopped_by_clock(outage: Outage, why: str) -> dict[str, Letter]:
    """It would begin or end by the clock, and that could not be done."""
    return in_every_locale(
        lambda: Letter(
            subject=gettext("Not by the clock: %(title)s") % {"title": pick(outage.title)},
            lead=gettext("Helder could not say by itself how this work stands. Please do it."),
            sections=[Section(heading=gettext("Why"), text=why, lang=content_language())],
            url=desk_page("outage_desk:outage", outage.public_id),
            button=gettext("Open the maintenance"),
            footer=_why_you(),
        )
    )


def series_in_trouble(series: Series, why: str) -> dict[str, Letter]:
    """A window of a series could not be announced."""
    return in_every_locale(
        lambda: Letter(
            subject=gettext("Not announced: %(name)s") % {"name": pick(series.name)},
            lead=gettext("The next window of this series could not be announced by itself."),
            sections=[Section(heading=gettext("Why"), text=why, lang=content_language())],
            promise=gettext("Helder tries again until the window begins."),
            url=desk_page("maintenance:series", series.pk),
            button=gettext("Open the series"),
            footer=_why_you(),
        )
    )


def desk_page(name: str, key: Any) -> str:
    """A page of the desk as an address in a mail."""
    return settings.BASE_URL + reverse(name, args=[key])


def _why_you() -> str:
    return gettext("You get this because you write or answer for messages in Helder.")
