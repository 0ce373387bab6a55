"""Which slides a screen shows now, in the language or languages of whoever walks by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from helder.delivery.models import Screen
from helder.kit import countdowns
from helder.kit.registry import declared
from helder.kit.slides import Line, Slide, View
from helder.kit.texts import Chosen, choose, content_language, pick
from helder.organisation.queries import current
from helder.people.middleware import in_house_form

LONG, VERY_LONG = 42, 80


@dataclass(frozen=True)
class Language:
    """One language of a screen."""

    locale: str

    @property
    def lang(self) -> str:
        """The language of what Helder itself says."""
        return self.locale.split("-")[0]

    @property
    def texts(self) -> str:
        """The sentences that the script of the page fills in."""
        return sentences(self.locale)


@dataclass(frozen=True)
class Shown(Language):
    """One slide in one language, as the page shows it."""

    slide: Slide
    both: bool

    @property
    def text(self) -> Chosen | None:
        """What somebody wrote. Where each slide comes in two languages, the other one has it."""
        text = self.slide.text
        return None if text is None or not text.text or (self.both and text.foreign) else text

    @property
    def size(self) -> str:
        """Long sentences get smaller letters, so that they stay whole."""
        length = len(self.slide.title.text)
        return "small" if length > VERY_LONG else "medium" if length > LONG else "large"


def sentences(locale: str) -> str:
    """How old the data are and how far away a moment is, in one language, as JSON."""
    with translation.override(locale):
        known: dict[str, object] = json.loads(countdowns.texts())
        known["cut"] = gettext("No connection. This is what we knew %(ago)s.")
        known["old"] = gettext(
            "What it last showed was from %(ago)s. That may not be true any more."
        )
    return json.dumps(known, ensure_ascii=False)


def languages(screen: Screen) -> list[str]:
    """The screen's own, or each in turn."""
    if screen.language:
        return [in_house_form(screen.language)]
    return [in_house_form("nl"), "en"]


def shown(screen: Screen) -> list[Shown]:
    """All slides, each in every language of the screen before the next one comes."""
    view = View(frozenset(screen.places.values_list("pk", flat=True)))
    locales = languages(screen)
    told = {locale: {slide.key: slide for slide in _slides(view, locale)} for locale in locales}
    order = list(dict.fromkeys(key for slides in told.values() for key in slides))
    return [
        Shown(locale, told[locale][key], len(locales) > 1)
        for key in order
        for locale in locales
        if key in told[locale]
    ]


def _slides(view: View, locale: str) -> list[Slide]:
    with translation.override(locale):
        found = [slide for name in declared("screen_slides") for slide in _made(name, view)]
    return sorted(found, key=lambda slide: slide.order)


def _made(name: str, view: View) -> Iterator[Slide]:
    yield from import_string(name)(view)


def service_desk(_view: View) -> list[Slide]:
    """How to reach the service desk: only the ways that the organisation filled in."""
    house = current()
    place, hours = pick(house.desk_place), pick(house.desk_hours)
    ways = [
        Line(icon, " · ".join(text.split("\n")))
        for icon, text in (
            ("phone", house.desk_phone),
            ("mail", house.desk_mail),
            ("map-pin", place),
            ("clock", hours),
        )
        if text
    ]
    if not ways:
        return []
    name = choose(house.desk_name)
    ours = Chosen(gettext("Service desk"), content_language(), False)
    return [
        Slide(
            key="service-desk",
            word=gettext("Do you need help?"),
            title=name if name.text else ours,
            lines=ways,
            order=80,
        )
    ]
