"""A network cable between a browser and the server, that a test can pull out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Listens on a port of its own and hands everything on, until it is cut."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self._port = 0
        self.mend()

    @property
    def url(self) -> str:
        """Where the browser goes; the same after mending."""
        return f"http://127.0.0.1:{self._port}"

    def mend(self) -> None:
        """From now on it carries."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        listening.listen()
        self._port = listening.getsockname()[1]
        self._listening = listening
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        """Nothing gets through, and what was under way is broken off."""
        ends, self._open = self._open, []
        for end in (self._listening, *ends):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._listening = None

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _from = listening.accept()
                far = socket.create_connection(self._server)
            except OSError:
                return
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(source, target), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def cable(server: str) -> Iterator[Cable]:
    """One that is taken away when the test is over."""
    made = Cable(server)
    try:
        yield made
    finally:
        made.cut()
