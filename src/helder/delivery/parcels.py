"""What a channel gets in its hands: parcels, and the ledger in which it says what came of them.

Owns: the contract between the worker and the channels. Refuses: any query; a parcel holds all that
is needed to send it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from helder.delivery.errors import ChannelError
from helder.delivery.models import Dispatch, Outlet


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as far as a channel may know them."""

    pk: int
    email: str
    name: str = ""
    language: str = ""
    phone: str = ""
    external_id: str = ""
    is_guest: bool = False

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split(" ")[0] if self.name else ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One row in hand: for a reader or for a room (an outlet), never both. `dispatch` is shared by
    all its parcels in one worker."""

    pk: int
    channel: str
    attempts: int
    dispatch: Dispatch
    reader: Reader | None = None
    outlet: Outlet | None = None
    variant: int = 0

    @property
    def content(self) -> Mapping[str, Any]:
        """What it says, per locale: the text for everybody, or that for an audience."""
        return self.dispatch.content_of(self.variant)

    @property
    def language(self) -> str:
        """The language of whoever reads it; "" is that of the house."""
        return self.reader.language if self.reader else self.outlet.language if self.outlet else ""

    @property
    def room_address(self) -> str:
        """Where its room is posted to; it holds a secret. "" for a reader."""
        return self.outlet.address if self.outlet else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one parcel: taken with this note, or an error."""

    parcel: Parcel
    note: str = ""
    error: ChannelError | None = None


class Ledger(Protocol):
    """Where a channel writes down what it does, before and after."""

    def step(self, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
        """One transaction: writes down what came of `done`, and that `begin` is being handed over.

        Those of `begin` that may go; the others were taken over or are of no use any more, and must
        not be sent. Only after this may the last byte of a parcel leave.
        """

    def may_go_on(self) -> bool:
        """False when the turn is over (others wait, the worker stops): begin nothing new."""
