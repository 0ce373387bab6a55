"""The small words of `lexicons/small.toml`, read once.

Owns nothing else. Refuses concepts: those live in `lexicon`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "lexicons" / "small.toml"


@cache
def _rows() -> dict[str, frozenset[str]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: frozenset(str(row).split()) for name, row in data.items()}


def words(name: str) -> frozenset[str]:
    """The set of small words with this name."""
    return _rows()[name]
