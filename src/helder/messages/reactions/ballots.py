"""Answering a question in one tap ("Is this clear?"): whose vote it is, without keeping who.

Owns: the links that carry a vote, and the seal under which it is kept: the same reader's next vote
makes the same seal and replaces it, and from the seal nobody can tell who it was. Refuses: storing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.urls import reverse

from helder.delivery.answers import answerer
from helder.delivery.models import Dispatch
from helder.delivery.seals import opened, seal
from helder.messages.models import Message
from helder.people.models import Person

VISITOR = "visitor"
BY_MAIL, ON_A_PAGE = "reactions:answer", "reactions:visitor"


@dataclass(frozen=True)
class Ballot:
    """One reader's vote on one message; `person` only where they may ask for an answer."""

    message: Message
    key: str
    sealed: str
    page: str
    person: Person | None = None
    dispatch: Dispatch | None = None

    def url(self, answer: str) -> str:
        """The page of this answer."""
        return reverse(self.page, args=[self.sealed, answer])


def from_mail(sealed: str, page: str = BY_MAIL) -> Ballot | None:
    """The vote behind a link in a mail; None when the link was altered or its message is gone.
    `page` is the URL name of its answers."""
    numbers = answerer(sealed)
    if numbers is None:
        return None
    message = Message.objects.filter(dispatch=numbers[0]).select_related("dispatch").first()
    person = Person.objects.filter(pk=numbers[1], is_active=True).first()
    if message is None or person is None:
        return None
    key = _key(message, f"person:{person.pk}")
    return Ballot(message, key, sealed, page, person, message.dispatch)


def from_page(sealed: str, person: Person | None, page: str = ON_A_PAGE) -> Ballot | None:
    """The vote of somebody who looked at a page; None when the link was altered."""
    numbers = opened(VISITOR, sealed, 2)
    message = Message.objects.filter(pk=numbers[0]).first() if numbers else None
    if numbers is None or message is None:
        return None
    who = f"person:{person.pk}" if person else f"visitor:{numbers[1]:x}"
    return Ballot(message, _key(message, who), sealed, page, person, message.dispatch)


def new(message: Message, person: Person | None, page: str = ON_A_PAGE) -> Ballot:
    """A vote that begins on a page; of somebody signed in it replaces their earlier one."""
    sealed = seal(VISITOR, message.pk, secrets.randbits(60))
    ballot = from_page(sealed, person, page)
    assert ballot is not None  # noqa: S101 - just sealed
    return ballot


def _key(message: Message, who: str) -> str:
    secret = blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    text = f"{message.pk}|{who}".encode()
    return blake2b(text, key=secret, digest_size=24, person=b"clarity").hexdigest()
