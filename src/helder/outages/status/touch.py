"""Does this outage touch me? Pure: what is known of a reader against the facts of an outage.

Owns: the sentence "Dit raakt u: uw locatie is Noord". Refuses: guessing. A person whose place is
unknown is told that it may touch them, never that it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext

from helder.kit.texts import pick

YES, MAYBE, NO, UNKNOWN = "yes", "maybe", "no", ""
ORDER = (YES, MAYBE, UNKNOWN, NO)


@dataclass(frozen=True)
class Reader:
    """What is known of whoever looks; nothing at all for a visitor without sign-in."""

    known: bool = False
    place: int | None = None
    place_name: Mapping[str, str] = field(default_factory=dict)
    audiences: frozenset[int] = frozenset()
    services: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    told_apart: frozenset[str] = frozenset()
    """Those of their audiences that are told something in words of their own."""

    def uses(self, service: Any) -> bool:
        """Whether the service is for this reader, or followed by them."""
        return service.audience_id in self.audiences or service.pk in self.services


@dataclass(frozen=True)
class Touch:
    """The answer, and why, in the active language; both empty for a visitor."""

    kind: str = UNKNOWN
    sentence: str = ""

    @property
    def order(self) -> int:
        """What touches the reader comes first."""
        return ORDER.index(self.kind)


@dataclass(frozen=True)
class Reach:
    """Whom an outage reaches: services, named audiences (or else those of the services), places."""

    services: tuple[Any, ...]
    audiences: tuple[Any, ...] = ()
    places: tuple[Any, ...] = ()


def touch(reach: Reach, reader: Reader) -> Touch:
    """Whether it touches the reader, said in words."""
    if not reader.known:
        return Touch()
    follows = [service for service in reach.services if service.pk in reader.services]
    if not (_meant(reach, reader) or follows):
        return Touch(
            NO, gettext("As far as we know you do not use this, so it does not affect you.")
        )
    if reach.places:
        return _by_place(reach, reader)
    if follows and not _meant(reach, reader):
        return Touch(YES, gettext("You follow %(services)s.") % {"services": names(follows)})
    return Touch(
        YES,
        gettext("This affects you: you use %(services)s.") % {"services": names(reach.services)},
    )


def _meant(reach: Reach, reader: Reader) -> bool:
    meant = {audience.pk for audience in reach.audiences} or {
        service.audience_id for service in reach.services
    }
    return bool(meant & reader.audiences)


def _by_place(reach: Reach, reader: Reader) -> Touch:
    here = {place.pk for place in reach.places}
    where = names(reach.places)
    if reader.place in here:
        return Touch(
            YES,
            gettext("This affects you: your place is %(place)s.")
            % {"place": pick(reader.place_name)},
        )
    followed = [place for place in reach.places if place.pk in reader.places]
    if followed:
        return Touch(YES, gettext("You follow %(services)s.") % {"services": names(followed)})
    if reader.place is None:
        return Touch(
            MAYBE,
            gettext("This affects you if you are at %(places)s; we do not know your place.")
            % {"places": where},
        )
    return Touch(
        NO,
        gettext("This does not affect you at %(mine)s: it is about %(places)s only.")
        % {"mine": pick(reader.place_name), "places": where},
    )


def names(things: Iterable[Any]) -> str:
    """ "Wifi, E-mail en Cijfers", in the active language."""
    return str(get_text_list([pick(thing.name) for thing in things], gettext("and")))
