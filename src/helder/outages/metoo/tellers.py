"""Who taps, without keeping who: a reader's seal for one stretch of time or one outage.

Owns: the stretches ("slots"), and the keys under which a tap is kept. The same person makes the
same key within a slot and another one in the next, so taps of one person cannot be laid side by
side. A visitor's key comes from a number that was thrown for this one tap. Refuses: storing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from django.conf import settings

from helder.delivery.seals import opened, seal
from helder.people.models import Person

PURPOSE = "me-too"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Teller:
    """Somebody signed in, or a visitor with a number of their own."""

    who: str

    def key(self, slot: str) -> str:
        """What is kept of them in this slot."""
        secret = blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
        text = f"{slot}|{self.who}".encode()
        return blake2b(text, key=secret, digest_size=24, person=b"me-too").hexdigest()

    def keys(self, slots: list[str]) -> list[str]:
        """The same for several slots."""
        return [self.key(slot) for slot in slots]


def teller(person: Person | None, number: int) -> Teller:
    """The person where they are known, else whoever holds this number."""
    return Teller(f"person:{person.pk}" if person else f"visitor:{number:x}")


def new_number() -> int:
    """A number for one tap of a visitor."""
    return secrets.randbits(60)


def sealed(service: int, number: int) -> str:
    """The number in a form or an address, so that nobody else's can be guessed."""
    return seal(PURPOSE, service, number)


def unsealed(text: str) -> tuple[int, int] | None:
    """The service and the number; None when it was altered."""
    numbers = opened(PURPOSE, text, 2)
    return (numbers[0], numbers[1]) if numbers else None


def outage_slot(public_id: str) -> str:
    """One tap per reader as long as this outage lasts."""
    return f"outage:{public_id}"


def hour_slot(at: datetime) -> str:
    """One tap per reader in this hour, where no outage is known."""
    return f"hour:{at.astimezone(UTC):%Y-%m-%dT%H}"


def hour_slots(start: datetime, end: datetime) -> list[str]:
    """Every hour between two moments, both included."""
    first, found = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0), []
    while first <= end:
        found.append(hour_slot(first))
        first += HOUR
    return found
