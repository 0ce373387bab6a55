"""The one sentence on top: how IT is doing, in words. Pure.

Refuses: a figure where a word will do, and a promise that nobody made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from helder.kit.texts import Chosen, content_language
from helder.outages import wording
from helder.outages.status.reading import WORST, Reading
from helder.outages.status.touch import YES, names

NUMBERS: tuple[Any, ...] = (
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
    gettext_lazy("Ten"),
)


@dataclass(frozen=True)
class Headline:
    """How it stands, the sentence, and what it means for this reader."""

    state: str
    sentence: Chosen
    mine: str = ""


def headline(readings: Sequence[Reading]) -> Headline:
    """Over everything that troubles people now, in their order."""
    troubles = [reading for reading in readings if not reading.is_maintenance]
    state = worst(reading.state for reading in readings)
    if not readings:
        return Headline(state, _ours(gettext("Everything works.")))
    if len(troubles) == 1:
        return Headline(state, about(troubles[0]), _mine(troubles))
    if troubles:
        said = gettext("%(number)s things do not work well.") % {"number": number(len(troubles))}
        return Headline(state, _ours(said), _mine(troubles))
    if len(readings) == 1:
        return Headline(state, about(readings[0]), _mine(readings))
    said = gettext("We are working on %(number)s things, as planned.") % {
        "number": number(len(readings)).lower()
    }
    return Headline(state, _ours(said), _mine(readings))


def worst(states: Iterable[str]) -> str:
    """The state that says most about the whole."""
    return min(states, key=WORST.index, default="works")


def about(reading: Reading) -> Chosen:
    """One outage as a sentence: from its facts, or its own title where somebody wrote one."""
    outage = reading.outage
    services, places = list(outage.services.all()), list(outage.places.all())
    ours = wording.title(outage.kind, services, places)
    if outage.title != ours:
        title = reading.title
        return Chosen(_ended(title.text), title.lang, title.foreign)
    return _ours(_from_facts(outage.kind, names(services), names(places), len(services)))


def _from_facts(kind: str, services: str, places: str, count: int) -> str:
    what = {"services": services, "places": places}
    return (_at_places(kind, count) if places else _everywhere(kind, count)) % what


def _everywhere(kind: str, n: int) -> str:
    if kind == "maintenance":
        return gettext("We are working on %(services)s now.")
    if kind == "security":
        return gettext("Please be careful with %(services)s.")
    if kind == "degraded":
        return ngettext("%(services)s works poorly.", "%(services)s work poorly.", n)
    return ngettext("%(services)s does not work.", "%(services)s do not work.", n)


def _at_places(kind: str, n: int) -> str:
    if kind == "maintenance":
        return gettext("We are working on %(services)s at %(places)s now.")
    if kind == "security":
        return gettext("Please be careful with %(services)s at %(places)s.")
    if kind == "degraded":
        return ngettext(
            "%(services)s works poorly at %(places)s.", "%(services)s work poorly at %(places)s.", n
        )
    return ngettext(
        "%(services)s does not work at %(places)s.", "%(services)s do not work at %(places)s.", n
    )


def _mine(readings: Sequence[Reading]) -> str:
    """What of it touches the reader; said here only when there is more than one thing."""
    if len(readings) < 2 or not readings[0].reader.known:
        return ""
    touched = [reading for reading in readings if reading.touch.kind == YES]
    if not touched:
        return gettext("As far as we know they do not affect you.")
    if len(touched) == len(readings):
        return gettext("All of them affect you.")
    if len(touched) == 1:
        return gettext("One of them affects you.")
    return gettext("%(number)s of them affect you.") % {"number": number(len(touched))}


def number(count: int) -> str:
    """A small number in words, at the start of a sentence."""
    return str(NUMBERS[count - 2]) if 2 <= count <= len(NUMBERS) + 1 else str(count)


def _ours(sentence: str) -> Chosen:
    return Chosen(sentence, content_language(get_language()), False)


def _ended(title: str) -> str:
    return title if title.endswith((".", "!", "?")) else f"{title}."
