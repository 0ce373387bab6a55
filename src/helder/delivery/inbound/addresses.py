"""Addresses to which mail comes back, and that say by themselves what it is about (VERP).

Owns: what stands between the plus and the at-sign. Refuses: any query; "" when Helder reads no mail
(HELDER_REPLY_ADDRESS is empty).
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from helder.delivery.seals import opened, seal

BOUNCE, REPLY = "bounce", "reply"
STARTS = ("storing", "outage")
"""What may stand behind the plus of the reply address to begin an outage."""


@lru_cache(maxsize=4)
def _halves(address: str) -> tuple[str, str]:
    local, _at, domain = address.rpartition("@")
    return local, domain


def bounce_address(delivery_pk: int) -> str:
    """Where the mail of this delivery comes back when it cannot be delivered (MAIL FROM)."""
    if not settings.REPLY_ADDRESS:
        return ""
    local, domain = _halves(settings.REPLY_ADDRESS)
    return f"{local}+b.{seal(BOUNCE, delivery_pk)}@{domain}"


def reply_address(dispatch_pk: int, person_pk: int) -> str:
    """Where this reader's reply to this message goes (Reply-To)."""
    if not settings.REPLY_ADDRESS:
        return ""
    local, domain = _halves(settings.REPLY_ADDRESS)
    return f"{local}+r.{seal(REPLY, dispatch_pk, person_pk)}@{domain}"


def bounced_delivery(address: str) -> int | None:
    """Which delivery a bounce address is about; None for any other or forged address."""
    found = opened(BOUNCE, _extension(address, "b."), 1)
    return found[0] if found else None


def replied_to(address: str) -> tuple[int, int] | None:
    """Which dispatch and which person a reply address is about; None for any other."""
    found = opened(REPLY, _extension(address, "r."), 2)
    return (found[0], found[1]) if found else None


def is_ours(address: str) -> bool:
    """Whether Helder reads the mail to this address."""
    if not settings.REPLY_ADDRESS:
        return False
    own, domain = _halves(settings.REPLY_ADDRESS.lower())
    local, _at, where = address.strip().lower().rpartition("@")
    return where == domain and local.partition("+")[0] == own


def is_start(address: str) -> bool:
    """Whether mail to this address begins an outage."""
    plain = address.strip().lower()
    return bool(plain) and plain in _starts(settings.OUTAGE_ADDRESS, settings.REPLY_ADDRESS)


def start_address() -> str:
    """The address to which colleagues mail an outage; "" when Helder reads no mail."""
    reply = settings.REPLY_ADDRESS
    return settings.OUTAGE_ADDRESS or (_extended(reply, STARTS[0]) if reply else "")


@lru_cache(maxsize=4)
def _starts(own: str, reply: str) -> frozenset[str]:
    extended = {_extended(reply, word) for word in STARTS} if reply else set()
    return frozenset({own.lower(), *extended} - {""})


def _extended(address: str, word: str) -> str:
    local, domain = _halves(address.lower())
    return f"{local}+{word}@{domain}"


def _extension(address: str, kind: str) -> str:
    """What stands between "+b." and the at-sign; "" when it is another address."""
    if not is_ours(address):
        return ""
    own, _domain = _halves(settings.REPLY_ADDRESS)
    local = address.strip().rpartition("@")[0]
    rest = local[len(own) + 1 :]
    return rest[len(kind) :] if rest.lower().startswith(kind) else ""
