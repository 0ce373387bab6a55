"""The ways along which a message can go: one folder per kind, each with the same two verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.utils.module_loading import import_string

from helder.delivery.models import Delivery

CHANNELS = {"mail": "helder.delivery.channels.mail.channel.MailChannel"}


class Channel(Protocol):
    """Hands one row over to the outside world."""

    def send(self, delivery: Delivery, hand_over: Callable[[], None]) -> str:
        """Sends; calls `hand_over` last before the body goes. The answer for the note.

        Raises ChannelError when it did not go, or when nobody knows.
        """

    def close(self) -> None:
        """Lets go of what it holds open. Never raises."""


def open_channel(name: str) -> Channel:
    """A new channel of this kind."""
    channel: Channel = import_string(CHANNELS[name])()
    return channel
