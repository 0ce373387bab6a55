"""From a parcel to a finished mail: what all readers share is made once, the rest per reader.

Owns: the headers, the moulds that are kept, and what of the reader's own comes into a mail. It is
asked for every mail, so what is the same for a turn is looked up once a turn.
"""

from __future__ import annotations

import hmac
import re
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from helder.delivery.answers import answer_urls, question_of
from helder.delivery.channels.mail import layout, mime
from helder.delivery.channels.mail.addresses import wire_address
from helder.delivery.channels.mail.smtp.work import Job
from helder.delivery.channels.mail.splice import ANSWERS, Marks, Mould, Token, one_line
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.inbound.addresses import bounce_address, reply_address
from helder.delivery.letters import letter_for
from helder.delivery.models import Dispatch
from helder.delivery.parcels import Parcel, Reader
from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.links import mail_choice_url
from helder.people.middleware import in_house_form

BAD_SENDER = _("The sender address of mail cannot be used. Change it under House style.")
_NOT_IN_AN_ID = re.compile(r"[^!-;=?-~]+")
FORMS_KEPT = 24
BYTES_KEPT = 24_000_000


@dataclass(frozen=True)
class Form:
    """What the mails of one dispatch in one locale and one variant share."""

    mould: Mould
    sender: str
    reply_to: str
    """The header up to the reader's own address for answers; "" when Helder reads no mail."""
    answers: str = ""
    """The Message-ID of the reader's own mail, when this answers one."""


class Press:
    """Makes mails; its forms last from turn to turn."""

    def __init__(self) -> None:
        self._forms: OrderedDict[tuple[int, int, str], Form] = OrderedDict()
        self._locales: dict[str, str] = {}
        self._second = 0
        self._date = ""

    def begin_turn(self) -> None:
        """What may have changed since the last turn is looked up anew."""
        self._locales.clear()

    def make(self, parcel: Parcel) -> Job:
        """One mail. Raises ChannelError when it cannot be made."""
        reader, dispatch = parcel.reader, parcel.dispatch
        assert reader is not None  # noqa: S101 - mail goes to persons
        recipient = wire_address(reader.email)
        form = self._form(parcel, self._locale(reader.language))
        choices = mail_choice_url(reader)
        headers = [
            *threading_headers(dispatch, reader, form.answers),
            f"Date: {self._now()}",
            mime.mailbox("To", reader.name, recipient),
            f"List-Unsubscribe: <{choices}>",
        ]
        if form.reply_to:
            headers.append(f"{form.reply_to}<{reply_address(dispatch.pk, reader.pk)}>")
        values = {
            Token.RECIPIENT: _recipient(reader),
            Token.NAME: one_line(reader.name),
            Token.ADDRESS: reader.email,
            Token.CHOICES: choices,
        }
        asked = question_of(dispatch)
        if asked is not None:
            values |= dict(zip(ANSWERS, answer_urls(asked, dispatch.pk, reader.pk), strict=False))
        sender = bounce_address(parcel.pk) or form.sender
        return Job(parcel, sender, recipient, form.mould.cast(headers, values))

    def _locale(self, language: str) -> str:
        if language not in self._locales:
            self._locales[language] = in_house_form(language)
        return self._locales[language]

    def _form(self, parcel: Parcel, locale: str) -> Form:
        """Built once for each variant of the text in each locale."""
        key = (parcel.dispatch.pk, parcel.variant, locale)
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = build_form(parcel.dispatch, locale, parcel.variant)
            while len(self._forms) > 1 and self._is_full():
                self._forms.popitem(last=False)  # the newest stays, however large
        return found

    def _is_full(self) -> bool:
        size = sum(form.mould.size for form in self._forms.values())
        return len(self._forms) > FORMS_KEPT or size > BYTES_KEPT

    def _now(self) -> str:
        moment = clock.now()
        second = int(moment.timestamp())
        if self._second != second:
            self._second, self._date = second, format_datetime(timezone.localtime(moment))
        return self._date


def _recipient(reader: Reader) -> str:
    name = one_line(reader.name)
    return f"{name} ({reader.email})" if name else reader.email


def build_form(dispatch: Dispatch, locale: str, variant: int = 0) -> Form:
    """What all readers of one locale and one variant of the text get."""
    house = current()
    found, letter = letter_for(dispatch.content_of(variant), locale)
    marks = Marks()
    sender = sender_address(house)
    with translation.override(found):
        body = layout.lay_out(letter, house, found, marks, asks=question_of(dispatch))
        headers = common_headers(dispatch, letter["subject"], house, found)
        desk = pick(house.desk_name)
    if settings.REPLY_ADDRESS:
        reply_to = mime.mailbox_before("Reply-To", desk)
    else:
        reply_to = ""
        address = wire_address(house.desk_mail or sender)
        headers.append(mime.mailbox("Reply-To", desk, address))
    answers = _NOT_IN_AN_ID.sub("", letter.get("in_reply_to", ""))[:250]
    return Form(mime.build(headers, body, marks), sender, reply_to, answers)


def common_headers(dispatch: Dispatch, subject: str, house: Organisation, locale: str) -> list[str]:
    """The headers that do not differ per person."""
    name = house.sender_name or pick(house.it_name) or house.name
    kind = re.sub(r"[^a-z0-9]+", "-", dispatch.kind.lower()).strip("-") or "news"
    return [
        mime.mailbox("From", name, sender_address(house)),
        mime.header("Subject", subject),
        f"Content-Language: {locale.split('-')[0]}",
        f"List-Id: <{kind}.{host()}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ]


def threading_headers(dispatch: Dispatch, reader: Reader, answers: str = "") -> list[str]:
    """Which mail this is to this reader, and which it follows; the same on every attempt."""
    own = message_id(dispatch, reader)
    first = thread_id(dispatch, reader)
    before = [one for one in (first, answers) if one and one != own]
    lines = [f"Message-ID: <{own}>"]
    if before:
        followed = " ".join(f"<{one}>" for one in before)
        lines += [f"In-Reply-To: <{before[-1]}>", f"References: {followed}"]
    return lines


def message_id(dispatch: Dispatch, reader: Reader) -> str:
    """Stable per recipient and message, so that a mail sent twice is shown once."""
    if dispatch.thread and dispatch.number == 1:
        return thread_id(dispatch, reader)
    return f"{dispatch.public_id}.{_seal(dispatch.public_id, reader)}@{host()}"


def thread_id(dispatch: Dispatch, reader: Reader) -> str:
    """The id of the first mail of the thread to this person, known without looking it up."""
    return f"{_seal('thread:' + dispatch.thread, reader)}@{host()}" if dispatch.thread else ""


def _seal(what: str, reader: Reader) -> str:
    stamp = _stamp(settings.SECRET_KEY).copy()
    stamp.update(f"{what}|{reader.pk}".encode())
    return stamp.hexdigest()[:24]


@lru_cache(maxsize=4)
def _stamp(secret: str) -> hmac.HMAC:
    """Begun once: to begin with the key is what takes time."""
    return hmac.new(secret.encode(), digestmod="sha256")


def host() -> str:
    """The name of this installation on the net."""
    return _host_of(settings.BASE_URL)


@lru_cache(maxsize=4)
def _host_of(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def sender_address(house: Organisation) -> str:
    """From whom mail comes. One that cannot be used is no reader's fault: everything waits."""
    try:
        address = wire_address(house.sender_mail or str(settings.DEFAULT_FROM_EMAIL))
        address.encode("ascii")
    except (ChannelError, UnicodeError) as error:
        raise ChannelError(BAD_SENDER, permanent=False, trouble=Trouble.CHANNEL) from error
    return address
