"""From a delivery row to a mail in the hands of the mail server."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.delivery.channels import Kind
from helder.delivery.channels.mail import layout, mime
from helder.delivery.channels.mail.conversation import Conversation, Envelope
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.letters import letter_for
from helder.delivery.models import Dispatch
from helder.delivery.parcels import Ledger, Outcome, Parcel, Reader
from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.links import mail_choice_url
from helder.people.middleware import in_house_form

UNREADABLE = _("This is not a mail address that can be used.")
BAD_SENDER = _("The sender address of mail cannot be used. Change it under House style.")
MOULDS_KEPT = 12


class _NotGoing(Exception):
    """The ledger keeps this one back."""


class MailChannel:
    """Sends deliveries over one kept connection."""

    def __init__(self) -> None:
        self.conversation = Conversation()
        self._moulds: OrderedDict[tuple[int, str], mime.Mould] = OrderedDict()

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """Hands mails over, one after the other."""
        for parcel in parcels:
            if not ledger.may_go_on():
                return
            with contextlib.suppress(_NotGoing):
                ledger.step([self._outcome(parcel, ledger)], ())

    def _outcome(self, parcel: Parcel, ledger: Ledger) -> Outcome:
        def hand_over() -> None:
            if not ledger.step((), [parcel]):
                raise _NotGoing

        assert parcel.reader is not None  # noqa: S101 - mail goes to persons
        try:
            return Outcome(parcel, self._send(parcel, parcel.reader, hand_over))
        except ChannelError as error:
            return Outcome(parcel, error=error)

    def _send(self, parcel: Parcel, reader: Reader, hand_over: Callable[[], None]) -> str:
        recipient = wire_address(reader.email)
        mould = self._mould(parcel.dispatch, in_house_form(reader.language))
        link = mail_choice_url(reader)
        message = mould.cast(own_headers(parcel.dispatch, reader, recipient, link), link)
        envelope = Envelope(sender_address(current()), recipient, message)
        return self.conversation.deliver(envelope, hand_over)

    def close(self) -> None:
        """Ends the connection."""
        self.conversation.close()

    def _mould(self, dispatch: Dispatch, locale: str) -> mime.Mould:
        key = (dispatch.pk, locale)
        if key not in self._moulds:
            self._moulds[key] = build_mould(dispatch, locale)
            while len(self._moulds) > MOULDS_KEPT:
                self._moulds.popitem(last=False)
        return self._moulds[key]


def build_mould(dispatch: Dispatch, locale: str) -> mime.Mould:
    """What all readers of one locale get."""
    house = current()
    found, letter = letter_for(dispatch.content, locale)
    with translation.override(found):
        page = layout.lay_out(letter, house, found)
        headers = common_headers(dispatch, letter["subject"], house, found)
    return mime.mould(headers, page.text, page.html, page.pictures)


def common_headers(dispatch: Dispatch, subject: str, house: Organisation, locale: str) -> list[str]:
    """The headers that do not differ per person."""
    sender = sender_address(house)
    name = house.sender_name or pick(house.it_name) or house.name
    kind = re.sub(r"[^a-z0-9]+", "-", dispatch.kind.lower()).strip("-") or "news"
    return [
        mime.mailbox("From", name, sender),
        mime.mailbox("Reply-To", pick(house.desk_name), wire_address(house.desk_mail or sender)),
        mime.header("Subject", subject),
        f"Content-Language: {locale.split('-')[0]}",
        f"List-Id: <{kind}.{host()}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ]


def own_headers(dispatch: Dispatch, person: Reader, recipient: str, link: str) -> list[str]:
    """The headers of one person's mail; the same on every attempt, the date excepted."""
    own = message_id(dispatch, person)
    first = thread_id(dispatch, person)
    date = format_datetime(timezone.localtime(clock.now()))
    lines = [
        f"Message-ID: <{own}>",
        f"Date: {date}",
        mime.mailbox("To", person.name, recipient),
        f"List-Unsubscribe: <{link}>",
    ]
    if first and first != own:
        lines += [f"In-Reply-To: <{first}>", f"References: <{first}>"]
    return lines


def message_id(dispatch: Dispatch, person: Reader) -> str:
    """Stable per recipient and message, so that a mail sent twice is shown once."""
    if dispatch.thread and dispatch.number == 1:
        return thread_id(dispatch, person)
    return f"{dispatch.public_id}.{_seal(dispatch.public_id, person)}@{host()}"


def thread_id(dispatch: Dispatch, person: Reader) -> str:
    """The id of the first mail of the thread to this person, known without looking it up."""
    return f"{_seal('thread:' + dispatch.thread, person)}@{host()}" if dispatch.thread else ""


def _seal(what: str, person: Reader) -> str:
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"{what}|{person.pk}".encode(), hashlib.sha256).hexdigest()[:24]


def host() -> str:
    """The name of this installation on the net."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def sender_address(house: Organisation) -> str:
    """From whom mail comes. One that cannot be used is no reader's fault: everything waits."""
    try:
        return wire_address(house.sender_mail or str(settings.DEFAULT_FROM_EMAIL))
    except ChannelError as error:
        raise ChannelError(BAD_SENDER, permanent=False, trouble=Trouble.CHANNEL) from error


def wire_address(address: str) -> str:
    """As the mail server wants it: a domain in ASCII. Raises ChannelError when it cannot be."""
    local, at, domain = address.strip().rpartition("@")
    try:
        wire = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        wire = ""
    if not at or not local.isascii() or not wire or re.search(r"[\x00-\x20\x7f<>]", wire):
        raise ChannelError(UNREADABLE, permanent=True, trouble=Trouble.ADDRESS)
    return wire


def _addresses(readers: Sequence[Reader]) -> Mapping[int, str]:
    return {reader.pk: reader.email for reader in readers if reader.email}


KIND = Kind(
    name="mail",
    label=gettext_lazy("Mail"),
    icon="mail",
    opens=MailChannel,
    addresses=_addresses,
    reachable=lambda: Q(pk__isnull=False),
    always_on=True,
    order=10,
)
