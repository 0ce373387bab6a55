"""The ids of users and groups: opaque to the provider, stable, never of both kinds.

Owns: writing and reading them. Refuses: asking whether there is such a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ID = re.compile(r"([ug])([1-9][0-9]{0,17})")


def user_id(key: int) -> str:
    """The id of a person."""
    return f"u{key}"


def group_id(key: int) -> str:
    """The id of an audience."""
    return f"g{key}"


def user_key(text: str) -> int | None:
    """The key behind the id of a user; None when it is none."""
    return _key("u", text)


def group_key(text: str) -> int | None:
    """The key behind the id of a group; None when it is none."""
    return _key("g", text)


def user_keys(texts: Iterable[str]) -> list[int]:
    """The keys of those that are ids of users."""
    return [key for text in texts if (key := user_key(text)) is not None]


def _key(kind: str, text: str) -> int | None:
    found = _ID.fullmatch(text)
    return int(found[2]) if found and found[1] == kind else None
