"""HTTP with a guard on where it really goes; kept apart because its library is heavy.

Owns: one exchange, without redirects, with time-outs, read no further than needed. Refuses: what an
answer means (webhook.py).
"""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from helder import __version__
from helder.delivery.channels import network
from helder.delivery.channels.webhook import SECONDS, Answer, Call
from helder.delivery.errors import ChannelError
from helder.kit import clock

logging.getLogger("urllib3").setLevel(logging.INFO)  # below it, it writes whole addresses

LONGEST_WAIT = timedelta(hours=1)
HEARD = 2000


class Unreached(Exception):
    """Nobody was reached: nothing can have been sent."""


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
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


def exchange(call: Call) -> Answer:
    """One call. Raises Unreached before anything went, ChannelError for a shut address, and
    whatever the library raises for the rest."""
    try:
        return _exchange(call)
    except requests.exceptions.ConnectionError as error:
        if _was_never_sent(error):
            raise Unreached from None
        raise


def _exchange(call: Call) -> Answer:
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
