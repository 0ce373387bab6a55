"""Writes the copy of this installation: HELDER_HOME/snapshot, in the web process.

Owns: when. What is hot at each change and each minute while something runs; all of it after a
change and every quarter of an hour. It never stands in the way of publishing: it has a thread of
its own, and a folder that cannot be written is said in the log and tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils.dateparse import parse_datetime

from helder.kit import clock
from helder.outages.copy import folder, making
from helder.outages.copy.folder import Manifest

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
REFRESH = timedelta(seconds=60)
COMPLETE = timedelta(minutes=15)
WAIT_AFTER_TROUBLE = 15.0


def own_folder() -> Path:
    """Where the copy of this installation stands."""
    return Path(settings.HOME) / "snapshot"


def write(place: Path, *, whole: bool = True) -> Manifest:
    """Makes a copy and puts it there. Raises making.Unmade, folder.Unwritable."""
    before = folder.read(place)
    copy = making.make(before, whole=whole)
    return folder.write(place, copy.files, copy.manifest, keep=copy.keeps)


def is_due(found: Manifest, at: datetime) -> bool:
    """Whether the hot pages are to be written again, though nothing changed."""
    if not found.running:
        return False
    return _is_older(found.written_at, REFRESH, at)


def is_incomplete(found: Manifest, at: datetime) -> bool:
    """Whether all of it is to be written."""
    return found.look != making.look() or _is_older(found.complete_at, COMPLETE, at)


def _is_older(moment: str, than: timedelta, at: datetime) -> bool:
    known = parse_datetime(moment) if moment else None
    return known is None or known <= at - than


class Writer:
    """The thread. `written` is called with what stands in the folder now."""

    def __init__(self, written: Callable[[Manifest], None]) -> None:
        self.written = written
        self.beat = ""
        self.rung = threading.Event()
        self.incomplete = False

    def tell(self, beat: str) -> None:
        """The pages are another from now on."""
        self.beat = beat
        self.rung.set()

    def start(self) -> None:
        """Begins, until the process ends."""
        threading.Thread(target=self.run, name="status-writer", daemon=True).start()

    def run(self) -> None:
        """Writes again and again."""
        while True:
            self.rung.wait(LOOK_EVERY)
            self.rung.clear()
            try:
                self.turn()
            except (folder.Unwritable, making.Unmade, DatabaseError, InterfaceError) as error:
                self._wait(str(error).split("\n")[0])
            except Exception:
                log.exception("The copy of the status page was not written.")
                self._wait("")

    def turn(self) -> None:
        """What is hot first, so that it is on its way; then the rest."""
        if not self.beat:
            return
        now, found = clock.now(), folder.read(own_folder())
        if found.beat != self.beat or is_due(found, now):
            self.incomplete = self.incomplete or found.beat != self.beat
            self.written(write(own_folder(), whole=False))
        if self.incomplete or is_incomplete(found, now):
            self.incomplete = False
            self.written(write(own_folder()))

    def _wait(self, reason: str) -> None:
        if reason:
            log.error("The copy of the status page waits: %s", reason)
        close_old_connections()
        time.sleep(WAIT_AFTER_TROUBLE)
        self.rung.set()
