"""Reads a time on the clock: `half drie`, `quarter to four`, `14u30`, `9 tot 17 uur`.

Owns the patterns of clock times over the letters of `timewords`. Refuses days, and refuses a bare
number unless a preposition stands before it and no thing to count behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from helder.coach.times.almanac import Clock
from helder.coach.times.timewords import Lang, Piece, Row

_CLOCK = re.compile(
    r"(?P<beside>(?:NU?|q)[VvOQ]h?N)|(?P<half>h[OQ]?N)|(?P<hour>NH(?:N(?![xHUVvOQ&M%-]))?)"
    r"|(?P<halves>[NcC]A)|(?P<written>C|c(?=H))|(?P<about>gN)|(?P<bare>N(?=[PK]))"
)
_BARE = re.compile(r"(?P<spoken>NN(?![xHUMAYNfocCr-]))|(?P<bare>[Nc](?![xHUMAYNfocCrky&]|-[Nc]))")
_END = re.compile(r"(?P<bare>[Nc](?![xUMYNfocCr&]))")
_TAIL = re.compile(r"H?(?P<sharp>H?)(?P<zone>Z?)")
_CLOCKABLE = frozenset("RV>Fb")  # after these a bare number is an hour


class Dial(NamedTuple):
    """A clock time, the letter after it, and whether it can be nothing else."""

    clock: Clock
    place: int
    marked: bool


def read_dial(row: Row, place: int, lead: str, lang: Lang) -> Dial | None:
    """The clock time at `place`, after the prepositions `lead`; None when there is none."""
    led = bool(_CLOCKABLE & set(lead))
    match = _CLOCK.match(row.letters, place)
    if match and (led or not _counts(row, match)):
        return _dial(row, match, lang)
    match = _BARE.match(row.letters, place) if led else None
    return _dial(row, match, lang) if match else None


def _counts(row: Row, match: re.Match[str]) -> bool:
    """Whether "5 to 10 sites" is a quantity and no time."""
    after = row.letters[match.end() : match.end() + 1]
    plain = match.lastgroup == "beside" and re.fullmatch("N[vVOQ]N", match.group())
    return bool(plain) and after != "" and after in "xUMNfrA-"


def dial_range(row: Row, place: int, lead: str, lang: Lang) -> tuple[Dial, Dial] | None:
    """`9 tot 17 uur`, `from ten to four`, `tussen 9 en 10`: both ends; else None."""
    pair = _pair(row, place, lead, lang)
    if pair:
        return pair
    first = _first(row, place, lead, lang)
    if not first or not re.match(_separators(lead), row.letters[first.place : first.place + 1]):
        return None
    second = _either(row, first.place + 1, lang)
    if not second or not (first.marked or second.marked or set("Fb") & set(lead)):
        return None
    return first, second


def _separators(lead: str) -> str:
    return "[s>-]" if "b" in lead else "[>v-]"


def _first(row: Row, place: int, lead: str, lang: Lang) -> Dial | None:
    """The first end; after "from", "ten to four" is no time by itself."""
    if re.match(rf"[Nc]{_separators(lead)}", row.letters[place : place + 2]):
        plain = re.compile("(?P<bare>[Nc])").match(row.letters, place)
        if plain and (set("Fb") & set(lead) or row.letters[place + 1] != "v"):
            return _dial(row, plain, lang)
    match = _CLOCK.match(row.letters, place)
    return _dial(row, match, lang) if match else None


def _either(row: Row, place: int, lang: Lang) -> Dial | None:
    match = _CLOCK.match(row.letters, place) or _END.match(row.letters, place)
    return _dial(row, match, lang) if match else None


def _pair(row: Row, place: int, lead: str, lang: Lang) -> tuple[Dial, Dial] | None:
    """`9-17 uur`, `2-4pm`: two hours in one piece."""
    if not re.match("t[HA]", row.letters[place : place + 2]) or "/" in row.pieces[place].name:
        return None
    piece, after = row.pieces[place : place + 2]
    first, second = divmod(piece.value, 100)
    if max(first, second) > 24:
        return None
    added = after.value if after.letter == "A" else None
    start = Clock(first, 0, first > 12)
    end = _hour(second, 0, second > 12) if added is None else _halved(second * 60, added)
    return Dial(start, place + 2, True), Dial(end, place + 2, True)


def _dial(row: Row, match: re.Match[str], lang: Lang) -> Dial | None:
    group = match.lastgroup or ""
    clock = _BUILDERS[group](row.pieces[match.start() : match.end()], lang)
    tail = _TAIL.match(row.letters, match.end())
    if clock is None or tail is None:
        return None
    if tail["zone"]:
        clock = clock._replace(zone=row.pieces[tail.end() - 1].value, sure=True)
    return Dial(clock, tail.end(), group not in {"bare", "spoken"})


def _hour(hour: int, minute: int, sure: bool) -> Clock:
    return Clock(hour, minute, sure or hour > 12 or hour == 0)


def _of(minutes: int, sure: bool) -> Clock:
    return Clock(*divmod(minutes, 60), sure)


def _beside(pieces: list[Piece], lang: Lang) -> Clock | None:
    """`kwart voor vier`, `tien over half vijf`, `five minutes to twelve`."""
    minute = 15 if pieces[0].letter == "q" else pieces[0].value
    hour = pieces[-1].value
    is_count = len(pieces) == 3 and pieces[0].name.isdigit() and minute % 5 != 0  # "12 to 19"
    if not 0 < minute < 30 or hour > 24 or is_count:
        return None
    base = hour * 60 - (30 if pieces[-2].letter == "h" else 0)
    past = any(piece.letter in "OQ" for piece in pieces)
    return _of((base + (minute if past else -minute)) % 1440, hour > 12)


def _half(pieces: list[Piece], lang: Lang) -> Clock | None:
    """Half past two in English is half before three in Dutch."""
    hour = pieces[-1].value
    if hour > 24:
        return None
    return _of((hour * 60 + (30 if lang == "en" else -30)) % 1440, hour > 12)


def _oclock(pieces: list[Piece], _: Lang) -> Clock | None:
    """`9 uur`, `negen uur dertig`."""
    hour, minute = pieces[0].value, pieces[2].value if len(pieces) > 2 else 0
    if hour > 24 or minute > 59:
        return None
    return _hour(hour, minute, pieces[0].name.startswith("0"))


def _halves(pieces: list[Piece], _: Lang) -> Clock | None:
    minutes = pieces[0].value * (60 if pieces[0].letter == "N" else 1)
    return _halved(minutes, pieces[1].value) if minutes <= 1440 else None


def _halved(minutes: int, hours: int) -> Clock:
    """With am (0) or pm (12) added, where the hour does not say so itself."""
    return _of(minutes if minutes >= 780 else minutes % 720 + hours * 60, True)


def _written(pieces: list[Piece], _: Lang) -> Clock | None:
    return _of(pieces[0].value, pieces[0].name == "sure")


def _about(pieces: list[Piece], _: Lang) -> Clock | None:
    return _bare(pieces[1:], _)


def _bare(pieces: list[Piece], lang: Lang) -> Clock | None:
    piece = pieces[0]
    if piece.letter == "c":
        return _written(pieces, lang)
    if piece.value > 24 or piece.name == "een":
        return None
    return _hour(piece.value, 0, piece.name.startswith("0"))


def _spoken(pieces: list[Piece], _: Lang) -> Clock | None:
    """`three thirty`."""
    hour, minute = pieces[0].value, pieces[1].value
    words = not any(piece.name.isdigit() for piece in pieces)
    return _hour(hour, minute, False) if words and 0 < hour < 25 and 9 < minute < 60 else None


_BUILDERS: dict[str, Callable[[list[Piece], Lang], Clock | None]] = {
    "beside": _beside,
    "half": _half,
    "hour": _oclock,
    "halves": _halves,
    "written": _written,
    "about": _about,
    "bare": _bare,
    "spoken": _spoken,
}
