"""A chat message to one person: an address of apprise in which the person is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from helder.delivery import switchboard
from helder.delivery.channels import Kind, Option, apprised, plain
from helder.delivery.channels.chat.channel import say, speaks_markdown
from helder.delivery.channels.direct.template import facts, filled, fits, places, wrong_places
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.channels.sms.numbers import international
from helder.delivery.errors import ChannelError
from helder.delivery.parcels import Ledger, Parcel, Reader

if TYPE_CHECKING:
    from apprise.plugins import NotifyBase

NAME, TEMPLATE = "direct", "address"
REGION = "NL"
UNKNOWN_PERSON = gettext_noop("Helder does not know by what name the chat knows this person.")
NO_PLACE = gettext_noop(
    "Write in the address where the person comes: {user}, {email}, {external_id} or {phone}."
)
WRONG_PLACE = gettext_noop(
    "Between braces only {user}, {email}, {external_id} and {phone} can stand. Write a token as it "
    "is, without braces."
)
SOMEBODY = Reader(0, "somebody@example.org", external_id="a1b2c3", phone="+31612345678")


def known(reader: Reader) -> dict[str, str]:
    """What may be filled in for a person."""
    return facts(reader, international(reader.phone, REGION) if reader.phone else "")


def addresses(readers: Sequence[Reader]) -> Mapping[int, str]:
    """By what the chat knows each of them; never the address itself, for it holds a secret."""
    names = places(switchboard.options(NAME)[TEMPLATE])
    found = {}
    for reader in readers:
        values = known(reader)
        if names and not reader.is_guest and all(fits(values.get(name, "")) for name in names):
            found[reader.pk] = " ".join(values[name] for name in dict.fromkeys(names))
    return found


def reachable() -> Q:
    """Whoever has what the address asks for."""
    names = places(switchboard.options(NAME)[TEMPLATE])
    known_to_all = Q(is_guest=False) if names else Q(pk__in=[])
    for name in {"external_id", "phone"} & set(names):
        known_to_all &= ~Q(**{name: ""})
    return known_to_all


def check(options: Mapping[str, str]) -> Mapping[str, str]:
    """A sentence about an address that cannot be used."""
    template = options.get(TEMPLATE, "")
    if not template:
        return {}
    if wrong_places(template):
        return {TEMPLATE: WRONG_PLACE}
    if not places(template):
        return {TEMPLATE: NO_PLACE}
    try:
        service_of(template, SOMEBODY)
    except ChannelError as error:
        return {TEMPLATE: error.note}
    return {}


def service_of(template: str, reader: Reader) -> NotifyBase:
    """The service, set to this person. Raises ChannelError, also when the service would leave the
    person out: then it would speak to everybody."""
    values = known(reader)
    address = filled(template, values)
    if not address:
        raise ChannelError(UNKNOWN_PERSON, permanent=True)
    return apprised.service(address, must_name=[values[name] for name in places(template)])


class Direct(OneByOne):
    """Sends to persons, through one service for all."""

    def __init__(self) -> None:
        self.template = ""

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """With the address as it is set now."""
        self.template = switchboard.options(NAME)[TEMPLATE]
        super().send(parcels, ledger)

    def prepare(self, parcel: Parcel) -> Any:
        """The letter, in the person's language."""
        return plain.letter_of(parcel)[1]

    def deliver(self, parcel: Parcel, prepared: Any) -> str:
        """Taken by the chat."""
        if parcel.reader is None:
            raise ChannelError(UNKNOWN_PERSON, permanent=True)
        to = service_of(self.template, parcel.reader)
        say(to, prepared, markdown=speaks_markdown(self.template), personal=True)
        return ""


KIND = Kind(
    name=NAME,
    label=_("Chat message"),
    icon="at-sign",
    opens=Direct,
    addresses=addresses,
    reachable=reachable,
    order=22,
    note=_("To one person, on the chat server of your organisation."),
    options=(
        Option(
            TEMPLATE,
            _("Address with a place for the person"),
            _(
                "As apprise writes it, with {user} (the mail address up to the @), {email}, "
                "{external_id} or {phone} where the person comes, such as "
                "ntfys://ntfy.example.org/helder-{external_id}."
            ),
            required=True,
            secret=True,
        ),
    ),
    check_options=check,
)
