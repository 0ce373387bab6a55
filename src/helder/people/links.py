"""Links that know a person without a login: signed, stored nowhere, they run out by themselves.

Owns: the token in "choose how you get mail". Refuses: any right beyond one's own mail choices.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from hmac import compare_digest
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse

from helder.kit import clock
from helder.people.models import Person


class HasKey(Protocol):
    """A person, or what a channel may know of one."""

    @property
    def pk(self) -> int:
        """The key of the person."""


SALT = "preferences"
DAYS = 400
_DAY = 24 * 3600
_SHAPE = re.compile(r"([0-9a-f]{1,16})\.([0-9a-f]{1,8})\.([0-9a-f]{32})")
_HERE = "0.0.0"


@lru_cache(maxsize=4)
def _stamp(secret: str) -> blake2b:
    key = blake2b(secret.encode(), digest_size=32).digest()
    return blake2b(key=key, digest_size=16, person=SALT.encode())


def _proof(text: str) -> str:
    """One is made for every mail, so it must cost next to nothing."""
    stamp = _stamp(settings.SECRET_KEY).copy()
    stamp.update(text.encode())
    return stamp.hexdigest()


def preference_token(person: HasKey) -> str:
    """A signed name for this person, for use in a mail to them."""
    text = f"{person.pk:x}.{_today():x}"
    return f"{text}.{_proof(text)}"


def person_from_token(token: str) -> Person | None:
    """Whose token this is; None when it is altered, run out, or its person is gone."""
    key = _key(token)
    return Person.objects.filter(pk=key, is_active=True).first() if key is not None else None


def _key(token: str) -> int | None:
    found = _SHAPE.fullmatch(token)
    if not found:
        return _earlier_key(token)
    key, day, proof = found.groups()
    genuine = compare_digest(proof, _proof(f"{key}.{day}"))
    return int(key, 16) if genuine and _today() - int(day, 16) <= DAYS else None


def _earlier_key(token: str) -> int | None:
    """The form that tokens had before; mails with it still lie in mailboxes."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=DAYS * _DAY))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def _today() -> int:
    return int(clock.now().timestamp()) // _DAY


@cache
def _path() -> tuple[str, str]:
    """What stands before and after the token."""
    before, after = reverse("choices:by_link", args=[_HERE]).split(_HERE)
    return before, after


def mail_choice_url(person: HasKey) -> str:
    """The whole address where this person chooses language and channel; also takes the
    one-click POST of RFC 8058."""
    before, after = _path()
    return f"{settings.BASE_URL}{before}{preference_token(person)}{after}"
