"""Bytes over one socket that never waits: out, in, and encryption.

Owns: what was really handed to the network and what was not. Refuses: what the bytes mean.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
from typing import cast

from helder.delivery.channels.mail.smtp.relay import Address
from helder.delivery.channels.mail.smtp.replies import Broken, Reader, Reply

_CHUNK = 65_536
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
HUNG_UP = "It hung up."


class Wire:
    """One connection. After `dial`, wait until it `is_connected`; after `encrypt`, `shake` hands
    until that gives True."""

    def __init__(self, address: Address) -> None:
        family, kind, protocol, where = address
        self.sock: socket.socket = socket.socket(family, kind, protocol)
        try:
            self.sock.setblocking(False)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            with contextlib.suppress(BlockingIOError):
                self.sock.connect(where)
        except BaseException:
            self.sock.close()
            raise
        self.replies = Reader()
        self.queued = 0
        self.sent = 0
        self.wants_to_write = True
        self.trouble: Exception | None = None
        self._left: memoryview = memoryview(b"")

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can read along."""
        return isinstance(self.sock, ssl.SSLSocket)

    def connected(self) -> None:
        """Called when the socket first becomes writable. Raises OSError when nobody is there."""
        error = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        self.wants_to_write = False

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Begins TLS; the certificate must be that of `host`. Raises Broken when something was
        slipped in before it."""
        if not self.replies.is_empty:
            raise Broken("It said something before the encryption began.")
        self.sock = context.wrap_socket(
            self.sock, server_hostname=host, do_handshake_on_connect=False
        )
        self.wants_to_write = True

    def shake(self) -> bool:
        """One step of the handshake; True when it is done. Raises OSError."""
        try:
            cast(ssl.SSLSocket, self.sock).do_handshake()
        except ssl.SSLWantReadError:
            self.wants_to_write = False
            return False
        except ssl.SSLWantWriteError:
            self.wants_to_write = True
            return False
        self.wants_to_write = False
        return True

    def write(self, data: bytes) -> None:
        """Sends what can go at once and keeps the rest. Raises OSError."""
        self.queued += len(data)
        if self._left:
            data = bytes(self._left) + data
        self._left = memoryview(data)
        self.flush()

    def flush(self) -> None:
        """Sends more of what is left. Raises OSError."""
        try:
            while self._left:
                count = self.sock.send(self._left)
                self.sent += count
                self._left = self._left[count:]
        except _NOT_NOW:
            pass
        self.wants_to_write = bool(self._left)

    def read(self) -> list[Reply]:
        """The answers that have come in; `trouble` says when there will be no more."""
        found: list[Reply] = []
        while self.trouble is None:
            try:
                data = self.sock.recv(_CHUNK)
            except _NOT_NOW:
                break
            except OSError as error:
                self.trouble = error
                break
            if not data:
                self.trouble = Broken(HUNG_UP)
                break
            found += self.replies.feed(data)
            self.trouble = self.replies.trouble
            if not self.is_encrypted:  # what TLS holds back, no selector would tell
                break
        return found

    def own_address(self) -> str:
        """The address of this end, as EHLO wants it where there is no name."""
        where = str(self.sock.getsockname()[0])
        return f"[IPv6:{where}]" if ":" in where else f"[{where}]"

    def goodbye(self) -> None:
        """A polite last word; no matter whether it arrives."""
        with contextlib.suppress(OSError, ValueError):
            self.sock.send(b"QUIT\r\n")

    def wait_for_end(self, seconds: float) -> None:
        """Lets the other side answer the last word, for a short while."""
        with contextlib.suppress(OSError, ValueError):
            if select.select([self.sock], [], [], seconds)[0]:
                self.sock.recv(_CHUNK)

    def close(self) -> None:
        """Ends it; never raises."""
        with contextlib.suppress(OSError):
            self.sock.close()
