"""One notification to one push service: encrypted, signed, handed over once (RFC 8030).

Owns: time-outs, signatures, what an answer means, not asking a service that asked for rest.
Refuses: following a redirect, and the database: it is called from threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

import requests
from py_vapid import Vapid02
from pywebpush import WebPusher

from helder.delivery.channels.webpush import answers, connection, endpoints
from helder.delivery.channels.webpush.answers import Answer, Came, Device, meaning
from helder.delivery.channels.webpush.notice import Notice
from helder.kit import clock

TIMEOUT = (5, 15)
SIGNED_FOR = 12 * 3600


class Post:
    """Hands notifications over; one for all threads of a worker."""

    def __init__(self, private_key: str, contact: str) -> None:
        self._vapid = Vapid02.from_string(private_key)
        self._contact = contact
        self._session = connection.session()
        self._signed: dict[str, tuple[float, str]] = {}
        self._resting: dict[str, float] = {}
        self._lock = Lock()

    def hand_over(self, device: Device, notice: Notice) -> Answer:
        """To one device; a second time, shorter, when the service finds it too long."""
        host = endpoints.origin(device.endpoint)
        rest = self._resting.get(host, 0.0) - time.monotonic()
        if rest > 0:
            return Answer(Came.LATER, answers.LATER, rest)
        answer = self._try(device, notice, notice.payload)
        if answer.came is Came.TOO_LONG:
            answer = self._try(device, notice, notice.shorter)
        if answer.rest:
            self._resting[host] = time.monotonic() + answer.rest
        return answer

    def close(self) -> None:
        """Ends the connections."""
        self._session.close()

    def _try(self, device: Device, notice: Notice, payload: bytes) -> Answer:
        keys = {"p256dh": device.p256dh, "auth": device.auth}
        try:
            pusher = WebPusher({"endpoint": device.endpoint, "keys": keys})
            body = pusher.encode(payload)["body"]
        except Exception:
            return Answer(Came.GONE, answers.NO_KEYS)
        headers = {
            **notice.headers,
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "Authorization": self._signature(endpoints.origin(device.endpoint)),
        }
        return asked(
            lambda: self._session.post(
                device.endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        )

    def _signature(self, audience: str) -> str:
        """Who we are, for this service; used again for half its life."""
        with self._lock:
            until, header = self._signed.get(audience, (0.0, ""))
            now = clock.now().timestamp()
            if not 0 < until - now <= SIGNED_FOR / 2:
                claims = {"aud": audience, "exp": int(now) + SIGNED_FOR, "sub": self._contact}
                header = self._vapid.sign(claims)["Authorization"]
                self._signed[audience] = (now + SIGNED_FOR / 2, header)
            return header


def asked(call: Callable[[], requests.Response]) -> Answer:
    """The answer to one call, whatever goes wrong."""
    try:
        response = call()
    except requests.RequestException:
        return Answer(Came.LATER, answers.SILENT)
    with response:
        return meaning(response.status_code, response.headers.get("Retry-After", ""))
