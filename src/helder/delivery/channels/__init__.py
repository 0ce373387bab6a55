"""The ways along which a message can go: one folder per kind, found by looking.

A folder is a channel when it has a module `channel` with a `KIND`; nothing else needs to know it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.db.models import Q

from helder.delivery.letters import Content
from helder.delivery.parcels import Ledger, Parcel, Reader
from helder.people.audiences import Selection
from helder.people.models import PORTAL


class Channel(Protocol):
    """An open channel of one worker."""

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """Sends what it can while `ledger.may_go_on()`. What it does not begin goes back by itself;
        what it begins (`ledger.step`) it must also give an outcome. Never raises for one parcel."""

    def close(self) -> None:
        """Lets go of what it holds open. Never raises."""


class Reach(Enum):
    """Whom a channel reaches."""

    PERSONS = "persons"
    ROOMS = "rooms"


@dataclass(frozen=True)
class Option:
    """One thing that an administrator fills in for a channel. `kind`: text, url, number, long."""

    name: str
    label: Any
    help: Any = ""
    kind: str = "text"
    required: bool = False
    secret: bool = False
    default: str = ""


def _any_options(_options: Mapping[str, str]) -> Mapping[str, str]:
    return {}


def _any_address(_address: str) -> str:
    return ""


def _nobody(_readers: Sequence[Reader]) -> Mapping[int, str]:
    return {}


class Costs(Protocol):
    """What a message costs along a channel, in words, before it goes; "" when nothing."""

    def __call__(
        self,
        content: Content,
        selection: Selection,
        services: Sequence[str] = (),
        places: Sequence[str] = (),
        *,
        urgent: bool = True,
        avoid: Collection[str] = (),
    ) -> str: ...


def _free(*_message: Any, **_more: Any) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """What Helder knows of a channel before it is opened.

    `addresses` gives, for persons, the address of each whom the channel can reach (one query at
    most, however many persons); `reachable` says the same as a condition on Person, to count with;
    `column` is that of Person that holds the address, where one does as it is.
    `trouble` says why the channel cannot be used here ("" when it can). `check_options` gives a
    sentence per option that cannot be used; `check_address` one about the address of a room, of
    which `address_help` says where to find it. `cost` says beforehand what a message costs.
    """

    name: str
    label: Any
    icon: str
    opens: Callable[[], Channel]
    reach: Reach = Reach.PERSONS
    addresses: Callable[[Sequence[Reader]], Mapping[int, str]] = _nobody
    reachable: Callable[[], Q] = field(default=lambda: Q(pk__in=[]))
    column: str = ""
    options: tuple[Option, ...] = ()
    always_on: bool = False
    order: int = 50
    note: Any = ""
    trouble: Callable[[], str] = field(default=lambda: "")
    check_options: Callable[[Mapping[str, str]], Mapping[str, str]] = _any_options
    check_address: Callable[[str], str] = _any_address
    address_help: Any = ""
    cost: Costs = _free


@cache
def kinds() -> dict[str, Kind]:
    """Every channel that there is a folder of, in the order in which they are offered."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg and _has_channel(module.name):
            found.append(import_module(f"{__name__}.{module.name}.channel").KIND)
    return {kind.name: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.name))}


def choices() -> list[tuple[str, Any]]:
    """The channels along which news leaves this website, for a form: name and label."""
    return [(name, kind.label) for name, kind in kinds().items() if name != PORTAL]


def _has_channel(folder: str) -> bool:
    package = import_module(f"{__name__}.{folder}")
    return any(module.name == "channel" for module in pkgutil.iter_modules(package.__path__))
