"""A ledger of the tests that keeps what a channel writes down, and parcels to hand it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helder.delivery.channels import kinds
from helder.delivery.models import Dispatch, Outlet
from helder.delivery.parcels import Outcome, Parcel, Reader
from tests.delivery.letters import content


class Kept:
    """Lets everything go, and keeps every outcome."""

    def __init__(self) -> None:
        self.done: list[Outcome] = []

    def step(self, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
        """Writes down."""
        self.done += done
        return list(begin)

    def may_go_on(self) -> bool:
        """Always."""
        return True


def to_room(channel: str, address: str, language: str = "nl", **letter: Any) -> Parcel:
    """A parcel for a room that is not in the database."""
    room = Outlet(pk=1, channel=channel, name="Room", address=address, language=language)
    return Parcel(1, channel, 0, Dispatch(content=content(**letter)), outlet=room)


def to_reader(channel: str, reader: Reader, **letter: Any) -> Parcel:
    """A parcel for a person."""
    return Parcel(1, channel, 0, Dispatch(content=content(**letter)), reader=reader)


def sent(*parcels: Parcel) -> list[Outcome]:
    """What came of these, over their real channel."""
    kept = Kept()
    channel = kinds()[parcels[0].channel].opens()
    channel.send(parcels, kept)
    channel.close()
    return kept.done
