"""Rooms of any chat that apprise speaks to; each room is one address of apprise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from helder.delivery.channels import Kind, Reach, apprised, plain
from helder.delivery.channels.chat.wording import Limits, Said, said
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.letters import Letter
from helder.delivery.parcels import Parcel

if TYPE_CHECKING:
    from apprise.plugins import NotifyBase

MARKDOWN = {
    "mmost", "mmosts", "rocket", "rockets", "discord", "zulip", "webex", "wxteams", "revolt",
    "guilded",
}  # fmt: skip
"""Chats that show markdown without being asked; all others get plain text."""


def speaks_markdown(url: str) -> bool:
    """Whether what is behind this address shows markdown."""
    return urlsplit(url).scheme.lower() in MARKDOWN


def say(to: NotifyBase, letter: Letter, *, markdown: bool, personal: bool = False) -> None:
    """Sends a letter to a service of apprise. Raises ChannelError."""
    text = fitted(to, letter, markdown=markdown)
    apprised.send(to, text.title, text.body, as_is=markdown, personal=personal)


def fitted(to: NotifyBase, letter: Letter, *, markdown: bool) -> Said:
    """The letter within the limits of this service."""
    limits = Limits(max(int(to.title_maxlen), 0), max(int(to.body_maxlen), 1))
    return said(letter, limits, markdown=markdown)


class Chat(OneByOne):
    """Posts in rooms; each has an address of its own."""

    def prepare(self, parcel: Parcel) -> Any:
        """The letter, in the language of the room."""
        return plain.letter_of(parcel)[1]

    def deliver(self, parcel: Parcel, prepared: Any) -> str:
        """Taken by the chat."""
        address = parcel.room_address
        say(apprised.service(address), prepared, markdown=speaks_markdown(address))
        return ""


KIND = Kind(
    name="chat",
    label=_("Another chat"),
    icon="message-circle",
    opens=Chat,
    reach=Reach.ROOMS,
    order=32,
    note=_("Posts in Mattermost, Rocket.Chat, Matrix, ntfy, Discord, Zulip and many others."),
    check_address=apprised.check,
    address_help=_(
        "An address as apprise writes it, such as mmosts://chat.example.org/token or "
        "ntfys://ntfy.example.org/topic. The guide has an example for each chat."
    ),
)
