"""What can go wrong on the way, in one class that needs no knowledge of any channel."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum


class Trouble(Enum):
    """What a failure says about the row, the channel and the person."""

    ROW = "row"
    """Something with this message or this person."""
    CHANNEL = "channel"
    """The whole channel is out of order: stop, and try later without blaming a row."""
    ADDRESS = "address"
    """The receiving side refuses this recipient."""
    UNKNOWN = "unknown"
    """The message was handed over, and no answer came: it may have arrived."""


class ChannelError(Exception):
    """A message did not go. `permanent`: trying again changes nothing. `address_is_gone`: the
    address or room no longer exists. `wait`: how long the other side asks to wait."""

    def __init__(
        self,
        note: str,
        *,
        permanent: bool,
        trouble: Trouble = Trouble.ROW,
        address_is_gone: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(note)
        self.note = " ".join(note.split())[:300]
        self.permanent = permanent
        self.trouble = trouble
        self.address_is_gone = address_is_gone
        self.wait = wait
