"""An address as a QR code: one SVG path, without any style of its own. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import qrcode


@dataclass(frozen=True)
class Code:
    """The dark squares as one path, in a square of `size` units, its white edge included."""

    path: str
    size: int


@lru_cache(maxsize=32)
def code(address: str) -> Code:
    """Runs of dark squares in each row, so that the path stays short."""
    drawn = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    drawn.add_data(address)
    drawn.make(fit=True)
    rows = drawn.get_matrix()
    runs = [
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return Code("".join(runs), len(rows))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    found, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append((start, x - start))
            start = None
    return found
