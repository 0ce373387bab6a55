"""Short public names for rows: unguessable, readable over the phone."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def public_id() -> str:
    """Twelve letters and digits (about 59 bits), none that look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
