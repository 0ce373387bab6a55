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
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.urls import reverse
from django.utils import timezone, translation

from helder.delivery import actions, jobs, queries
from helder.delivery.channels import Channel, Kind, kinds
from helder.delivery.errors import Trouble
from helder.delivery.letters import LOCALES
from helder.delivery.models import ChannelPause, WorkerBeat
from helder.delivery.parcels import Outcome, Parcel
from helder.kit import clock
from helder.organisation.queries import current

log = logging.getLogger(__name__)

FIRST_BATCH = 25
LARGEST_BATCH = 800
TURN_SECONDS = 0.5
"""How long a channel may go on before the others, and what is more urgent, get their turn."""
IDLE_SECONDS = 0.5
BEAT_SECONDS = 5.0
LONGEST_WAIT = 30.0
DATABASE_ERRORS = (OperationalError, InterfaceError)
T = TypeVar("T")


class Turn:
    """One turn of one channel: its ledger, and what its outcomes say of the channel as a whole."""

    def __init__(self, worker: Worker, channel: str) -> None:
        self.worker = worker
        self.channel = channel
        self.began = time.monotonic()
        self.broken = ""
        self.works = False

    def step(self, done: Sequence[Outcome], begin: Sequence[Parcel]) -> list[Parcel]:
        """See parcels.Ledger; waits as long as the database is away."""
        for outcome in done:
            self._learn(outcome)
        if not done and not begin:
            return []
        going: list[Parcel] = self.worker.insist(
            lambda: actions.step(self.worker.name, done, begin)
        )
        self.worker.beat()
        return going

    def may_go_on(self) -> bool:
        """Until the time is up, the worker stops, or the channel turned out to be out of order."""
        return not self.broken and not self.worker.stopping.is_set() and self.share_used() < 1

    def share_used(self) -> float:
        """How much of the turn has gone by, from 0."""
        return (time.monotonic() - self.began) / TURN_SECONDS

    def _learn(self, outcome: Outcome) -> None:
        if outcome.error is None:
            self.works = True
        elif outcome.error.trouble is Trouble.CHANNEL:
            self.broken = outcome.error.note
        elif outcome.error.trouble is not Trouble.UNKNOWN:
            self.works = True


class Worker:
    """One worker; `run` until it is told to stop, `drain` until nothing is due."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.started_at = clock.now()
        self.stopping = threading.Event()
        self.open: dict[str, Channel] = {}
        self.paused: dict[str, ChannelPause] = {}
        self.pace: dict[str, int] = {}
        self.shelf = actions.Shelf()
        self._beaten_at = float("-inf")

    # The loop

    def run(self) -> None:
        """Works until `stop`; a full disk or a database that is away only makes it wait."""
        log.info("Worker %s started.", self.name)
        warm_up()
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
        """A turn for each channel that has something due; the most urgent rows of each first."""
        self.paused = {pause.channel: pause for pause in queries.paused_channels()}
        sent = [self.send_along(kind) for kind in queries.open_kinds()]
        return any(sent)

    def send_along(self, kind: Kind) -> bool:
        """One turn of one channel: short, so that an urgent message never waits long."""
        if self.stopping.is_set() or self._is_shut(kind.name):
            return False
        shut = kind.name in self.paused
        limit = actions.allowed(kind.name, 1 if shut else self.pace.get(kind.name, FIRST_BATCH))
        parcels = actions.claim(self.name, kind.name, limit.count, self.shelf)
        if not parcels:
            limit.give_back(limit.count)
            self._close_channel(kind.name)
            return False
        turn = Turn(self, kind.name)
        try:
            self._channel(kind).send(parcels, turn)
        finally:
            left = actions.release(parcels, self.name)
            limit.give_back(limit.count - len(parcels) + left)
        self._set_pace(kind.name, len(parcels), left, turn)
        self._note_health(kind.name, turn)
        return left < len(parcels)

    def _set_pace(self, channel: str, claimed: int, left: int, turn: Turn) -> None:
        """As many at once as fit well in a turn."""
        pace = self.pace.get(channel, FIRST_BATCH)
        if left:
            self.pace[channel] = max(FIRST_BATCH, claimed - left)
        elif claimed >= pace and turn.share_used() < 0.5:
            self.pace[channel] = min(pace * 2, LARGEST_BATCH)

    def _note_health(self, channel: str, turn: Turn) -> None:
        if turn.broken:
            self.paused[channel] = pause = actions.pause(channel, turn.broken)
            until = timezone.localtime(pause.until).strftime("%H:%M:%S")
            log.warning("%s is out of order until %s: %s", channel, until, turn.broken)
        elif turn.works and channel in self.paused:
            self.insist(partial(actions.resume, channel))
            del self.paused[channel]
            log.info("%s works again.", channel)

    def _is_shut(self, name: str) -> bool:
        left = self.paused[name].until - clock.now() if name in self.paused else timedelta(0)
        return timedelta(0) < left <= actions.LONGEST_CHANNEL_PAUSE  # more: the clock was put back

    def insist(self, write: Callable[[], T]) -> T:
        """What happened outside is written down however long the database is away; giving up
        would make the row uncertain."""
        wait = 0.2
        while True:
            try:
                return write()
            except DATABASE_ERRORS as error:
                if self.stopping.is_set() and wait > 5:
                    raise
                log.error("Not written down yet, trying again: %s", _in_short(error))
                self._forget_connections()
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    # Small things

    def _channel(self, kind: Kind) -> Channel:
        if kind.name not in self.open:
            self.open[kind.name] = kind.opens()
        return self.open[kind.name]

    def _close_channel(self, name: str) -> None:
        if name in self.open:
            self.open.pop(name).close()

    def _close_channels(self) -> None:
        for name in list(self.open):
            self._close_channel(name)

    @staticmethod
    def _forget_connections() -> None:
        if not connection.in_atomic_block:
            connection.close()


def warm_up() -> None:
    """Loads what is loaded once, before a message waits for it: the channels, and every address of
    the site that a message may point to."""
    kinds()
    for locale in LOCALES:
        with translation.override(locale):
            reverse("delivery:sent")


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
