"""Links that know a person without a login: signed, stored nowhere, they run out by themselves.

Owns: the token in "choose how you get mail". Refuses: any right beyond one's own mail choices.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse

from helder.people.models import Person


class HasKey(Protocol):
    """A person, or what a channel may know of one."""

    @property
    def pk(self) -> int:
        """The key of the person."""


SALT = "preferences"
DAYS = 400


def preference_token(person: HasKey) -> str:
    """A signed name for this person, for use in a mail to them."""
    return signing.dumps(person.pk, salt=SALT)


def person_from_token(token: str) -> Person | None:
    """Whose token this is; None when it is altered, run out, or its person is gone."""
    try:
        key = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=key, is_active=True).first()


def mail_choice_url(person: HasKey) -> str:
    """The whole address where this person chooses language and channel; also takes the
    one-click POST of RFC 8058."""
    path = reverse("services:mail_choice", args=[preference_token(person)])
    return f"{settings.BASE_URL}{path}"
