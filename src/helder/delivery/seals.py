"""Seals: short proofs that Helder itself wrote an id into an address or a link.

Owns: sealing and opening a few numbers for one purpose. Refuses: keeping anything; a seal cannot be
taken back, so what it opens must do little.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest

from django.conf import settings

BYTES = 10
"""80 bits: too many to try over the net, few enough to fit in the local part of an address."""
_SHAPE = re.compile(r"(?:[0-9a-f]{1,16}\.){1,3}[0-9a-f]{20}")


@lru_cache(maxsize=16)
def _stamp(secret: str, purpose: str) -> blake2b:
    """BLAKE2b with a key, begun for one purpose: a seal made for one opens nothing of another."""
    key = blake2b(secret.encode(), digest_size=32).digest()
    return blake2b(key=key, digest_size=BYTES, person=purpose.encode())


def _proof(purpose: str, text: str) -> str:
    stamp = _stamp(settings.SECRET_KEY, purpose).copy()
    stamp.update(text.encode())
    return stamp.hexdigest()


def seal(purpose: str, first: int, second: int | None = None) -> str:
    """One or two numbers with their proof: small letters, digits and dots ("1f.2a.9c0e…")."""
    text = f"{first:x}" if second is None else f"{first:x}.{second:x}"
    return f"{text}.{_proof(purpose, text)}"


def opened(purpose: str, sealed: str, count: int) -> tuple[int, ...] | None:
    """The numbers of a seal of this purpose; None when it was altered or is no seal at all."""
    sealed = sealed.lower()  # some mail servers change capitals
    if not _SHAPE.fullmatch(sealed):
        return None
    text, _dot, proof = sealed.rpartition(".")
    numbers = text.split(".")
    if len(numbers) != count or not compare_digest(proof, _proof(purpose, text)):
        return None
    return tuple(int(number, 16) for number in numbers)
