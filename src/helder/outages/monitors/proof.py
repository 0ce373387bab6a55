"""Who may tell: the token in the address, and a signature where the monitor has a secret.

Owns: making and checking both. The token is kept only as a hash; the secret must be kept, because a
signature is counted out with it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

SIGNATURES = ("X-Helder-Signature", "X-Hub-Signature-256")
LONGEST_TOKEN = 100


def make() -> str:
    """A new token or secret: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """As it is kept."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()


def sign(secret: str, body: bytes) -> str:
    """The signature of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_proven(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the sender knows the secret: as a bearer token, a password, or by its signature."""
    given = headers.get("Authorization", "")
    scheme, _space, shown = given.partition(" ")
    if scheme.lower() == "basic":
        shown = _password(shown)
    if given and _same(shown.strip(), secret):
        return True
    signed = sign(secret, body)
    return any(_same(headers.get(name, "").strip().lower(), signed) for name in SIGNATURES)


def _password(shown: str) -> str:
    try:
        return base64.b64decode(shown, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
