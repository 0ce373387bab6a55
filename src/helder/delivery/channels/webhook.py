"""One call over HTTP to a service elsewhere: what every channel of that sort does, done carefully.

Owns: time-outs, no redirects, the guard on private addresses, and what an answer means for a row.
Refuses: keeping, logging or repeating an address: it holds a secret.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext_noop as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from helder import __version__
from helder.delivery.channels import network
from helder.delivery.errors import ChannelError, Trouble
from helder.kit import clock

log = logging.getLogger(__name__)
logging.getLogger("urllib3").setLevel(logging.INFO)  # below it, it writes whole addresses

SECONDS = (5, 15)
"""To connect, and to wait for the answer."""
LONGEST_WAIT = timedelta(hours=1)
HEARD = 2000
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


class _Guarded:
    """A connection that looks where it really ended up, before anything is sent."""

    def _new_conn(self) -> Any:
        sock = super()._new_conn()  # type: ignore[misc]
        try:
            network.guard_address(sock.getpeername()[0], getattr(self, "host", ""))
        except ChannelError:
            sock.close()
            raise
        return sock


class _Plain(_Guarded, HTTPConnection):
    pass


class _Secure(_Guarded, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    pools: ClassVar = {"http": _PlainPool, "https": _SecurePool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.poolmanager.pool_classes_by_scheme = self.pools


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
    if problem := check(call.url):
        raise ChannelError(problem, permanent=True)
    try:
        return _ask(call)
    except requests.exceptions.ConnectionError as error:
        if _was_never_sent(error):
            raise ChannelError(DOWN, permanent=False, trouble=down) from None
        raise ChannelError(UNSURE, permanent=False, trouble=Trouble.UNKNOWN) from None
    except ChannelError:
        raise
    except Exception as error:  # whatever it says may hold the address
        log.warning("A call failed with %s.", type(error).__name__)
        raise ChannelError(UNSURE, permanent=False, trouble=Trouble.UNKNOWN) from None


def _ask(call: Call) -> Answer:
    headers = {"User-Agent": f"Helder/{__version__}"} | call.headers
    with requests.Session() as session:
        session.mount("https://", _Adapter())
        session.mount("http://", _Adapter())
        with session.request(
            call.method,
            call.url,
            json=call.json,
            data=call.data,
            headers=headers,
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as got:
            said = got.raw.read1(HEARD) if got.status_code >= 400 else b""
            text = said.decode("utf-8", "replace")
            return Answer(got.status_code, text, _wait(got.headers.get("Retry-After", "")))


def _was_never_sent(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection failed before anything can have gone over it."""
    known = requests.exceptions
    if isinstance(error, known.ConnectTimeout | known.SSLError | known.ProxyError):
        return True
    reason = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _wait(header: str) -> timedelta | None:
    """Retry-After: seconds, or a date; at most an hour."""
    if header.strip().isdecimal():
        asked = timedelta(seconds=min(int(header), 10**6))
    else:
        try:
            asked = parsedate_to_datetime(header) - clock.now()
        except (ValueError, TypeError):
            return None
    return min(max(asked, timedelta(0)), LONGEST_WAIT)


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
