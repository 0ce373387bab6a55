"""How many text messages a text takes, as networks count them (3GPP TS 23.038). Pure.

Owns: the alphabet of GSM, its extension signs (two units each), UCS-2, and where a text is broken:
never inside a sign. Refuses: choosing words (text.py).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_ALONE, GSM_JOINED = 160, 153
UCS_ALONE, UCS_JOINED = 70, 67

INSTEAD = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "`": "'", "´": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"', "«": '"', "»": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2022": "-", "·": "-", "…": "...", "\t": " ", "\u00d7": "x", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "½": "1/2", "¼": "1/4", "¾": "3/4", "™": "(TM)", "©": "(c)", "®": "(R)",
    "Œ": "OE", "œ": "oe", "Ĳ": "IJ", "ĳ": "ij", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
    "ħ": "h", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ẞ": "SS", "№": "nr.",
}  # fmt: skip
_VARIATION = "\ufe0e\ufe0f"


@dataclass(frozen=True)
class Count:
    """What a text takes: units of its alphabet, and messages."""

    is_gsm: bool
    units: int
    segments: int


def plain(text: str) -> str:
    """The text with signs that GSM has, wherever that says the same: ë becomes e, “ becomes ".

    What has no such sign (another script, an emoji) stays as it is.
    """
    return "".join(_instead(sign) for sign in unicodedata.normalize("NFC", text))


def _instead(sign: str) -> str:
    if sign in GSM or sign in EXTENDED:
        return sign
    if sign in INSTEAD:
        return INSTEAD[sign]
    if sign in _VARIATION or unicodedata.category(sign) == "Cf":
        return sign if sign == "\u200d" else ""  # a joiner holds an emoji together
    if unicodedata.category(sign) == "Zs":
        return " "
    letters = "".join(
        s for s in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(s)
    )
    return letters if letters and all(s in GSM for s in letters) else sign


def count(text: str) -> Count:
    """How many units and messages this text takes, exactly."""
    is_gsm = all(sign in GSM or sign in EXTENDED for sign in text)
    sizes = [_size(sign, is_gsm) for sign in text]
    units = sum(sizes)
    alone, joined = (GSM_ALONE, GSM_JOINED) if is_gsm else (UCS_ALONE, UCS_JOINED)
    if not units:
        return Count(is_gsm, 0, 0)
    return Count(is_gsm, units, 1 if units <= alone else _packed(sizes, joined))


def _size(sign: str, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if sign in EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _packed(sizes: list[int], most: int) -> int:
    """The number of messages when a sign of two units is never divided over two of them."""
    messages, used = 1, 0
    for size in sizes:
        if used + size > most:
            messages, used = messages + 1, 0
        used += size
    return messages
