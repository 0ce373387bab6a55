"""Puts the parts together in a web process: shelf, keeper, front, writer, senders."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections

from helder.outages.copy import sending
from helder.outages.copy.asking import Application
from helder.outages.copy.folder import Manifest
from helder.outages.copy.front import Front, cookies
from helder.outages.copy.gate import Gate
from helder.outages.copy.keeper import Keeper
from helder.outages.copy.shelf import Shelf
from helder.outages.copy.telling import ToldShelf
from helder.outages.copy.writer import Writer, own_folder

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
TURN_SECONDS = 0.0005
"""A thread that makes pages gives way after so long (Python's own is ten times that): whoever only
has bytes to give out must not wait for it."""


def begin(behind: Application, gate: Gate, windows: Path | None = None) -> Front:
    """The front of this process, with all its threads at work; `windows` is the folder in which
    windows find it, when there are any."""
    sys.setswitchinterval(TURN_SECONDS)
    shelf = Shelf() if windows is None else ToldShelf(windows, cookies(), own_folder())
    if isinstance(shelf, ToldShelf):
        shelf.start()
    senders = [Sender(address) for address in sending.addresses()]
    writer = Writer(lambda manifest: _written(manifest, senders))
    keeper = Keeper(shelf, writer.tell)
    keeper.start()
    writer.start()
    for sender in senders:
        sender.start()
    return Front(behind, gate, keeper)


def _written(manifest: Manifest, senders: list[Sender]) -> None:
    if senders:
        sending.note_change(manifest.beat)
    for sender in senders:
        sender.rung.set()


class Sender:
    """One thread per place, so that a slow one holds up no other."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.rung = threading.Event()

    def start(self) -> None:
        """Begins, until the process ends."""
        threading.Thread(target=self.run, name="status-sender", daemon=True).start()

    def run(self) -> None:
        """Looks again and again whether something is due."""
        while True:
            self.rung.wait(LOOK_EVERY)
            self.rung.clear()
            try:
                sending.attempt(self.address, own_folder())
            except (DatabaseError, InterfaceError) as error:
                log.error("Sending waits for the database: %s", str(error).split("\n")[0])
            except Exception:
                log.exception("Sending to %s stopped short.", self.address.split("@")[-1])
            finally:
                close_old_connections()
