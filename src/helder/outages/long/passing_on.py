"""A text that managers pass on in their team, made from the facts of an outage.

Owns: its words in both languages, and the letter in which it travels. Refuses: sending it.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.letters import LOCALES, Letter, Section
from helder.kit import clock
from helder.kit.texts import LANGUAGES, choose, pick
from helder.organisation.queries import current
from helder.outages.letters import spoken, state_of, state_word
from helder.outages.models import HelpPoint, Outage
from helder.outages.status.reading import Reading
from helder.people.middleware import in_house_form

Texts = dict[str, str]


def questions_url(outage: Outage) -> str:
    """The address of its questions and answers, as in a mail."""
    return settings.BASE_URL + reverse("long:questions", args=[outage.public_id])


def made(outage: Outage, points: Sequence[HelpPoint]) -> Texts:
    """The text from what is known now; the outage comes with its updates."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    texts = {}
    for lang in LANGUAGES:
        with translation.override(in_house_form(lang)), timezone.override(zone):
            texts[lang] = "\n\n".join(_paragraphs(Reading(outage), points))
    return texts


def _paragraphs(reading: Reading, points: Sequence[HelpPoint]) -> Iterator[str]:
    yield gettext("Please pass this on in your team.")
    yield _under(gettext("What is the matter"), pick(reading.outage.title), _known(reading))
    yield from _part(reading, "works", gettext("What works again"))
    yield from _part(reading, "not_yet", gettext("What does not work yet"))
    yield from _part(reading, "workaround", gettext("What your team can do"))
    if reading.promise and not reading.late:
        yield _under(gettext("When we tell you more"), clock.spoken(reading.promise.due_at))
    yield _under(gettext("Where to go with questions"), *_ways(reading.outage, points))


def _known(reading: Reading) -> str:
    symptom = reading.known.get("symptom")
    return symptom.said.text if symptom else ""


def _part(reading: Reading, name: str, heading: str) -> Iterator[str]:
    part = reading.known.get(name)
    if part:
        yield _under(heading, part.said.text.strip())


def _ways(outage: Outage, points: Sequence[HelpPoint]) -> Iterator[str]:
    house = current()
    yield ", ".join(filter(None, (pick(house.desk_name), house.desk_phone, house.desk_mail)))
    yield from (spoken(point) for point in points)
    yield settings.BASE_URL + outage.get_absolute_url()


def _under(heading: str, *said: str) -> str:
    return "\n".join([f"{heading}:", *filter(None, said)])


def letters(outage: Outage, text: Mapping[str, str]) -> dict[str, Any]:
    """The letter in every locale."""
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content: dict[str, Any] = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = _letter(outage, text)
    return content


def _letter(outage: Outage, text: Mapping[str, str]) -> Letter:
    said = choose(text)
    return Letter(
        subject=gettext("To pass on: %(title)s") % {"title": pick(outage.title)},
        preheader=said.text[:140],
        badge={"state": state_of(outage), "word": state_word(outage)},
        sections=[
            Section(
                heading=gettext("To pass on in your team"), text=said.text.strip(), lang=said.lang
            )
        ],
        url=settings.BASE_URL + outage.get_absolute_url(),
        button=gettext("See the latest news"),
        footer=gettext("You get this because colleagues hear such news from you."),
    )
