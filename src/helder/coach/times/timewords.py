"""Reads the words of times and dates, and turns a text into a row of them.

Owns the tables of `lexicons/times_*.toml` and what digits can stand for: every word, number and
mark becomes a piece with one letter for what it is, so that `times` can state its grammar as
patterns over letters. Refuses meaning beyond the single word.

The letters: N number, f fraction, C clock time, c dotted number, T date, t pair (3/3, 9-17),
o ordinal, Y year, W weekday, w short weekday, M month, D day, U unit, r round amount, H hour
word, Z zone, A am or
pm, P day part, p day-part noun, K habitual day part, L lunch and the like, R relation, V voor,
v to, O over, Q past, I in, J within, h half, q quarter, g "een uur of", E every, B habitual day,
X next or this, l last, i ago, a an, d the, k of, F from, > until, b between, s and, & and a half,
u from now, y a few, n on, G a duration follows, j a duration precedes, e vague, z a word that may
follow an hour, x any other word, and the marks `,` `-` `.`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from helder.coach.sentences import fold

Lang = Literal["nl", "en"]

_FOLDER = Path(__file__).parents[1] / "lexicons"

_TOKEN = re.compile(
    r"""
      (?P<iso>\d{4}-\d\d?-\d\d?(?![\d-]))(?:T(?=\d\d:))?
    | (?P<dmy>\d{1,2}(?P<mark_>[-/.])\d{1,2}(?P=mark_)(?:\d{4}|\d\d)(?!\d|[-/.,:]\d))
    | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d|[.:,/]\d))
    | (?P<letter>\d{1,2}[uh]\d\d(?!\w))
    | (?P<soldier>\d{4}(?=[ ]?(?:hrs?|hours|h|z|utc|gmt|uur)\b))
    | (?P<dotted>\d{1,2}\.\d\d(?!\d|[.:,/]\d))
    | (?P<pair>\d{1,2}[-/–]\d{1,2}(?!\d|[.:,/–-]\d))
    | (?P<ordinal>\d{1,2}(?:st|nd|rd|th|ste|de|e)\b)
    | (?P<fraction>\d{1,2}[.,]\d(?!\d|[.:,/]\d))
    | (?P<run>\d++(?:[.,:/]\d++)++)
    | (?P<number>\d++)
    | (?P<word>[ap]\.m\b\.?|o['’]clock\b|['’‘]s\b|(?:we|you|i|it)['’]ll\b|don['’]t\b|zo['’]n\b
        |[^\W\d_]\w*+(?:-[^\W\d_]\w*+)*+)
    | (?P<line>\n\s*+)
    | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = {",": ",", "-": "-", "–": "-", "—": "-"} | dict.fromkeys("%€$£#/&+@=*_°", "x")

# Table of the lexicon to letter: phrase = number.
_VALUED = {
    "number": "N",
    "fraction": "f",
    "weekday": "W",
    "weekday_short": "w",
    "month": "M",
    "day": "D",
    "unit": "U",
    "round": "r",
    "zone": "Z",
    "half_day": "A",
    "week": "X",
    "clock": "C",
}
# Table of the lexicon to letters: name = phrases.
_NAMED = {
    "relation": "R",
    "part_noun": "p",
    "part_anywhere": "P",
    "part_today": "DP",
    "part_habit": "K",
    "anchor": "L",
}
# Row of the table `words` to letter.
_PLAIN = {
    "follow": "z",
    "hour": "H",
    "hour_after_digits": "H",
    "half": "h",
    "quarter": "q",
    "before": "V",
    "to": "v",
    "over": "O",
    "past": "Q",
    "in": "I",
    "within": "J",
    "about": "g",
    "every": "E",
    "habit": "B",
    "last": "l",
    "ago": "i",
    "a": "a",
    "the": "d",
    "of": "k",
    "from": "F",
    "until": ">",
    "between": "b",
    "and": "s",
    "and_half": "&",
    "from_now": "u",
    "few": "y",
    "on": "n",
    "lasts": "G",
    "lasting": "j",
    "vague": "e",
    "skip": "x",
}


class Piece(NamedTuple):
    """One word or number: its letter, its place, and what it stands for."""

    letter: str
    start: int
    end: int
    value: int = 0
    name: str = ""


class Row(NamedTuple):
    """A text as pieces, and their letters in one string of the same length."""

    letters: str
    pieces: list[Piece]


class _Token(NamedTuple):
    kind: str
    norm: str
    start: int
    end: int


class _Entry(NamedTuple):
    letter: str
    value: int
    name: str


_Trie = dict[str, Any]  # word: deeper trie; "" : the tuple of entries that ends here


class Words(NamedTuple):
    """The lexicon of a language: a tree of phrases, and the words that need a capital."""

    tree: _Trie
    proper: frozenset[str]


def _add(tree: _Trie, phrase: str, *entries: _Entry) -> None:
    for word in phrase.split():
        tree = tree.setdefault(word, {})
    tree[""] = entries


def _add_valued(tree: _Trie, data: dict[str, dict[str, int]]) -> None:
    for table, letter in _VALUED.items():
        for phrase, value in data.get(table, {}).items():
            _add(tree, phrase, _Entry(letter, value, "sure" if letter == "C" else ""))


def _add_named(tree: _Trie, data: dict[str, dict[str, list[str]]]) -> None:
    for table, letters in _NAMED.items():
        for name, phrases in data.get(table, {}).items():
            for phrase in phrases:
                _add(tree, phrase, *(_Entry(letter, 0, name) for letter in letters))


def _add_plain(tree: _Trie, words: dict[str, list[str]]) -> None:
    for row, letter in _PLAIN.items():
        for phrase in words[row]:
            _add(tree, phrase, _Entry(letter, 60 if letter == "H" else 0, ""))


def _add_compounds(tree: _Trie, data: dict[str, Any]) -> None:
    """`vrijdagmiddag` and `morgenochtend`: a day and its part in one word."""
    days = {word: ("D", value) for word, value in data["compound_day"].items()}
    days |= {word: ("W", value) for word, value in data["weekday"].items() if " " not in word}
    for part, name in data["compound_part"].items():
        for word, (letter, value) in days.items():
            _add(tree, word + part, _Entry(letter, value, ""), _Entry("p", 0, name))


@cache
def load(lang: Lang) -> Words:
    """The words of a language, read once, at first use."""
    data = tomllib.loads((_FOLDER / f"times_{lang}.toml").read_text(encoding="utf-8"))
    tree: _Trie = {}
    _add_compounds(tree, data)
    _add_plain(tree, data["words"])
    _add_named(tree, data)
    _add_valued(tree, data)
    return Words(tree, frozenset(data["words"]["proper"]))


def read(text: str, lang: Lang) -> Row:
    """The text as pieces; a run of unknown words is one piece."""
    words = load(lang)
    pieces: list[Piece] = []
    last = ""
    for piece in _pieces(text, words):
        if piece.letter != "_" and not (piece.letter == last == "x"):
            pieces.append(piece)
            last = piece.letter
    return Row("".join([piece.letter for piece in pieces]), pieces)


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(match.lastgroup or "", match.group(), *match.span())
        for match in _TOKEN.finditer(text)
    ]


def _pieces(text: str, words: Words) -> Iterator[Piece]:
    tokens = _tokens(text)
    norms = [_norm(token) for token in tokens]
    place = 0
    while place < len(tokens):
        length, entries = _longest(words.tree, norms, place)
        if entries:
            yield from _known(tokens, place, length, entries, words)
        else:
            yield _UNKNOWN.get(tokens[place].kind, _other)(tokens[place])
        place += length or 1


def _norm(token: _Token) -> str:
    if token.kind != "word":
        return token.norm
    return _folded(token.norm) if len(token.norm) < 40 else ""


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word).replace("‘", "'").replace("`", "'")


def _longest(tree: _Trie, norms: list[str], place: int) -> tuple[int, tuple[_Entry, ...]]:
    """How many words the longest known phrase from here has, and its entries."""
    length, depth = 0, place
    entries: tuple[_Entry, ...] = ()
    node = tree.get(norms[place])
    while node is not None:
        depth += 1
        if "" in node:
            length, entries = depth - place, node[""]
        node = node.get(norms[depth]) if depth < len(norms) else None
    return length, entries


def _known(
    tokens: list[_Token], place: int, length: int, entries: tuple[_Entry, ...], words: Words
) -> Iterator[Piece]:
    first, last = tokens[place], tokens[place + length - 1]
    before = tokens[place - 1] if place else None
    for entry in entries:
        letter = entry.letter
        if letter in "HZUM":
            letter = _letter(letter, first, before, words)
        name = entry.name or first.norm.lower()
        yield Piece(letter, first.start, last.end, entry.value, name)


_DIGITS = frozenset({"clock", "letter", "soldier", "dotted", "pair", "number"})


def _letter(letter: str, token: _Token, before: _Token | None, words: Words) -> str:
    """The letter, where the word before or a capital decides about it."""
    word = token.norm.lower()
    if word in {"u", "h", "z"} and letter in "HZ":
        close = before is not None and before.kind in _DIGITS and token.start - before.end <= 1
        return letter if close else "z"
    if word in {"hours", "hrs"} and before is not None and before.kind in {"clock", "soldier"}:
        return "H"
    return "x" if letter == "M" and token.norm in words.proper else letter


def _other(token: _Token) -> Piece:
    return Piece("x", token.start, token.end)


def _mark(token: _Token) -> Piece:
    return Piece(_MARKS.get(token.norm, "."), token.start, token.end)


def _line(token: _Token) -> Piece:
    """A blank line ends what was said; a plain one does not."""
    return Piece("." if "\n" in token.norm[1:] else "_", token.start, token.end)


def _number(token: _Token) -> Piece:
    """`120` is a number, `2026` a year, anything longer no time at all."""
    digits = token.norm
    if len(digits) > 4:
        return _other(token)
    value = int(digits)
    if len(digits) == 4:
        return Piece("Y" if 1900 <= value < 2200 else "x", token.start, token.end, value)
    return Piece("N", token.start, token.end, value, digits)


def _clock(letter: str, token: _Token) -> Piece:
    """Minutes from midnight; sure of the half of the day with a leading zero or from 13 on."""
    hour, minute = (int(part) for part in re.split(r"[:.uhUH]", token.norm)[:2])
    if hour > 24 or minute > 59:
        return _other(token)
    sure = hour > 12 or token.norm[0] == "0" or hour == 0
    return Piece(letter, token.start, token.end, hour * 60 + minute, "sure" if sure else "")


def _soldier(token: _Token) -> Piece:
    hour, minute = int(token.norm[:2]), int(token.norm[2:])
    if hour > 24 or minute > 59:
        return _other(token)
    return Piece("C", token.start, token.end, hour * 60 + minute, "sure")


def _pair(token: _Token) -> Piece:
    first, second = (int(part) for part in re.split(r"[-/–]", token.norm))
    return Piece("t", token.start, token.end, first * 100 + second, token.norm)


def _ordinal(token: _Token) -> Piece:
    return Piece("o", token.start, token.end, int("".join(filter(str.isdecimal, token.norm))))


def _fraction(token: _Token) -> Piece:
    whole, tenth = re.split(r"[.,]", token.norm)
    return Piece("f", token.start, token.end, int(whole) * 100 + int(tenth) * 10)


def _iso(token: _Token) -> Piece:
    year, month, day = (int(part) for part in token.norm.rstrip("Tt").split("-"))
    return Piece("T", token.start, token.end, year * 10_000 + month * 100 + day)


def _dmy(token: _Token) -> Piece:
    """Day first, as in the Netherlands, Flanders and Britain."""
    day, month, year = (int(part) for part in re.split(r"[-/.]", token.norm))
    year += 2000 if year < 100 else 0
    return Piece("T", token.start, token.end, year * 10_000 + month * 100 + day)


_UNKNOWN: dict[str, Callable[[_Token], Piece]] = {
    "iso": _iso,
    "dmy": _dmy,
    "clock": partial(_clock, "C"),
    "letter": partial(_clock, "C"),
    "dotted": partial(_clock, "c"),
    "soldier": _soldier,
    "pair": _pair,
    "ordinal": _ordinal,
    "fraction": _fraction,
    "number": _number,
    "line": _line,
    "mark": _mark,
}
