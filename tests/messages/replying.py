"""Builders for reactions: a message that went out, and mails that come back."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from helder.delivery.actions import dispatch
from helder.delivery.inbound import intake
from helder.delivery.inbound.addresses import reply_address
from helder.kit import clock
from helder.messages.models import Message
from helder.people.audiences import Selection
from helder.people.models import Person
from tests.cast import Cast
from tests.delivery.letters import content

REPLY_ADDRESS = "it-antwoord@rivierland.example"


def published(cast: Cast, subject: str = "De wifi doet het niet", **fields: Any) -> Message:
    """A message that Carol wrote and that is on its way to everybody."""
    sent = dispatch(
        kind="outage", content=content(subject), selection=Selection(audiences=("all",))
    )
    return Message.objects.create(
        **{
            "kind": "outage",
            "subject": "outage:abcdefghjkmn",
            "state": Message.State.PUBLISHED,
            "title": {"nl": subject, "en": "Wifi does not work"},
            "parts": {"symptom": {"nl": "U kunt niet op de wifi.", "en": "You cannot connect."}},
            "author": cast.carol,
            "dispatch": sent,
            "published_at": clock.now(),
            **fields,
        }
    )


def mail(
    sender: str,
    text: str = "Wanneer werkt het weer?",
    *,
    to: str = REPLY_ADDRESS,
    subject: str = "Re: De wifi doet het niet",
    files: Sequence[tuple[str, bytes, str]] = (),
    html: str = "",
    **headers: str,
) -> bytes:
    """A mail as a mail program makes it; `files` are name, content and type."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = headers.pop("Message_ID", make_msgid(domain="mail.example"))
    message["Date"] = format_datetime(clock.now())
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, body, media_type in files:
        main, _slash, sub = media_type.partition("/")
        message.add_attachment(body, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def to_message(message: Message, person: Person) -> str:
    """Where this person's reply to this message goes."""
    assert message.dispatch_id is not None
    return reply_address(message.dispatch_id, person.pk)


def reply(
    message: Message, person: Person, text: str = "Wanneer werkt het weer?", **rest: Any
) -> str:
    """This person answers this message by mail; what came of it."""
    sender = f"{person.name} <{person.email}>"
    return intake.take(
        mail(sender, text, to=to_message(message, person), **rest), (), "x@y.example"
    )
