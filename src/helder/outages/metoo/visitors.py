"""Taps of people who are not signed in: how many from one place on the net, and whose finger.

Owns: the limits, and that a finger that taps twice counts once. Refuses: a cookie that tells people
apart, and keeping an address: what is held stands in memory, under a salt that lives one day.
"""

from __future__ import annotations

import ipaddress
import secrets
from hashlib import blake2b
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from helder.kit import clock
from helder.outages.metoo import tellers
from helder.people.limits import visitor, within

HOUR, DAY = 3600, 86_400
MOST_AN_HOUR = 300
"""A whole school may stand behind one address."""
MOST_ALIKE = 3
"""Telephones of one make look alike behind one address; more of them are not counted."""
TWO_TAPS = 10


def within_limits(request: HttpRequest) -> bool:
    """Whether this part of the net may tap again in this hour."""
    return within(f"metoo:{_salted(_prefix(visitor(request)))}", MOST_AN_HOUR, HOUR)


def may_count(request: HttpRequest, slot: str) -> bool:
    """Whether one more tap of telephones that look like this one counts in this slot."""
    return within(f"metoo:{_salted(_looks(request), slot)}", MOST_ALIKE, DAY)


def number_for(request: HttpRequest, service: int) -> int:
    """The number of this tap; a second one within seconds gets the same."""
    key = f"metoo:{_salted(_looks(request), str(service))}:number"
    return int(cache.get_or_set(key, tellers.new_number, TWO_TAPS) or 0)


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site sent this form. Pages are kept for many readers at once and hold no
    token; browsers say where a form comes from."""
    origin = request.headers.get("Origin")
    if origin:
        ours = {request.get_host(), urlsplit(settings.BASE_URL).netloc}
        return urlsplit(origin).netloc not in ours
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def _looks(request: HttpRequest) -> str:
    """What one telephone shows of itself."""
    agent, language = (request.headers.get(name, "") for name in ("User-Agent", "Accept-Language"))
    return f"{visitor(request)}|{agent[:300]}|{language[:100]}"


def _prefix(address: str) -> str:
    """The whole address of IPv4; the network of IPv6, as one house has many addresses there."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _new_salt() -> bytes:
    """For one day."""
    return secrets.token_bytes(32)


def _salted(*said: str) -> str:
    """Not to be traced back once the day, and its salt, are over."""
    day = timezone.localdate(clock.now()).isoformat()
    salt: bytes = cache.get_or_set(f"metoo:salt:{day}", _new_salt, DAY) or b""
    return blake2b("|".join(said).encode(), key=salt, digest_size=16).hexdigest()
