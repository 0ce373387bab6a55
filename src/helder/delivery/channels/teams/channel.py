"""Microsoft Teams: a card to the address of a workflow. Its 202 means taken, not shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from helder.delivery.channels import Kind, Reach, plain, webhook
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.channels.teams.card import message
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Parcel

TAKEN = gettext_noop("Taken by Teams; whether it is shown there, Teams does not say.")
STOPPED = gettext_noop("The workflow in Teams is switched off or gone. Switch it on, or make one.")
SAYS_STOPPED = ("WorkflowTriggerIsNotEnabled", "WorkflowNotFound", "DirectApiAuthorizationRequired")


class Teams(OneByOne):
    """Posts cards; each room has an address of its own."""

    def prepare(self, parcel: Parcel) -> Any:
        """The card, in the language of the room."""
        locale, letter = plain.letter_of(parcel)
        return message(letter, locale)

    def deliver(self, parcel: Parcel, prepared: object) -> str:
        """Taken by the workflow."""
        address = parcel.room_address
        answer = webhook.ask(webhook.Call(address, json=prepared))
        if answer.status >= 400 and any(word in answer.text for word in SAYS_STOPPED):
            raise ChannelError(
                STOPPED, permanent=True, trouble=Trouble.ADDRESS, address_is_gone=True
            )
        webhook.judge(answer)
        return TAKEN


KIND = Kind(
    name="teams",
    label=_("Microsoft Teams"),
    icon="users",
    opens=Teams,
    reach=Reach.ROOMS,
    order=30,
    note=_("Posts a card in a channel of a team, in the language of that room."),
    check_address=webhook.check,
    address_help=_(
        "In Teams, choose Workflows at the channel and then “Post to a channel when a webhook "
        "request is received”. Paste the address that it gives."
    ),
)
