"""Tokens of the API: made once, shown once, kept only as a hash.

Owns: the scopes that exist and what they say, making, finding, revoking.
Refuses: what a scope lets one do.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.models import ApiToken, Person

WORDS = {
    "outages:read": _("Read outages and maintenance"),
    "outages:write": _("Tell of outages and maintenance"),
    "dispatches:read": _("See how far the mails are"),
    "promises:read": _("Read the register of IT’s word"),
    "coach:use": _("Have texts read by the coach"),
    "people:scim": _("Keep people and groups in step (SCIM, for Entra ID and Okta)"),
}
SCOPES = tuple(WORDS)
SCIM = "people:scim"
REST = tuple(scope for scope in SCOPES if scope != SCIM)
"""The scopes of the REST API; SCIM has addresses of its own."""
PREFIX = "helder_"
NOTED_EVERY = timedelta(minutes=1)


def in_words(scopes: Iterable[str]) -> list[str]:
    """What these scopes let a program do; one that no longer exists stands as it was."""
    return [str(WORDS.get(scope, scope)) for scope in scopes]


class UnknownScope(Exception):
    """A scope that does not exist; its text names it."""


@transaction.atomic
def create(name: str, scopes: Iterable[str], by: Actor | None) -> tuple[ApiToken, str]:
    """A new token and its plain text, which nobody can read again. Raises UnknownScope."""
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(scope)
    plain = PREFIX + secrets.token_urlsafe(32)
    maker = by if isinstance(by, Person) else None
    token = ApiToken.objects.create(
        name=name, hashed=ApiToken.hash(plain), scopes=wanted, made_by=maker
    )
    record("token.made", token.actor_key, by=by, name=name, scopes=wanted)
    return token, plain


def find(plain: str) -> ApiToken | None:
    """The token in use behind this text. One look-up by hash: its time tells nothing."""
    token = ApiToken.objects.filter(hashed=ApiToken.hash(plain), revoked_at__isnull=True).first()
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: ApiToken) -> None:
    """At most once a minute, so that reading stays reading."""
    now = clock.now()
    old = Q(used_at__isnull=True) | Q(used_at__lt=now - NOTED_EVERY)
    if token.used_at is None or token.used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(old, pk=token.pk).update(used_at=now)


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor | None) -> bool:
    """From now on the token opens nothing. False when it was revoked before."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
    changed = bool(rows.update(revoked_at=clock.now()))
    if changed:
        record("token.revoked", token.actor_key, by=by, name=token.name)
    return changed
