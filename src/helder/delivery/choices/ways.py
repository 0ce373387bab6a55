"""The channels that a person can choose from here, and what each still needs of them.

Owns: which channels reach this person, found by asking the channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from helder.delivery.channels import Kind, Reach
from helder.delivery.parcels import Reader
from helder.delivery.queries import open_kinds
from helder.people.models import PORTAL, Person

SWITCHED_BELOW = frozenset({"webpush"})
"""Channels that a person switches on per device, with a card on the same page."""
A_PHONE = "+31612345678"
"""Some number that can be called, to learn whether a channel goes by the phone number."""


@dataclass(frozen=True)
class Way:
    """One channel as a choice: whether it reaches this person now, and what it needs first: their
    phone number, or a switch further down the page."""

    name: str
    label: str
    reaches: bool = True
    by_phone: bool = False
    below: bool = False

    @property
    def offered(self) -> bool:
        """Whether they can make it work themselves, or it works already."""
        return self.reaches or self.by_phone or self.below


def reader(person: Person) -> Reader:
    """A person as far as a channel may know them."""
    return Reader(
        person.pk,
        person.email,
        name=person.name,
        language=person.language,
        phone=person.phone,
        external_id=person.external_id,
        is_guest=person.is_guest,
    )


def ways_for(person: Person) -> list[Way]:
    """What this person can choose, in the order in which it is offered."""
    who = reader(person)
    return [_way(kind, who) for kind in open_kinds(Reach.PERSONS)]


def _way(kind: Kind, who: Reader) -> Way:
    reaches = kind.name == PORTAL or _reaches(kind, who)
    by_phone = kind.name != PORTAL and (
        _reaches(kind, replace(who, phone=A_PHONE)) and not _reaches(kind, replace(who, phone=""))
    )
    return Way(kind.name, str(kind.label), reaches, by_phone, kind.name in SWITCHED_BELOW)


def _reaches(kind: Kind, who: Reader) -> bool:
    return who.pk in kind.addresses([who])


def reached_with(person: Person, phone: str, names: Iterable[str]) -> set[str]:
    """Those of these channels that would reach the person if this were their phone number."""
    who = replace(reader(person), phone=phone)
    wanted = set(names)
    return {
        kind.name
        for kind in open_kinds(Reach.PERSONS)
        if kind.name in wanted and (kind.name == PORTAL or _reaches(kind, who))
    }


def labels(ways: Sequence[Way]) -> Mapping[str, str]:
    """Name → word."""
    return {way.name: way.label for way in ways}


class Named(Protocol):
    """A channel by its name."""

    @property
    def name(self) -> str:
        """Such as "mail"."""


def in_order(kept: str, ways: Iterable[Named]) -> list[str]:
    """A kept order ("sms,mail") without channels that are not in use here."""
    known = {way.name for way in ways}
    return [name for name in kept.split(",") if name in known]
