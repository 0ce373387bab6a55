"""An update as a letter, in each locale: what the channels carry and the composer previews.

Owns: which words of an update go into a mail, in the order in which a reader wants them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.letters import LOCALES, Letter, Section
from helder.kit import clock
from helder.kit.texts import choose, pick
from helder.organisation.queries import current
from helder.outages.models import Outage, Update
from helder.outages.wording import HEADINGS, PARTS, next_update_sentence

STATES = {
    Outage.Kind.OUTAGE: "down",
    Outage.Kind.DEGRADED: "limited",
    Outage.Kind.SECURITY: "security",
    Outage.Kind.MAINTENANCE: "maintenance",
}


def state_of(outage: Outage) -> str:
    """The kit's state of an outage: works, limited, down, security or maintenance."""
    return "works" if outage.state != Outage.State.RUNNING else STATES[Outage.Kind(outage.kind)]


def state_word(outage: Outage) -> str:
    """The state in a word or two, in the active language."""
    if outage.state == Outage.State.MERGED:
        return str(Outage.State.MERGED.label)
    if outage.state == Outage.State.RESOLVED:
        return gettext("Over") if outage.kind == Outage.Kind.MAINTENANCE else gettext("Resolved")
    return str(Outage.Kind(outage.kind).label)


def letters(update: Update) -> dict[str, Any]:
    """The letter in every locale."""
    return {locale: in_locale(update, locale) for locale in LOCALES}


def in_locale(update: Update, locale: str) -> Letter:
    """The letter in one locale, its times in the organisation's time zone."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with translation.override(locale), timezone.override(zone):
        return _letter(update)


def _letter(update: Update) -> Letter:
    outage = update.outage
    sections = sections_of(update.message.parts)
    return Letter(
        subject=subject(update),
        preheader=sections[0]["text"][:140] if sections else "",
        lead=_lead(outage),
        badge={"state": state_of(outage), "word": state_word(outage)},
        sections=sections,
        promise=next_update_sentence(update.promise.due_at) if update.promise else "",
        url=settings.BASE_URL + outage.get_absolute_url(),
        button=gettext("See the latest news"),
        footer=gettext(
            "You get this because you use this service or follow it. You choose how we reach you."
        ),
    )


def subject(update: Update) -> str:
    """What the mail is called: the end first, else the number of the update."""
    title = pick(update.outage.title)
    if update.step == Update.Step.RESOLVED:
        return gettext("Resolved: %(title)s") % {"title": title}
    if update.step == Update.Step.REOPENED:
        return gettext("Back again: %(title)s") % {"title": title}
    if update.number > 1:
        return gettext("%(title)s (update %(number)d)") % {"title": title, "number": update.number}
    return title


def sections_of(parts: Mapping[str, Mapping[str, str]]) -> list[Section]:
    """The filled parts in reading order, each in the reader's language or the other one."""
    sections = []
    for name in PARTS:
        said = choose(parts.get(name))
        if said.text:
            sections.append(
                Section(heading=str(HEADINGS[name]), text=said.text.strip(), lang=said.lang)
            )
    return sections


def _lead(outage: Outage) -> str:
    if outage.kind == Outage.Kind.MAINTENANCE and outage.scheduled_for and outage.scheduled_until:
        return gettext("From %(start)s until %(end)s.") % {
            "start": clock.spoken(outage.scheduled_for),
            "end": clock.spoken(outage.scheduled_until),
        }
    if outage.resolved_at:
        return gettext("Resolved %(when)s.") % {"when": clock.spoken(outage.resolved_at)}
    if outage.since:
        return gettext("Since %(when)s.") % {"when": clock.spoken(outage.since)}
    return ""
