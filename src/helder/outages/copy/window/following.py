"""Listens to Django's process: keeps this window's shelf as that process has it.

Owns: opening the line again when it breaks. Until then the shelf goes blind by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

from helder.outages.copy.shelf import Shelf
from helder.outages.copy.visitor import Cookies
from helder.outages.copy.window import wire

log = logging.getLogger(__name__)

AGAIN = 0.25
GONE = (OSError, asyncio.IncompleteReadError)


class Follower:
    """One line from the process in whose folder `place` lies; `heard` is called after each word."""

    def __init__(self, place: Path, shelf: Shelf, heard: Callable[[], None]) -> None:
        self.place, self.shelf, self.heard = place, shelf, heard
        self.cookies: Cookies | None = None
        self.copy: Path | None = None
        self.is_cut = True

    async def follow(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self._listen()
            except GONE:
                await asyncio.sleep(AGAIN)
            except Exception:
                log.exception("A window could not follow.")
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_unix_connection(str(self.place / wire.LINE))
        try:
            said = json.loads(await _frame(reader))
            self.cookies = Cookies(said["language"], frozenset(said["personal"]))
            self.copy = Path(said["copy"])
            self.is_cut = False
            while True:
                wire.take(json.loads(await _frame(reader)), self.shelf)
                self.heard()
        finally:
            self.is_cut = True
            writer.close()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    (length,) = wire.LENGTH.unpack(await reader.readexactly(wire.LENGTH.size))
    return await reader.readexactly(length)
