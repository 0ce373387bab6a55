"""A table as a file that a spreadsheet opens: every cell is text or a number, never a formula.

Owns: making cells safe (a cell that begins with = + - or @ is run by a spreadsheet). Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""


def cell(value: object) -> str:
    """The value as text; what could be run gets an apostrophe before it."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.lstrip(" \u00a0").startswith(RISKY) else said


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return MARK + out.getvalue()
