"""The link that confirms following: it carries the wish itself, so nothing is stored before.

Owns: the signed wish and how long it holds. Refuses: making persons.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "follow"
DAYS = 3


@dataclass(frozen=True)
class Wish:
    """Who wants news of what; services and places by slug."""

    email: str
    services: tuple[str, ...]
    places: tuple[str, ...]
    language: str


def confirm_url(wish: Wish) -> str:
    """The whole address that confirms this wish."""
    kept = [wish.email, wish.services, wish.places, wish.language]
    token = signing.dumps(kept, salt=SALT, compress=True)
    return settings.BASE_URL + reverse("services:confirm", args=[token])


def wish_from(token: str) -> Wish | None:
    """The wish in a link; None when it is altered or older than three days."""
    try:
        email, services, places, language = signing.loads(
            token, salt=SALT, max_age=DAYS * 24 * 3600
        )
    except (signing.BadSignature, ValueError):
        return None
    return Wish(email, tuple(services), tuple(places), language)
