"""Files of a run, kept in pieces in the database: written and read without ever being whole.

Owns: cutting, compressing and putting together again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from helder.people.directory.records import DirectoryRun, RunPiece

PIECE = 512 * 1024
ROWS, REFUSED = RunPiece.Kind.ROWS, RunPiece.Kind.REFUSED


class Writer:
    """Writes a file of a run anew; what was there before goes."""

    def __init__(self, run: DirectoryRun, kind: str) -> None:
        self.run, self.kind = run, kind
        self.number = self.size = 0
        self.buffer = bytearray()
        RunPiece.objects.filter(run=run, kind=kind).delete()

    def write(self, data: bytes) -> None:
        """Some more of it."""
        self.buffer += data
        self.size += len(data)
        if len(self.buffer) >= PIECE:
            self.close()

    def close(self) -> None:
        """Writes what is still in hand."""
        if self.buffer:
            data = zlib.compress(bytes(self.buffer), 1)
            RunPiece.objects.create(run=self.run, kind=self.kind, number=self.number, data=data)
            self.number += 1
            self.buffer.clear()


def save(run: DirectoryRun, kind: str, chunks: Iterable[bytes]) -> int:
    """Keeps a whole file; its size."""
    writer = Writer(run, kind)
    for chunk in chunks:
        writer.write(chunk)
    writer.close()
    return writer.size


def lines(run: DirectoryRun, kind: str) -> Iterator[bytes]:
    """The lines of a file of a run, with their ends."""
    rest = b""
    for number in _numbers(run, kind):
        data = RunPiece.objects.values_list("data", flat=True).get(
            run=run, kind=kind, number=number
        )
        *whole, rest = (rest + zlib.decompress(bytes(data))).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if rest:
        yield rest


def _numbers(run: DirectoryRun, kind: str) -> list[int]:
    rows = RunPiece.objects.filter(run=run, kind=kind).order_by("number")
    return list(rows.values_list("number", flat=True))


def as_line(cells: list[Any]) -> bytes:
    """A line of a file of refused rows: what it needs to be said in any language."""
    return json.dumps(cells, ensure_ascii=False).encode() + b"\n"
