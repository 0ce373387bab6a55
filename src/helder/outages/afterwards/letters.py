"""A look back as a letter, in each locale."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from helder.delivery.letters import LOCALES, Letter, Section
from helder.kit import clock
from helder.kit.texts import choose, content_language, pick
from helder.organisation.queries import current
from helder.outages.afterwards.telling import HEADINGS, Told, Wanted, title
from helder.outages.models import Outage, Review


def letters(review: Review) -> dict[str, Any]:
    """The letter in every locale."""
    changes = [
        Wanted(change.position, change.what, None, change.due_on) for change in review.changes.all()
    ]
    told = Told(review.message.parts, {}, changes)
    return {locale: in_locale(review.outage, told, locale) for locale in LOCALES}


def in_locale(outage: Outage, told: Told, locale: str) -> Letter:
    """The letter in one locale, its times in the organisation's time zone."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    with translation.override(locale), timezone.override(zone):
        return _letter(outage, told)


def _letter(outage: Outage, told: Told) -> Letter:
    sections = _sections(told.parts)
    changes = _changes(told)
    return Letter(
        subject=pick(title(outage.title)),
        preheader=sections[0]["text"][:140] if sections else "",
        lead=lead(outage),
        badge={"state": "works", "word": gettext("Resolved")},
        sections=[*sections, *changes],
        url=settings.BASE_URL + reverse("afterwards:page", args=[outage.public_id]),
        button=gettext("Read everything"),
        footer=gettext(
            "You get this because you use this service or follow it. You choose how we reach you."
        ),
    )


def lead(outage: Outage) -> str:
    """How long it lasted, in a sentence."""
    if not (outage.since and outage.resolved_at and outage.resolved_at > outage.since):
        return ""
    return gettext("It lasted %(span)s and was over %(when)s.") % {
        "span": clock.span(outage.resolved_at - outage.since),
        "when": clock.spoken(outage.resolved_at),
    }


def _sections(parts: Mapping[str, Mapping[str, str]]) -> list[Section]:
    found = [(str(heading), choose(parts.get(name))) for name, heading in HEADINGS.items()]
    return [
        Section(heading=h, text=said.text.strip(), lang=said.lang) for h, said in found if said.text
    ]


def _changes(told: Told) -> list[Section]:
    lines = [_change(wanted) for wanted in told.changes if pick(wanted.what)]
    if not lines:
        return []
    heading = gettext("What we change")
    return [Section(heading=heading, text="\n".join(lines), lang=content_language())]


def _change(wanted: Wanted) -> str:
    what = pick(wanted.what).strip()
    if wanted.due_on is None:
        return f"• {what}"
    when = gettext("before %(day)s") % {"day": date_format(wanted.due_on, "j F Y")}
    return f"• {what} ({when})"
