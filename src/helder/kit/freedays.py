"""Public holidays per country, from the library `holidays`.

Owns: which names of countries are known, and which days are free there. Refuses: the free days of
one firm. The library is read when somebody asks: it takes a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

LANGUAGES = {"nl": "nl", "en": "en_US"}


class UnknownCountry(Exception):
    """No country or region of that name is known."""


def cleaned(name: str) -> str:
    """The name as it is kept: "NL", "DE-BY". Raises UnknownCountry."""
    code = name.strip().upper().replace(" ", "")
    if not code:
        return ""
    country, _dash, region = code.partition("-")
    regions = _known().get(country)
    if regions is None or (region and region not in regions):
        raise UnknownCountry(code)
    return code


def days_free(name: str) -> Callable[[date], bool]:
    """Whether a day is a public holiday there; none is when the name is empty or unknown."""
    try:
        code = cleaned(name)
    except UnknownCountry:
        code = ""
    return _calendar(code) if code else never


def coming(name: str, day: date, lang: str = "", most: int = 4) -> list[tuple[date, str]]:
    """The next holidays from this day on, with their names in this language where they have one."""
    try:
        code = cleaned(name)
    except UnknownCountry:
        return []
    if not code:
        return []
    found = _days(code, day.year, lang) | _days(code, day.year + 1, lang)
    return [(on, found[on]) for on in sorted(found) if on >= day][:most]


def never(_day: date) -> bool:
    """Where no day is free."""
    return False


@lru_cache(maxsize=64)
def _calendar(code: str) -> Callable[[date], bool]:
    def is_free(day: date) -> bool:
        return day in _days(code, day.year)

    return is_free


@lru_cache(maxsize=256)
def _days(code: str, year: int, lang: str = "") -> dict[date, str]:
    import holidays

    country, _dash, region = code.partition("-")
    found: Any = holidays.country_holidays(
        country, subdiv=region or None, years=year, language=LANGUAGES.get(lang)
    )
    return {day: str(name) for day, name in found.items() if day.year == year}


@lru_cache(maxsize=1)
def _known() -> dict[str, list[str]]:
    import holidays

    return dict(holidays.list_supported_countries())
