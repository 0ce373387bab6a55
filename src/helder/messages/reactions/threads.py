"""Where a reply belongs: to which message, to which conversation, and of whom it is.

Owns: the ways to find out, the surest first. Refuses: changing anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from helder.delivery.inbound.replies import Reply
from helder.delivery.models import Delivery, Dispatch
from helder.kit import clock
from helder.kit.ids import is_public_id
from helder.messages.models import Message, Reaction, Saying
from helder.people.models import Person

LOOK_BACK = timedelta(days=60)
MOST_LOOKED_AT = 60
_ANSWERED = re.compile(r"^\s*((re|antw|aw|fw|fwd|betr|sv)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Sender:
    """Who writes: a person, or an address of which we know nobody."""

    person: Person | None = None
    address: str = ""
    name: str = ""
    language: str = ""


@dataclass(frozen=True)
class Topic:
    """What a reply is about; with `reaction` it goes on with a conversation."""

    message: Message | None = None
    dispatch: Dispatch | None = None
    reaction: Reaction | None = None
    subject: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it answers something that we sent."""
        return bool(self.message or self.dispatch or self.reaction)


def sender_of(reply: Reply) -> Sender:
    """The person with this address; anybody can write any address, so answers go to the person's
    own address and never back to what a mail says."""
    mail = reply.mail
    person = Person.objects.filter(email__iexact=mail.sender, is_active=True).first()
    if person is not None:
        return Sender(person=person, language=person.language)
    language = mail.header("Content-Language").strip().lower()[:2]
    return Sender(address=mail.sender, name=mail.name, language="en" if language == "en" else "")


def topic_of(reply: Reply, sender: Sender) -> Topic:
    """By the code in the address, else the mails it answers, else its subject."""
    subject = plain_subject(reply.mail.subject)
    dispatch = Dispatch.objects.filter(pk=reply.dispatch).first() if reply.dispatch else None
    if dispatch is None:
        dispatch = _dispatch_answered(reply.mail.references)
    if dispatch is not None:
        return _about_dispatch(dispatch, subject)
    earlier = Saying.objects.filter(message_id__in=reply.mail.references).exclude(message_id="")
    saying = earlier.select_related("reaction").last()
    if saying is not None:
        return _about_reaction(saying.reaction, subject)
    dispatch = _dispatch_called(subject, sender.person) if sender.person else None
    return _about_dispatch(dispatch, subject) if dispatch else Topic(subject=subject)


def conversation(sender: Sender, topic: Topic) -> Reaction | None:
    """The conversation that this goes on with: of the same reader, about the same message."""
    own = Reaction.objects.select_related("promise", "owner", "message", "person")
    own = own.filter(person=sender.person) if sender.person else own.filter(address=sender.address)
    if topic.reaction is not None:
        found = own.filter(pk=topic.reaction.pk).first()
        if found is not None:
            return found
    if topic.message is not None:
        same = own.filter(message=topic.message)
    elif topic.dispatch is not None:
        same = own.filter(dispatch=topic.dispatch)
    else:
        return None
    return same.filter(last_at__gt=clock.now() - LOOK_BACK).first()


def plain_subject(subject: str) -> str:
    """A subject without "Re:" and "Antw:"."""
    return _ANSWERED.sub("", subject).strip()[:200]


def _about_dispatch(dispatch: Dispatch, subject: str) -> Topic:
    kind, _colon, key = dispatch.thread.partition(":")
    if kind == "reaction":
        reaction = Reaction.objects.filter(public_id=key).first()
        if reaction is not None:
            return _about_reaction(reaction, subject)
    message = Message.objects.filter(dispatch=dispatch).first()
    return Topic(message=message, dispatch=dispatch, subject=subject)


def _about_reaction(reaction: Reaction, subject: str) -> Topic:
    return Topic(reaction.message, reaction.dispatch, reaction, subject)


def _dispatch_answered(references: Iterable[str]) -> Dispatch | None:
    """By our own Message-ID, which begins with the dispatch's name."""
    keys = [reference.partition(".")[0] for reference in references]
    return Dispatch.objects.filter(public_id__in=filter(is_public_id, keys)).first()


def _dispatch_called(subject: str, person: Person) -> Dispatch | None:
    """What this person lately got under this subject; the newest."""
    if not subject:
        return None
    lately = Delivery.objects.filter(
        person=person, dispatch__created_at__gt=clock.now() - LOOK_BACK
    ).select_related("dispatch")
    for row in lately.order_by("-pk")[:MOST_LOOKED_AT]:
        titles = {
            letter.get("subject", "") for letter in row.dispatch.content_of(row.variant).values()
        }
        if any(plain_subject(title).casefold() == subject.casefold() for title in titles):
            return row.dispatch
    return None
