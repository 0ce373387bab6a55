"""Tells the windows what is held: a shelf that says everything that is put on it.

Owns: the socket of the windows, one thread for each that listens. One that reads too slowly is let
go and begins anew. Refuses: knowing what a window does with it.
"""

from __future__ import annotations

import logging
import queue
import socket
import threading
from pathlib import Path
from typing import Any

from helder.outages.copy.held import Held
from helder.outages.copy.shelf import Key, Shelf
from helder.outages.copy.visitor import Cookies
from helder.outages.copy.window import wire

log = logging.getLogger(__name__)

BEHIND = 5_000
"""So many messages may wait for one window."""


class ToldShelf(Shelf):
    """A shelf whose windows hear of every look and every page."""

    def __init__(self, place: Path, cookies: Cookies, copy: Path) -> None:
        super().__init__()
        self.place = place
        self.house = wire.house(cookies, copy)
        self.windows: set[queue.Queue[bytes]] = set()
        self.joining = threading.Lock()

    def start(self) -> None:
        """Opens the socket. Raises OSError."""
        path = self.place / wire.LINE
        path.unlink(missing_ok=True)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.bind(str(path))
        door.listen()
        threading.Thread(target=self._let_in, args=(door,), name="windows", daemon=True).start()

    def seen(self, address: str) -> None:
        """As of any shelf; and the windows hear which turn and minute it is."""
        super().seen(address)
        self._tell(wire.looked(self))

    def next_turn(self) -> None:
        """As of any shelf; and the windows know that what they have is of before."""
        super().next_turn()
        self._tell(wire.looked(self))

    def next_tick(self) -> None:
        """As of any shelf; and the windows hear it."""
        super().next_tick()
        self._tell(wire.looked(self))

    def put(self, key: Key, page: Held) -> None:
        """As of any shelf; and the windows have it too."""
        super().put(key, page)
        self._tell(wire.page(key, page))

    def _tell(self, message: dict[str, Any]) -> None:
        with self.joining:
            if not self.windows:
                return
            said = wire.packed(message)
            for window in list(self.windows):
                try:
                    window.put_nowait(said)
                except queue.Full:
                    self.windows.discard(window)

    def _let_in(self, door: socket.socket) -> None:
        while True:
            line, _address = door.accept()
            threading.Thread(target=self._serve, args=(line,), name="window", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        """First what there is, then what comes, until one of both is gone."""
        waiting: queue.Queue[bytes] = queue.Queue(BEHIND)
        with self.joining:
            self.windows.add(waiting)
            first = [self.house, *wire.all_of(self)]
        try:
            with line:
                for message in first:
                    line.sendall(wire.packed(message))
                while waiting in self.windows:
                    line.sendall(waiting.get())
        except OSError:
            log.info("A window closed.")
        finally:
            self.windows.discard(waiting)
