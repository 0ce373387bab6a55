"""Which addresses may be posted to: those of push services, and nothing within our own network.

Owns: the list of push services and the check of an address. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST = 700
SERVICES = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""Of Chrome and most of its kin, Firefox, Safari, Edge. Hosts under these names count as well."""


class NotAPushService(Exception):
    """This address is not one of a push service that is known here."""


def check(endpoint: str, others: Iterable[str] = ()) -> None:
    """Raises NotAPushService. `others`: host names that the organisation trusts as well."""
    parts = _parts(endpoint)
    if parts is None or len(endpoint) > LONGEST or not parts.hostname:
        raise NotAPushService(endpoint[:80])
    if is_stand_in(endpoint):
        return
    plain = parts.scheme == "https" and parts.port in {None, 443} and not parts.username
    if not plain or not _is_known(parts.hostname, (*SERVICES, *others)):
        raise NotAPushService(parts.hostname)


def origin(endpoint: str) -> str:
    """Scheme and host: whom a signature is meant for."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def is_stand_in(endpoint: str) -> bool:
    """Whether it is the push service that the tests run on this machine."""
    stand_in = getattr(settings, "PUSH_SERVICE_STAND_IN", "")
    return bool(stand_in) and origin(endpoint) == stand_in


def _parts(endpoint: str) -> SplitResult | None:
    try:
        parts = urlsplit(endpoint)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _is_known(host: str, services: Iterable[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in services)
