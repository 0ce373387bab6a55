"""Slack: a message in blocks to an incoming webhook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from helder.delivery.channels import Kind, Reach, network, plain, webhook
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.channels.slack.blocks import message
from helder.delivery.parcels import Parcel

HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
NOT_SLACK = gettext_noop(
    "This is no address of Slack. Paste the address of the incoming webhook: it begins with "
    "https://hooks.slack.com/."
)


def check(url: str) -> str:
    """Why this is no room of Slack; "" when it is. Hosts that the server's settings open may stand
    in for Slack."""
    if problem := webhook.check(url):
        return problem
    parts = urlsplit(url)
    host = str(parts.hostname)
    if (parts.scheme == "https" and host in HOSTS) or network.opened(host):
        return ""
    return NOT_SLACK


class Slack(OneByOne):
    """Posts blocks; each room has an address of its own."""

    def prepare(self, parcel: Parcel) -> Any:
        """The message, in the language of the room."""
        return message(plain.letter_of(parcel)[1])

    def deliver(self, parcel: Parcel, prepared: object) -> str:
        """Shown in the channel when Slack says yes."""
        address = parcel.room_address
        webhook.judge(webhook.ask(webhook.Call(address, json=prepared)))
        return ""


KIND = Kind(
    name="slack",
    label=_("Slack"),
    icon="message-square",
    opens=Slack,
    reach=Reach.ROOMS,
    order=31,
    note=_("Posts in a channel of Slack, in the language of that room."),
    check_address=check,
    address_help=_(
        "In Slack, make an app with an incoming webhook for the channel, and paste its address. "
        "It begins with https://hooks.slack.com/."
    ),
)
