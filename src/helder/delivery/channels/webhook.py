"""One call over HTTP to a service elsewhere: what every channel of that sort does, done carefully.

Owns: time-outs, no redirects, the guard on private addresses, and what an answer means for a row.
Refuses: keeping, logging or repeating an address: it holds a secret.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as _

from helder.delivery.channels import network
from helder.delivery.errors import ChannelError, Trouble

log = logging.getLogger(__name__)

SECONDS = (5, 15)
"""To connect, and to wait for the answer."""
NO_ADDRESS = _("This is not a web address. Paste the whole address, from https:// on.")
DOWN = _("The other side does not answer.")
UNSURE = _("It was sent, and no answer came. It may have arrived.")
GONE = _("The other side does not know this address any more. Make a new one there.")
BUSY = _("The other side asks us to wait.")
TROUBLED = _("The other side has trouble of its own.")
REFUSED = _("The other side does not take this message.")
MOVED = _("This address points to another address. Use that one.")
DENIED = _("The service does not let Helder in any more. Check its key or password.")
DENIED_STATUS = frozenset({401, 402, 403})
GONE_STATUS = frozenset({401, 403, 404, 405, 410})


@dataclass(frozen=True)
class Call:
    """What to ask: an address that holds a secret (so it is not in the repr), what goes along."""

    url: str = field(repr=False)
    method: str = "POST"
    json: Any = field(default=None, repr=False)
    data: bytes | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, the beginning of its text when it says no, and how long
    it wants us to wait."""

    status: int
    text: str = ""
    wait: timedelta | None = None


def check(url: str) -> str:
    """Why this cannot be called; "" when it can."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(sign.isspace() for sign in url):
        return NO_ADDRESS
    try:
        network.guard(str(urlsplit(url).hostname))
    except ChannelError as error:
        return error.note
    return ""


def ask(call: Call, down: Trouble = Trouble.ROW) -> Answer:
    """Calls, and gives the answer whatever it is. Raises ChannelError when there is none; `down`
    says whether only this row waits when nobody answers, or the channel."""
    from helder.delivery.channels import wire  # its library is only loaded where something goes out

    if problem := check(call.url):
        raise ChannelError(problem, permanent=True)
    try:
        return wire.exchange(call)
    except wire.Unreached:
        raise ChannelError(DOWN, permanent=False, trouble=down) from None
    except ChannelError:
        raise
    except Exception as error:  # whatever it says may hold the address
        log.warning("A call ended without an answer: %s.", type(error).__name__)
        raise ChannelError(UNSURE, permanent=False, trouble=Trouble.UNKNOWN) from None


def judge(answer: Answer, gone: frozenset[int] = GONE_STATUS) -> None:
    """Nothing when it was taken; else ChannelError. `gone`: the statuses that mean that this
    address will never take anything again."""
    status = answer.status
    if 200 <= status < 300:
        return
    log.warning("A service answered %s to a message.", status)
    if status == 429:
        raise ChannelError(BUSY, permanent=False, wait=answer.wait)
    if status in gone:
        raise ChannelError(GONE, permanent=True, trouble=Trouble.ADDRESS, address_is_gone=True)
    if status in {408, 425} or status >= 500:
        raise ChannelError(TROUBLED, permanent=False, wait=answer.wait)
    raise ChannelError(MOVED if 300 <= status < 400 else REFUSED, permanent=True)


def judge_personal(answer: Answer) -> None:
    """As `judge`, for one service that serves all persons: when it no longer lets Helder in, the
    whole channel waits; what it refuses otherwise is this one person's."""
    if answer.status in DENIED_STATUS:
        log.warning("A service answered %s to a message.", answer.status)
        raise ChannelError(DENIED, permanent=False, trouble=Trouble.CHANNEL)
    if answer.status == 429:
        raise ChannelError(BUSY, permanent=False, trouble=Trouble.CHANNEL, wait=answer.wait)
    judge(answer, gone=frozenset())
