"""Where a mail server is and how it is spoken to, as the settings say.

Owns: the first relay and the one to fall back on. Refuses: knowing whether they work.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

Address = tuple[int, int, int, Any]
"""Family, type, protocol and address of one socket."""


@dataclass(frozen=True)
class Relay:
    """One mail server. `key` is its name among the ways of the channel ("mail:1")."""

    key: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    patience: float = 30.0
    """Seconds that it may take over an ordinary answer."""

    @property
    def place(self) -> str:
        """For a note that a person reads."""
        return f"{self.host}:{self.port}"

    def addresses(self) -> list[Address]:
        """Where its name leads, each way once. Raises OSError."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        return [(family, kind, protocol, where) for family, kind, protocol, _name, where in found]


def relays() -> list[Relay]:
    """The relays that are set, in the order in which they are tried."""
    first = {name: getattr(settings, name) for name in _NAMES}
    found = [_relay("mail:1", first)]
    if settings.EMAIL_FALLBACK:
        found.append(_relay("mail:2", settings.EMAIL_FALLBACK))
    return found


_NAMES = (
    "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
)  # fmt: skip


def _relay(key: str, said: Mapping[str, Any]) -> Relay:
    return Relay(
        key=key,
        host=said["EMAIL_HOST"],
        port=int(said["EMAIL_PORT"]),
        user=said["EMAIL_HOST_USER"] or "",
        password=said["EMAIL_HOST_PASSWORD"] or "",
        starttls=bool(said["EMAIL_USE_TLS"]),
        tls=bool(said["EMAIL_USE_SSL"]),
        patience=float(settings.EMAIL_TIMEOUT),
    )


@cache
def own_name() -> str:
    """What this machine is called on the net; "" when it has no whole name."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() and not name.startswith("localhost") else ""
