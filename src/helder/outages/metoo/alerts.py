"""The letter to the desk: more people than usual say that something does not work.

Owns: its words and its receivers. Refuses: deciding when (watch.py does).
"""

from __future__ import annotations

import zoneinfo
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from helder.delivery.actions import dispatch
from helder.delivery.letters import LOCALES, Letter, Section
from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.queries import current
from helder.outages.metoo import queries
from helder.outages.models import Surge
from helder.people.audiences import Selection
from helder.people.models import Person
from helder.people.permissions import STAFF

KIND = "surge"
OF_USE = timedelta(hours=3)


def tell_desk(surge: Surge) -> Dispatch | None:
    """One letter to everybody at the desk, along ways that the service itself does not carry."""
    receivers = Person.objects.filter(is_active=True, role__in=STAFF).values_list("pk", flat=True)
    if not receivers:
        return None
    zone = zoneinfo.ZoneInfo(current().time_zone)
    places = queries.by_place(queries.loose(surge.service).filter(at__gte=surge.began_at))
    content = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = _letter(surge, places)
    return dispatch(
        kind=KIND,
        content=content,
        selection=Selection(persons=tuple(receivers)),
        urgency=0,
        if_uncertain=Dispatch.Uncertain.RESEND,
        not_after=clock.now() + OF_USE,
        avoid=surge.service.carries,
    )


def _letter(surge: Surge, places: list[queries.Somewhere]) -> Letter:
    service = pick(surge.service.name)
    return Letter(
        subject=gettext("%(service)s: more people than usual say that it fails")
        % {"service": service},
        lead=counted(surge),
        sections=[Section(heading=gettext("Where"), text=_where(places), lang=_reader())],
        promise=gettext("No outage is known. Look at it; with one tap you begin a draft."),
        url=settings.BASE_URL + reverse("me_too_desk:taps"),
        button=gettext("See what people tell"),
        footer=gettext("You get this because you work at the desk of Helder."),
    )


def counted(surge: Surge) -> str:
    """How many, since when, and what is usual."""
    return f"{people_words(surge)} {usual_words(surge.expected)}"


def people_words(surge: Surge) -> str:
    """How many, and since when, in one sentence."""
    return ngettext(
        "%(n)d person since %(when)s says that it does not work.",
        "%(n)d people since %(when)s say that it does not work.",
        surge.count,
    ) % {"n": surge.count, "when": clock.spoken(surge.began_at)}


def usual_words(expected: float) -> str:
    """What is usual, as people say it: never "0.03 taps"."""
    if expected < 1:
        return gettext("Usually it is nobody at such a moment.")
    n = round(expected)
    return ngettext("Usually it is %(n)d.", "Usually it is about %(n)d.", n) % {"n": n}


def _where(places: list[queries.Somewhere]) -> str:
    lines = [
        f"{pick(line.place.name) if line.place else gettext('Place not said')}: {line.count}"
        for line in places
    ]
    return "\n".join(lines)


def _reader() -> str:
    return (translation.get_language() or "nl").split("-")[0]
