"""Short public names for rows: unguessable, readable over the phone."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def public_id() -> str:
    """Twelve letters and digits (about 59 bits), none that look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Whether this can be the name of a row, so that nothing else reaches the database."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
