"""Short public names for rows: unguessable, readable over the phone."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def public_id() -> str:
    """Twelve letters and digits (about 59 bits), none that look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def derived_id(said: str) -> str:
    """The public name that always belongs to what is said here; nobody outside can guess it."""
    number = int.from_bytes(salted_hmac("helder.kit.ids", said, algorithm="sha256").digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def is_public_id(text: str) -> bool:
    """Whether this can be the name of a row, so that nothing else reaches the database."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
