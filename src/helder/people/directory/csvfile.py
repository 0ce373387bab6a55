"""Reads a CSV file of people line by line, so that a wrong line spoils no other.

Owns: columns, signs between them, and what an empty cell means. Refuses: who somebody is.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from helder.people.directory.fields import Fields, Refused

COLUMNS = (
    "email", "name", "language", "department", "place", "roles", "services", "phone",
    "external_id",
)  # fmt: skip
EMPTY_SAYS_NOTHING = ("name", "language", "phone", "external_id")
EMPTY = b"\r\n,;\t "


class Unreadable(Refused):
    """The file as a whole cannot be used."""


@dataclass(frozen=True)
class Row:
    """One line: its number, its text as read, its size, and who it is about or why it cannot."""

    number: int
    raw: str
    size: int
    fields: Fields | None = None
    wrong: Refused | None = None


def read(lines: Iterable[bytes]) -> Iterator[Row]:
    """Every filled line after the header. Raises Unreadable."""
    steady = iter(lines)
    header, sign = _header(next(steady, b""))
    for number, line in enumerate(steady, start=2):
        if line.strip(EMPTY):
            yield _row(number, line, header, sign)


def _header(first: bytes) -> tuple[list[str], str]:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(_("The file is UTF-16. Save it as CSV UTF-8 and bring in that."))
    if first.startswith(b"PK\x03\x04"):
        raise Unreadable(_("This is a workbook. Save it as CSV UTF-8 and bring in that."))
    head = first.decode("utf-8-sig", errors="replace").strip("\r\n")
    sign = max(",;\t", key=head.count)
    header = [name.strip().strip('"').lower() for name in head.split(sign)]
    if "email" not in header:
        raise Unreadable(
            _("The first line must name the columns, with email among them: %(columns)s"),
            columns=",".join(COLUMNS),
        )
    return header, sign


def _row(number: int, line: bytes, header: list[str], sign: str) -> Row:
    raw = line.decode("utf-8", errors="replace").strip("\r\n")
    try:
        return Row(number, raw, len(line), fields=_fields(line, header, sign))
    except Refused as refused:
        return Row(number, raw, len(line), wrong=refused)


def _fields(line: bytes, header: list[str], sign: str) -> Fields:
    try:
        text = line.decode("utf-8").strip("\r\n")
        cells = next(csv.reader([text], delimiter=sign, strict=True))
    except UnicodeDecodeError:
        raise Refused(_("it holds signs that are not UTF-8; save as CSV UTF-8")) from None
    except (csv.Error, StopIteration):
        raise Refused(_("a quotation mark is not closed")) from None
    if len(cells) > len(header):
        raise Refused(
            _("it has %(n)s cells and the first line has %(most)s"), n=len(cells), most=len(header)
        )
    filled = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    return _said({name: cell for name, cell in filled.items() if name in COLUMNS})


def _said(cells: dict[str, str]) -> Fields:
    plain: dict[str, str] = {n: cells[n] for n in ("department", "place") if n in cells}
    plain |= {n: cells[n] for n in EMPTY_SAYS_NOTHING if cells.get(n)}
    return Fields(
        email=cells.get("email", ""),
        roles=split(cells["roles"]) if "roles" in cells else None,
        services=split(cells.get("services", "")),
        **plain,
    )


def split(cell: str) -> tuple[str, ...]:
    """The names in a cell with `;` between."""
    return tuple(name.strip() for name in cell.split(";") if name.strip())
