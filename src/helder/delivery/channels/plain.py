"""A letter as plain pieces, for the channels that lay it out in their own way.

Owns: whole addresses, cutting at a word, and what a room need not read. Refuses: any markup.
"""

from __future__ import annotations

from django.conf import settings

from helder.delivery.letters import Letter, letter_for
from helder.delivery.parcels import Parcel
from helder.people.middleware import in_house_form

ELLIPSIS = "…"
SHAPES = {
    "down": "🟥", "security": "🟥", "limited": "🔶", "maintenance": "🔷", "works": "🟢",
    "unknown": "⚪",
}  # fmt: skip
"""A shape of its own per state, so that nobody needs to see the colour."""


def letter_of(parcel: Parcel) -> tuple[str, Letter]:
    """The letter that whoever reads this parcel gets, and the locale in which it is."""
    return letter_for(parcel.content, in_house_form(parcel.language))


def link_of(letter: Letter) -> str:
    """The whole address of the page; "" when there is none."""
    url = letter.get("url", "")
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def state_of(letter: Letter) -> str:
    """The state with its shape, such as "🟥 Does not work"; "" without one."""
    badge = letter.get("badge")
    return f"{SHAPES.get(badge['state'], SHAPES['unknown'])} {badge['word']}" if badge else ""


def cut(text: str, most: int) -> str:
    """At most so many signs, cut at a word, with an ellipsis where something is missing."""
    if len(text) <= most:
        return text
    kept = text[: max(most - len(ELLIPSIS), 0)]
    at_word = kept.rsplit(None, 1)[0] if " " in kept.strip() and len(kept) > 20 else kept
    return (at_word.rstrip(" ,;:-\n") + ELLIPSIS)[:most]
