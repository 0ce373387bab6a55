"""News about what carries news: which channels an outage takes away, and what then helps.

Owns: which channels a message must not lean on, and the words for whoever writes it. Refuses: who
is reached along which channel (delivery does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from helder.delivery.channels import kinds
from helder.delivery.letters import Letter
from helder.delivery.models import Outlet, Screen
from helder.delivery.queries import Preview
from helder.outages.models import Outage
from helder.people.models import PORTAL
from helder.services.models import Service


def broken_by(outage: Outage, services: Iterable[Service]) -> list[str]:
    """The channels that do not work while this lasts; none before planned work begins, and none
    when it is over."""
    if outage.is_planned or outage.state != Outage.State.RUNNING:
        return []
    return carried(services)


def carried(services: Iterable[Service]) -> list[str]:
    """The channels that do not work without these services."""
    return sorted({channel for service in services for channel in service.carries})


@dataclass(frozen=True)
class Spoken:
    """What can be said on the phone, in one language."""

    lang: str
    text: str


@dataclass(frozen=True)
class Instead:
    """What a writer must know when the trouble takes a channel away: who is still reached, and what
    does not depend on it."""

    lines: tuple[str, ...]
    offers: tuple[str, ...]
    spoken: tuple[Spoken, ...]


def instead(found: Preview, avoid: Collection[str], letters: Sequence[Any]) -> Instead | None:
    """In words; None when nothing that carries news is broken. `letters` have `lang` and `letter`,
    as the composer shows them."""
    if not avoid:
        return None
    said = [Spoken(each.lang, spoken(each.letter)) for each in letters]
    return Instead(_reached(found, avoid), _offers(avoid), tuple(one for one in said if one.text))


def _reached(found: Preview, avoid: Collection[str]) -> tuple[str, ...]:
    labels = [str(kind.label) for name, kind in kinds().items() if name in avoid]
    only = sum(found.by.get(name, 0) for name in avoid)
    website = found.by.get(PORTAL, 0)
    otherwise = found.persons - only - website
    lines = [
        gettext("This may not arrive now: %(channels)s.") % {"channels": ", ".join(labels)},
        ngettext(
            "%(count)s person hears it along another channel.",
            "%(count)s people hear it along another channel.",
            otherwise,
        )
        % {"count": _number(otherwise)},
    ]
    if only:
        lines.append(
            ngettext(
                "%(count)s person has no other channel and gets it when that works again.",
                "%(count)s people have no other channel and get it when that works again.",
                only,
            )
            % {"count": _number(only)}
        )
    return tuple(lines)


def _offers(avoid: Collection[str]) -> tuple[str, ...]:
    """What stands on its own, whatever is broken."""
    rooms = Outlet.objects.filter(is_on=True).exclude(channel__in=avoid).count()
    screens = Screen.objects.count()
    offers = [gettext("Print a notice for the doors: after publishing, under Sent.")]
    if screens:
        offers.append(
            ngettext(
                "It stands on %(n)d hall screen by itself.",
                "It stands on %(n)d hall screens by itself.",
                screens,
            )
            % {"n": screens}
        )
    if rooms:
        offers.append(
            ngettext(
                "It is posted in %(n)d chat room by itself.",
                "It is posted in %(n)d chat rooms by itself.",
                rooms,
            )
            % {"n": rooms}
        )
    return tuple(offers)


def spoken(letter: Letter) -> str:
    """The letter as somebody hears it on the phone: what it is, what they notice, what is promised;
    no addresses."""
    sections = letter.get("sections") or []
    first = sections[0]["text"] if sections else letter.get("lead", "")
    pieces = [letter["subject"], first, letter.get("promise", "")]
    return " ".join(_sentence(piece) for piece in pieces if piece.strip())


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if words[-1] in ".!?…" else f"{words}."


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
