"""Phone numbers as people write them, in the one form that gateways take."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

DUTCH_MOBILE = re.compile(r"(\+31|0031|0)6[1-58]\d{7}")


@lru_cache(maxsize=200_000)
def international(number: str, region: str) -> str:
    """The number in E.164 ("+31612345678"); "" when it is none. `region`: whose numbers may be
    written without a country code."""
    written = re.sub(r"[\s().-]", "", number)
    if not written:
        return ""
    plain = DUTCH_MOBILE.fullmatch(written)  # the shape of nearly all: no need to ask the library
    if plain and (plain[1] != "0" or region.upper() == "NL"):
        return f"+316{written[-8:]}"
    try:
        parsed = phonenumbers.parse(number, region.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def knows_region(region: str) -> bool:
    """Whether this is a country by its two letters."""
    return region.upper() in phonenumbers.SUPPORTED_REGIONS
