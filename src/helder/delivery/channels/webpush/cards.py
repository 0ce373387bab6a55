"""Notifications on the page where somebody chooses how news reaches them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest

from helder.delivery.channels.webpush import keys
from helder.delivery.channels.webpush.channel import trouble
from helder.people.links import person_from_token
from helder.people.models import Person


def devices(request: HttpRequest) -> dict[str, Any] | None:
    """One's devices, and the button that asks on this one; nothing where browsers refuse.

    Whose they are: that of the signed link in the address (`token`), else of who signed in.
    """
    token = str((request.resolver_match.kwargs if request.resolver_match else {}).get("token", ""))
    person = person_from_token(token) if token else request.user
    if not isinstance(person, Person) or trouble():
        return None
    rows = person.push_subscriptions.order_by("-pk")
    return {
        "key": keys.public_key(),
        "token": token,
        "devices": [{"row": row, "mark": mark(row.endpoint)} for row in rows],
    }


def mark(endpoint: str) -> str:
    """By this a browser knows which device in the list it is; says nothing to anybody else."""
    return hashlib.sha256(endpoint.encode()).hexdigest()[:16]
