"""The file with the refused rows of an import."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helder.people.directory.csvfile import Row
    from helder.people.directory.fields import Refused

SHOWN = 50
RISKY = ("=", "+", "-", "@", "\t")


class RefusedRows:
    """The file with the refused rows, beside the file itself; it exists only when there are any."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = path.with_name(path.name + ".new")
        self.first: list[tuple[int, str]] = []
        self.count = 0
        self.out: Any = None
        self.trouble = ""

    def keep(self, row: Row, why: Refused) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append((row.number, str(why)))
        if not self.trouble:
            try:
                self._write([row.number, str(why), plain(row.raw)])
            except OSError as error:
                self.trouble = f"{self.path} cannot be written: {error.strerror}."

    def _write(self, cells: list[Any]) -> None:
        if self.out is None:
            self.out = self.rows.open("w", encoding="utf-8", newline="")
            csv.writer(self.out).writerow(["line", "reason", "row"])
        csv.writer(self.out).writerow(cells)

    def close(self, *, done: bool) -> None:
        """Puts it in place of the file of the time before."""
        if self.out is not None:
            self.out.close()
        if done and self.out is not None:
            self.rows.replace(self.path)
        elif done:
            self.path.unlink(missing_ok=True)
        else:
            self.rows.unlink(missing_ok=True)


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(RISKY) else cell
