"""An address with a place in it for the person: {user}, {email}, {external_id}, {phone}. Pure.

Owns: filling in, in percent form, so that nothing of a person can change where a message goes.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from helder.delivery.parcels import Reader

PLACE = re.compile(r"\{([^{}]*)\}")
PLACES = ("user", "email", "external_id", "phone")


def facts(reader: Reader, phone: str = "") -> dict[str, str]:
    """What may be filled in for this person."""
    return {
        "user": reader.email.rpartition("@")[0],
        "email": reader.email,
        "external_id": reader.external_id,
        "phone": phone,
    }


def places(template: str) -> list[str]:
    """The names of the places in a template."""
    return PLACE.findall(template)


def wrong_places(template: str) -> list[str]:
    """Those that Helder cannot fill in."""
    return [name for name in places(template) if name not in PLACES]


def fits(value: str) -> bool:
    """Whether a fact can stand in an address: nothing that would lead somewhere else."""
    return bool(value) and not re.search(r"[/\\?#&%\s,;\x00-\x1f]", value) and value != ".."


def filled(template: str, known: dict[str, str]) -> str:
    """The address for one person; "" when something about them is not known or does not fit."""
    if not all(fits(known.get(name, "")) for name in places(template)):
        return ""
    return PLACE.sub(lambda found: quote(known[found[1]], safe=""), template)
