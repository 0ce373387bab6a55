"""How often a stranger may ask for something that costs a mail."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def within(key: str, times: int, seconds: int) -> bool:
    """Counts one try; False when there were more than `times` in this stretch of time."""
    cache.add(f"limit:{key}", 0, seconds)
    try:
        return cache.incr(f"limit:{key}") <= times
    except ValueError:
        return True  # it ran out between the two lines: a new stretch begins


def visitor(request: HttpRequest) -> str:
    """The address that a request comes from, for counting only; the same as sign-in counts by."""
    return str(get_adapter(request).get_client_ip(request))
