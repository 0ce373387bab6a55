"""What an administrator filled in about length and price of text messages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

NAME = "sms"
MOST_SEGMENTS = 2


def segments(options: Mapping[str, str]) -> int:
    """How many messages one text may take at most."""
    written = options.get("segments", "")
    return min(max(int(written), 1), 6) if written.isdecimal() else MOST_SEGMENTS


def price(options: Mapping[str, str]) -> Decimal:
    """What one message costs; zero when nobody filled it in."""
    try:
        amount = Decimal(options.get("price", "").replace(",", ".").strip("€ ") or "0")
    except InvalidOperation:
        return Decimal(-1)
    return amount if amount.is_finite() and 0 <= amount < 1000 else Decimal(-1)
