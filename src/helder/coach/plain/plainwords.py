"""The lists of `lexicons/plain.toml`, read once.

Owns nothing else. Refuses lists of what to write instead: those are the glossary's.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from helder.coach.result import Language

_FILE = Path(__file__).parents[1] / "lexicons" / "plain.toml"


@cache
def row(lang: Language, name: str) -> frozenset[str]:
    """The list of a language with this name."""
    return frozenset(_rows()[lang][name].split())


@cache
def _rows() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
