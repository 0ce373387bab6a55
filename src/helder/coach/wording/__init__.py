"""The coach's own words, per language and form of address.

Owns reading `wording/*.toml`. Refuses gettext: the coach also works alone, without Django.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from helder.coach.result import Language, Reader

_FOLDER = Path(__file__).parent

Tables = dict[str, dict[str, str]]


@cache
def _tables(name: str) -> Tables:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def said_to(reader: Reader) -> Tables:
    """Every sentence of the coach for a reader; informal Dutch falls back on formal."""
    if reader != "nl-informal":
        return _tables(reader)
    formal, informal = _tables("nl"), _tables("nl-informal")
    return {name: table | informal.get(name, {}) for name, table in formal.items()}


def why(rule: str, reader: Reader, **slots: object) -> str:
    """Why a finding matters, in the reader's words."""
    return said_to(reader)["why"][rule].format(**slots)


@cache
def rewrites(lang: Language, form: str | None) -> dict[str, str]:
    """The better sentences for a text, in its language and form of address."""
    tables = _tables(lang)
    informal = tables.get("rewrites_je", {}) if form == "je" else {}
    return tables["rewrites"] | informal


def open_time(lang: Language) -> str:
    """What stands in a rewrite for a time that the writer still has to fill in."""
    return _tables(lang)["slots"]["time"]
