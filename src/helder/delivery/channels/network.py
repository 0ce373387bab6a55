"""Where Helder may go on the network when an administrator gives it an address.

Owns: the rule that private addresses are shut unless the server's own settings open them
(HELDER_PRIVATE_HOSTS). Refuses: sending anything. Addresses that lead to the machinery beneath a
server (link-local, such as a cloud's metadata) are shut always.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_noop as _

from helder.delivery.errors import ChannelError

PRIVATE = _(
    "This address lies in your own network, and Helder may not go there yet. Whoever manages the "
    "server can allow it with HELDER_PRIVATE_HOSTS."
)
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def guard(host: str) -> None:
    """Refuses (ChannelError) a host that leads to a shut address. A name that is not known passes:
    it leads nowhere, and the attempt itself will say so."""
    for address in _addresses(host.strip("[]")):
        guard_address(address, host)


def guard_address(address: str, host: str = "") -> None:
    """Refuses (ChannelError) one address; `host` is the name by which it was found."""
    if not _open(_plain(address), host.rstrip(".").lower()):
        raise ChannelError(PRIVATE, permanent=True)


def opened(host: str) -> bool:
    """Whether the server's own settings name this host, or all its addresses (for a test)."""
    name = host.rstrip(".").lower()
    return any(_is_allowed(_plain(address), name) for address in _addresses(host.strip("[]")))


def _addresses(host: str) -> set[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {str(entry[4][0]) for entry in found}


def _plain(address: str) -> IP:
    """Without the zone, and as IPv4 where an IPv6 address only wraps one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    wrapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return wrapped or found


def _open(address: IP, host: str) -> bool:
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or _is_allowed(address, host)


def _is_allowed(address: IP, host: str) -> bool:
    names, networks = _allowed(tuple(settings.PRIVATE_HOSTS))
    return host in names or any(address in network for network in networks)


@cache
def _allowed(entries: tuple[str, ...]) -> tuple[frozenset[str], tuple[Network, ...]]:
    """Host names and networks apart."""
    names: set[str] = set()
    networks: list[Network] = []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry, strict=False))
        except ValueError:
            names.add(entry.lower())
    return frozenset(names), tuple(networks)
