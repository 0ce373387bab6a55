"""Signing in to a mail server (RFC 4954): PLAIN, LOGIN, CRAM-MD5.

Owns: which way is taken. Refuses: a second attempt with a password that was refused, because that
closes accounts.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from helder.delivery.channels.mail.smtp.relay import Relay
from helder.delivery.channels.mail.smtp.replies import OutOfOrder, Reply, Unfit

NO_WAY = _("The mail server offers no way to sign in that Helder knows (PLAIN, LOGIN, CRAM-MD5).")
SIGNED_IN = 235
NOT_THIS_WAY = (504, 534)
Told = Generator[Any, Any, Reply]
Ask = Callable[[bytes], Told]


def sign_in(
    ask: Ask, offered: Sequence[str], relay: Relay, *, encrypted: bool
) -> Generator[Any, Any, None]:
    """Signs in, with a password that nobody can read on the way where that can be. Raises
    OutOfOrder with what the server says."""
    open_ways = {"PLAIN": _plain, "LOGIN": _login}
    hidden = {"CRAM-MD5": _cram_md5}
    ways = {**open_ways, **hidden} if encrypted else {**hidden, **open_ways}
    reply: Reply | None = None
    for name, way in ways.items():
        if name in offered:
            reply = yield from way(ask, relay)
            if reply.code == SIGNED_IN:
                return
            if reply.code not in NOT_THIS_WAY:
                break
    raise OutOfOrder(reply.text) if reply else Unfit(NO_WAY)


def _plain(ask: Ask, relay: Relay) -> Told:
    secret = f"\0{relay.user}\0{relay.password}".encode()
    return (yield from ask(b"AUTH PLAIN " + b64encode(secret)))


def _login(ask: Ask, relay: Relay) -> Told:
    reply = yield from ask(b"AUTH LOGIN")
    for word in (relay.user, relay.password):
        if reply.code != 334:
            break
        reply = yield from ask(b64encode(word.encode()))
    return reply


def _cram_md5(ask: Ask, relay: Relay) -> Told:
    reply = yield from ask(b"AUTH CRAM-MD5")
    if reply.code != 334:
        return reply
    try:
        challenge = b64decode("".join(reply.lines), validate=True)
    except ValueError as error:
        raise OutOfOrder(reply.text) from error
    proof = hmac.new(relay.password.encode(), challenge, "md5").hexdigest()
    return (yield from ask(b64encode(f"{relay.user} {proof}".encode())))
