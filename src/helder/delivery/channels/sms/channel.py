"""Text messages: through a service that apprise knows, or any gateway that takes them over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from helder.delivery import switchboard
from helder.delivery.channels import Kind, Option, apprised, plain, webhook
from helder.delivery.channels.direct.template import filled, wrong_places
from helder.delivery.channels.onebyone import OneByOne
from helder.delivery.channels.sms import cost, gateway, numbers
from helder.delivery.channels.sms.pricing import MOST_SEGMENTS, NAME, price, segments
from helder.delivery.channels.sms.text import text_of
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Ledger, Parcel, Reader

if TYPE_CHECKING:
    from apprise.plugins import NotifyBase

NO_NUMBER = gettext_noop("This is not a phone number that can be used.")
NOT_SET = gettext_noop("Fill in a service or a gateway first.")
ONE_ONLY = gettext_noop("Fill in either a service or a gateway, not both.")
NO_PHONE = gettext_noop("Write {phone} where the number comes.")
BAD_COUNT = gettext_noop("Write a whole number from 1 to 6.")
BAD_PRICE = gettext_noop("Write an amount such as 0.08.")
BAD_REGION = gettext_noop("Write a country in two letters, such as NL or BE.")


def addresses(readers: Sequence[Reader]) -> Mapping[int, str]:
    """The number of each whose number can be used."""
    with_phone = [reader for reader in readers if reader.phone and not reader.is_guest]
    if not with_phone:
        return {}
    region = switchboard.options(NAME)["region"]
    found = {reader.pk: numbers.international(reader.phone, region) for reader in with_phone}
    return {key: number for key, number in found.items() if number}


def reachable() -> Q:
    """Whoever has a number, as far as the database can tell."""
    return Q(is_guest=False) & ~Q(phone="")


def check(options: Mapping[str, str]) -> Mapping[str, str]:
    """A sentence per option that cannot be used."""
    found = _way(options)
    written = options.get("segments", "")
    if written and not (written.isdecimal() and 1 <= int(written) <= 6):
        found["segments"] = BAD_COUNT
    if price(options) < 0:
        found["price"] = BAD_PRICE
    if not numbers.knows_region(options.get("region", "") or "NL"):
        found["region"] = BAD_REGION
    return found


def _way(options: Mapping[str, str]) -> dict[str, str]:
    service, url = options.get("service", ""), options.get("gateway", "")
    if service and url:
        return {"gateway": ONE_ONLY}
    if url:
        return gateway.problems(options)
    if not service:
        return {"service": NOT_SET}
    if "{phone}" not in service or wrong_places(service):
        return {"service": NO_PHONE}
    try:
        _service(service, "+31612345678")
    except ChannelError as error:
        return {"service": error.note}
    return {}


def _service(template: str, number: str) -> NotifyBase:
    return apprised.service(filled(template, {"phone": number}), must_name=[number])


def trouble() -> str:
    """Why no text message can be sent; "" when it can."""
    options = switchboard.options(NAME)
    return "" if options["service"] or options["gateway"] else NOT_SET


class Sms(OneByOne):
    """Sends text messages, through one service or gateway for all."""

    def __init__(self) -> None:
        self.options: dict[str, str] = {}

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """With the options as they are set now."""
        self.options = switchboard.options(NAME)
        super().send(parcels, ledger)

    def prepare(self, parcel: Parcel) -> Any:
        """The text, in the person's language."""
        return text_of(plain.letter_of(parcel)[1], segments(self.options))

    def deliver(self, parcel: Parcel, prepared: Any) -> str:
        """Taken by the service; whether the phone got it, it does not say."""
        phone = parcel.reader.phone if parcel.reader else ""
        number = numbers.international(phone, self.options["region"])
        if not number:
            raise ChannelError(
                NO_NUMBER, permanent=True, trouble=Trouble.ADDRESS, address_is_gone=True
            )
        if self.options["service"]:
            apprised.send(_service(self.options["service"], number), "", prepared, personal=True)
        elif self.options["gateway"]:
            self._by_gateway(number, prepared)
        else:
            raise ChannelError(NOT_SET, permanent=False, trouble=Trouble.CHANNEL)
        return ""

    def _by_gateway(self, number: str, text: str) -> None:
        known = {"phone": number, "text": text, "sender": self.options["sender"]}
        try:
            asked = gateway.call(self.options, known)
        except ValueError:
            raise ChannelError(gateway.BAD_BODY, permanent=False, trouble=Trouble.CHANNEL) from None
        webhook.judge_personal(webhook.ask(asked, down=Trouble.CHANNEL))


KIND = Kind(
    name=NAME,
    label=_("Text message"),
    icon="smartphone",
    opens=Sms,
    addresses=addresses,
    reachable=reachable,
    order=20,
    note=_("A short text with a link, on the phone. Each one costs money."),
    options=(
        Option(
            "service",
            _("Service"),
            _(
                "An address as apprise writes it, with {phone} where the number comes, such as "
                "msgbird://key/sender/{phone}."
            ),
            secret=True,
        ),
        Option(
            "gateway",
            _("Gateway"),
            _("Or the address of any other service that takes messages over HTTP."),
            secret=True,
        ),
        Option("method", _("Method"), _("POST, PUT or GET."), default="POST"),
        Option(
            "header",
            _("Headers"),
            _("One on each line, such as Authorization: Bearer abc."),
            kind="long",
            secret=True,
        ),
        Option(
            "body",
            _("Body"),
            _("JSON or a form, with {phone}, {text} and {sender} where they come."),
            kind="long",
            default='{"to": "{phone}", "from": "{sender}", "text": "{text}"}',
        ),
        Option("sender", _("Sender"), _("A name of at most 11 letters, or a number.")),
        Option(
            "segments",
            _("Messages for one text, at most"),
            _("A text of more than 160 signs takes more than one. The link always fits."),
            kind="number",
            default=str(MOST_SEGMENTS),
        ),
        Option("price", _("Price of one message in euros"), _("Such as 0.08."), default=""),
        Option("region", _("Country of numbers without a country code"), default="NL"),
    ),
    trouble=trouble,
    check_options=check,
    cost=cost.in_words,
)
