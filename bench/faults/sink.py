"""A moody mail server of its own process: it notes each mail that it got whole, line by line.

python sink.py PORT LEDGER MOOD-FILE

The mood is a JSON file, read again at each connection: {"later": 10, "hang_up": 400, "slow": 0.02}:
"not now" at the first try of one in ten recipients, a broken line at one in 400 senders, seconds
before each answer to a body.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import zlib
from pathlib import Path

_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
ANSWERS = {b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"}


class Sink:
    """Answers, and writes down what arrived before it says so."""

    def __init__(self, ledger: Path, mood: Path) -> None:
        self.mood = mood
        self.file = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.put_off: set[bytes] = set()
        self.senders = 0

    async def serve(self, port: int) -> None:
        """Until it is killed."""
        server = await asyncio.start_server(self.talk, "127.0.0.1", port, limit=2**20)
        async with server:
            await server.serve_forever()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mood = json.loads(self.mood.read_text())
        recipient = b""
        writer.write(b"220 sink ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"QUIT" or (verb == b"MAIL" and self._hangs_up(mood["hang_up"])):
                return
            if verb == b"RCPT":
                recipient = self._address(line, mood["later"])
                writer.write(b"250 ok\r\n" if recipient else b"451 4.7.1 not now\r\n")
            elif verb == b"DATA":
                await self._body(reader, writer, recipient, mood["slow"])
                recipient = b""
            else:
                writer.write(ANSWERS.get(verb, b"250 ok\r\n"))

    def _hangs_up(self, one_in: int) -> bool:
        self.senders += 1
        return bool(one_in) and self.senders % one_in == 0

    def _address(self, line: bytes, later: int) -> bytes:
        """The recipient; nobody when it is not now."""
        address = line.split(b"<")[1].split(b">")[0]
        return b"" if self._not_now(address, later) else address

    def _not_now(self, address: bytes, share: int) -> bool:
        if not share or zlib.crc32(address) % share or address in self.put_off:
            return False
        self.put_off.add(address)
        return True

    async def _body(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        recipient: bytes,
        slow: float,
    ) -> None:
        if not recipient:
            writer.write(b"503 5.5.1 nobody to send to\r\n")
            return
        writer.write(b"354 go on\r\n")
        await writer.drain()
        body = await reader.readuntil(b"\r\n.\r\n")
        found = _ID.search(body)
        os.write(self.file, recipient + b"\t" + (found[1] if found else b"?") + b"\n")
        if slow:
            await asyncio.sleep(slow)
        writer.write(b"250 2.0.0 kept\r\n")


if __name__ == "__main__":
    asyncio.run(Sink(Path(sys.argv[2]), Path(sys.argv[3])).serve(int(sys.argv[1])))
