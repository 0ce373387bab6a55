"""A list of words as people write it: one per line, or a table from a spreadsheet.

Owns: reading both, and saying of a line why it cannot be used. Refuses: the database; whether a
word was there already, actions.py tells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from helder.organisation.models import Word

LONGEST_WORD, LONGEST_INSTEAD, MOST = 80, 160, 3000
LARGEST_FILE = 500_000
_BETWEEN = re.compile(r"\s*(?:=|\t|;)\s*")
_HEADINGS = ("word", "instead")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")


@dataclass(frozen=True)
class Pair:
    """A word with what to write instead; "" is: leave it out."""

    term: str
    instead: str

    @property
    def key(self) -> str:
        """The word as it is looked up."""
        return key_of(self.term)


@dataclass(frozen=True)
class Unfit:
    """A line that was not taken in: as it was typed, and why."""

    number: int
    text: str
    why: str


@dataclass
class Read:
    """What was read: usable pairs, and the lines that come back."""

    pairs: list[Pair] = field(default_factory=list)
    unfit: list[Unfit] = field(default_factory=list)


class NotATable(Exception):
    """A file that is no text with lines."""


def key_of(term: str) -> str:
    """The same for the same word, whatever its capitals and spaces."""
    return " ".join(term.casefold().split())[:LONGEST_WORD]


def tidy(text: str) -> str:
    """One line without double spaces and without signs that nobody sees."""
    return " ".join(_UNSEEN.sub("", text).split())


def why_not(pair: Pair, name: str) -> str:
    """Why this pair cannot stand in this list, as a sentence; "" when it can."""
    if not any(letter.isalnum() for letter in pair.term):
        return gettext("There is no word in front of the =.")
    if len(pair.term) > LONGEST_WORD:
        return gettext("The word is longer than %(n)s characters.") % {"n": LONGEST_WORD}
    if len(pair.instead) > LONGEST_INSTEAD:
        return gettext("What to write instead is longer than %(n)s characters.") % {
            "n": LONGEST_INSTEAD
        }
    if name == Word.List.GLOSSARY and not pair.instead:
        return gettext("The everyday words are missing. Write them behind a =.")
    if pair.key == key_of(pair.instead):
        return gettext("Both sides are the same word.")
    return ""


def of_lines(text: str, name: str) -> Read:
    """Lines such as "VPN = secure connection"; empty lines do not count."""
    rows = (
        (number, line.strip(), _parts(line))
        for number, line in enumerate(text.splitlines(), start=1)
        if tidy(line)
    )
    return _read(rows, name)


def of_table(content: bytes, name: str) -> Read:
    """A CSV file with the word in the first column and what to write instead in the second.

    Raises NotATable.
    """
    text = _decoded(content)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise NotATable from error
    numbered = (
        (number, " = ".join(cell for cell in row[:2]), [*row, ""][:2])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row) and not _is_heading(number, row)
    )
    return _read(numbered, name)


def as_table(pairs: Iterable[tuple[str, str]]) -> str:
    """The list as CSV, as of_table reads it and a spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    writer.writerows(pairs)
    return "\ufeff" + out.getvalue()


def _read(rows: Iterable[tuple[int, str, list[str]]], name: str) -> Read:
    read, seen = Read(), dict[str, int]()
    for number, line, (term, instead) in rows:
        pair = Pair(tidy(term), tidy(instead))
        why = why_not(pair, name) or _twice(seen.get(pair.key)) or _too_many(len(read.pairs))
        if why:
            read.unfit.append(Unfit(number, line, why))
        else:
            seen[pair.key] = number
            read.pairs.append(pair)
    return read


def _twice(earlier: int | None) -> str:
    if earlier is None:
        return ""
    return gettext("This word stands in line %(n)s too; that one is kept.") % {"n": earlier}


def _too_many(count: int) -> str:
    if count < MOST:
        return ""
    return gettext("A list holds at most %(n)s words.") % {"n": MOST}


def _parts(line: str) -> list[str]:
    return [*_BETWEEN.split(line, maxsplit=1), ""][:2]


def _is_heading(number: int, row: list[str]) -> bool:
    return number == 1 and tuple(tidy(cell).lower() for cell in row[:2]) == _HEADINGS


def _decoded(content: bytes) -> str:
    if b"\0" in content[:1000]:
        raise NotATable
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first: Iterator[str] = (line for line in text.splitlines() if line.strip())
    line = next(first, "")
    return max(";\t,", key=line.count)
