"""The one process that works in the background: gives signs of life, runs jobs, sends.

Owns: the loop and what happens when something is out of order. Refuses: what a row's states mean
(actions.py), how a channel works (channels/). Several workers may run beside each other.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
import zoneinfo
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from helder.delivery import actions, jobs, queries
from helder.delivery.channels import CHANNELS, Channel, open_channel
from helder.delivery.errors import ChannelError, RowLost, Trouble
from helder.delivery.models import ChannelPause, Delivery, WorkerBeat
from helder.kit import clock
from helder.organisation.queries import current

log = logging.getLogger(__name__)

BATCH = 25
IDLE_SECONDS = 1.0
BEAT_SECONDS = 5.0
LONGEST_WAIT = 30.0
DATABASE_ERRORS = (OperationalError, InterfaceError)


class Worker:
    """One worker; `run` until it is told to stop, `drain` until nothing is due."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.started_at = clock.now()
        self.stopping = threading.Event()
        self.open: dict[str, Channel] = {}
        self.paused: dict[str, ChannelPause] = {}
        self._beaten_at = float("-inf")

    # The loop

    def run(self) -> None:
        """Works until `stop`; a full disk or a database that is away only makes it wait."""
        log.info("Worker %s started.", self.name)
        wait = IDLE_SECONDS
        while not self.stopping.is_set():
            try:
                busy = self.step()
                wait = IDLE_SECONDS
            except DATABASE_ERRORS as error:
                busy, wait = False, min(wait * 2, LONGEST_WAIT)
                log.error("Waiting %.0f s, then going on: %s", wait, _in_short(error))
                self._forget_connections()
            except Exception:
                busy, wait = False, min(wait * 2, LONGEST_WAIT)
                log.exception("Waiting %.0f s, then going on.", wait)
            if not busy:
                self.stopping.wait(wait)
        self.close()
        log.info("Worker %s stopped; nothing was left half done.", self.name)

    def drain(self) -> int:
        """Does everything that is due now, then stops. How many rounds had work."""
        rounds = 0
        while not self.stopping.is_set() and self.step():
            rounds += 1
        self.close()
        return rounds

    def step(self) -> bool:
        """One round: beat, jobs, one piece of addressing, one batch. True when there was work."""
        if not connection.in_atomic_block:  # inside a caller's transaction the connection is theirs
            close_old_connections()
        with timezone.override(zoneinfo.ZoneInfo(current().time_zone)):
            self.beat()
            self.run_jobs()
            addressed = self.address_some()
            return self.send_some() or addressed

    def stop(self, *_signal: int | FrameType | None) -> None:
        """Finishes the row in hand, gives back the rest."""
        self.stopping.set()

    def close(self) -> None:
        """Lets go of connections and takes back the sign of life."""
        self._close_channels()
        try:
            WorkerBeat.objects.filter(name=self.name).delete()
        except DATABASE_ERRORS as error:
            log.warning("The sign of life stays behind: %s", _in_short(error))

    # The parts of a round

    def beat(self) -> None:
        """A sign of life, at most every few seconds."""
        if time.monotonic() - self._beaten_at < BEAT_SECONDS:
            return
        WorkerBeat.objects.update_or_create(
            name=self.name,
            defaults={"seen_at": clock.now()},
            create_defaults={"started_at": self.started_at, "seen_at": clock.now()},
        )
        self._beaten_at = time.monotonic()

    def run_jobs(self) -> None:
        """The jobs whose turn it is."""
        for job in jobs.due():
            jobs.run(job)
            self.beat()

    def address_some(self) -> bool:
        """One chunk of recipients of the most urgent dispatch that still needs them."""
        dispatch = actions.claim_dispatch(self.name)
        if dispatch is None:
            return False
        actions.address(dispatch, self.name)
        return True

    def send_some(self) -> bool:
        """One batch of rows; small, so that an urgent message never waits long."""
        self.paused = {pause.channel: pause for pause in queries.paused_channels()}
        usable = [name for name in CHANNELS if not self._is_shut(name)]
        rows = actions.claim(self.name, usable, 1 if self.paused else BATCH)
        for index, row in enumerate(rows):
            if self.stopping.is_set() or self._is_shut(row.channel):
                actions.release(rows[index:], self.name)
                break
            self.send_one(row)
            self.beat()
        if not rows:
            self._close_channels()
        return bool(rows)

    def send_one(self, row: Delivery) -> None:
        """Hands one row over and records what came of it."""
        begun = False

        def hand_over() -> None:
            nonlocal begun
            actions.hand_over(row, self.name)
            begun = True

        try:
            note = self._channel(row.channel).send(row, hand_over)
        except RowLost:
            return
        except ChannelError as error:
            self._record_failure(row, error)
        except DATABASE_ERRORS:
            raise
        except Exception as error:
            log.exception("Delivery %s could not be sent.", row.pk)
            trouble = Trouble.UNKNOWN if begun else Trouble.ROW
            self._record_failure(
                row, ChannelError(_in_short(error), permanent=False, trouble=trouble)
            )
        else:
            self._insist(partial(actions.record_acceptance, row, self.name, note))
            self._channel_works(row.channel)

    def _record_failure(self, row: Delivery, error: ChannelError) -> None:
        self._insist(partial(actions.record_failure, row, self.name, error))
        if error.trouble is Trouble.CHANNEL:
            self.paused[row.channel] = pause = actions.pause(row.channel, error.note)
            until = timezone.localtime(pause.until).strftime("%H:%M:%S")
            log.warning("%s is out of order until %s: %s", row.channel, until, error.note)
        elif error.trouble is not Trouble.UNKNOWN:
            self._channel_works(row.channel)

    def _channel_works(self, name: str) -> None:
        if name in self.paused:
            self._insist(partial(actions.resume, name))
            del self.paused[name]
            log.info("%s works again.", name)

    def _is_shut(self, name: str) -> bool:
        left = self.paused[name].until - clock.now() if name in self.paused else timedelta(0)
        return timedelta(0) < left <= actions.LONGEST_CHANNEL_PAUSE  # more: the clock was put back

    def _insist(self, write: Callable[[], object]) -> None:
        """What happened outside is written down however long the database is away; giving up
        would make the row uncertain."""
        wait = 0.2
        while True:
            try:
                write()
                return
            except DATABASE_ERRORS as error:
                if self.stopping.is_set() and wait > 5:
                    raise
                log.error("Not written down yet, trying again: %s", _in_short(error))
                self._forget_connections()
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    # Small things

    def _channel(self, name: str) -> Channel:
        if name not in self.open:
            self.open[name] = open_channel(name)
        return self.open[name]

    def _close_channels(self) -> None:
        for channel in self.open.values():
            channel.close()
        self.open.clear()

    @staticmethod
    def _forget_connections() -> None:
        if not connection.in_atomic_block:
            connection.close()


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def drain() -> int:
    """Sends everything that is due, in this process; for tests, the demo and `worker --once`."""
    return Worker().drain()


def main() -> None:
    """A worker until SIGTERM or SIGINT."""
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
