"""What a push service can say of one device (RFC 8030), and what that means. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from django.utils.translation import gettext_noop as _

from helder.kit import clock

LONGEST_REST = timedelta(hours=1)
TAKEN = _("The push service has taken it.")
GONE = _("The push service no longer knows this device.")
TOO_LONG = _("The push service finds the message too long.")
LATER = _("The push service has trouble or asks to wait.")
SILENT = _("The push service did not answer.")
NO_KEYS = _("The keys of this device cannot be used.")


class Came(Enum):
    """What came of it."""

    TAKEN = "taken"
    GONE = "gone"
    TOO_LONG = "too long"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Device:
    """One browser that said yes."""

    pk: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Answer:
    """What a push service said of one device."""

    came: Came
    note: str = ""
    rest: float = 0.0


def meaning(status: int, retry_after: str = "") -> Answer:
    """What a status says (RFC 8030, and what the services make of it)."""
    if status in {200, 201, 202, 204}:
        return Answer(Came.TAKEN, TAKEN)
    if status in {404, 410}:
        return Answer(Came.GONE, GONE)
    if status == 413:
        return Answer(Came.TOO_LONG, TOO_LONG)
    if status in {408, 425, 429} or status >= 500:
        return Answer(Came.LATER, LATER, seconds(retry_after))
    return Answer(Came.REFUSED, f"HTTP {status}")


def seconds(retry_after: str) -> float:
    """A Retry-After as seconds from now: a number or a date; 0 when it is neither."""
    said = retry_after.strip()
    if said.isdigit():
        wait = float(said[:9])
    else:
        try:
            wait = (parsedate_to_datetime(said) - clock.now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
    return min(max(wait, 0.0), LONGEST_REST.total_seconds())
