"""A list of people as somebody typed or pasted it: mail addresses, whatever stands around them.

Pure, but for the last question: which of them are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helder.people.models import Person

ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")
AT_ONCE = 500


@dataclass(frozen=True)
class Named:
    """The persons behind a list, and what in it belongs to nobody."""

    persons: tuple[int, ...]
    unknown: tuple[str, ...]


def addresses(text: str) -> tuple[list[str], list[str]]:
    """The mail addresses in a text, each once, and the pieces that hold none.

    Beside an address its name may stand, as mail programs write it: `Jansen, Dave <d@x.org>`.
    """
    found: dict[str, None] = {}
    strange: dict[str, None] = {}
    for line in re.split(r"[\n\r;]+", text):
        pieces = [piece.strip() for piece in line.split(",")]
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            here = [address.strip(".").lower() for address in ADDRESS.findall(piece)]
            found |= dict.fromkeys(here)
            if piece and not here and "<" not in following:
                strange[piece] = None
    return list(found), list(strange)


def look_up(text: str) -> Named:
    """Which persons a text names; one question per five hundred addresses."""
    wanted, strange = addresses(text)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Person.objects.filter(email__in=wanted[start : start + AT_ONCE])
        found |= dict(rows.order_by().values_list("email", "pk"))
    missing = [address for address in wanted if address not in found]
    return Named(tuple(found.values()), (*missing, *strange))
