"""Keeps the pages of this process as they should be: asks the database, makes anew what changed.

Owns: one thread of the web process. It asks five times a second (and at once when this process
itself changed something), so what another machine published is here within a second, and a worker
that is dead holds nothing back.
"""

from __future__ import annotations

import logging
import threading
import time
import zoneinfo
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.copy import asking, bell, listing, pulse
from helder.outages.copy.held import Held, hold
from helder.outages.copy.shelf import NO_TICK, Key, Shelf

log = logging.getLogger(__name__)

EVERY = 0.2
AWAY = (DatabaseError, InterfaceError)
Told = Callable[[str], None]


class Keeper:
    """Fills a shelf. `told(beat)` is called after each look that found something new."""

    def __init__(self, shelf: Shelf, told: Told) -> None:
        self.shelf, self.told = shelf, told
        self.beat = ""
        self.day_and_minute = ("", "")
        self.asked_at = float("-inf")
        self.is_away = False

    def start(self) -> None:
        """Begins, until the process ends."""
        threading.Thread(target=self.run, name="status-keeper", daemon=True).start()

    def run(self) -> None:
        """Looks again and again; a database that is away only makes it wait."""
        while True:
            try:
                self.look()
                self.is_away = False
            except AWAY as error:
                self._say_once(error)
                close_old_connections()
            except Exception:
                log.exception("The status page could not be held in memory.")
                time.sleep(1)
            bell.wait(EVERY)

    def look(self) -> None:
        """Asks once, and makes the pages anew when they would be different."""
        while self._is_new():
            with bell.hurry():
                done = self._renew()
            if done:
                self.told(self.beat)

    def make(self, key: Key, *, is_page: bool = True) -> Held | None:
        """Makes one page and keeps it; None when it is not the same for everybody."""
        turn, tick = self.shelf.turn, self.shelf.tick if is_page else NO_TICK
        path, query, language = key
        answer = asking.ask(path, language, query)
        if not answer.is_for_all:
            return None
        page = hold(answer.headers, answer.body, turn=turn, tick=tick)
        self.shelf.put(key, page)
        return page

    def _is_new(self) -> bool:
        """Whether there is another beat or another minute since the last time."""
        with timezone.override(zoneinfo.ZoneInfo(current().time_zone)):
            local = timezone.localtime(clock.now())
        moment = (f"{local:%Y-%m-%d}", f"{local:%H:%M}")
        beat = pulse.beat()
        self.asked_at = time.monotonic()
        self.shelf.seen(current().address)
        turned = beat != self.beat or moment[0] != self.day_and_minute[0]
        ticked = turned or moment != self.day_and_minute
        self.beat, self.day_and_minute = beat, moment
        if turned:
            self.shelf.next_turn()
        if ticked:
            self.shelf.next_tick()
        return ticked

    def _renew(self) -> bool:
        """Makes anew what is hot; False when in the meantime something changed again."""
        for address, language in listing.in_order(listing.hot()):
            if time.monotonic() - self.asked_at > EVERY and self._changed_meanwhile():
                return False
            self._make_if_old((address.path, "", language), address.is_page)
        return True

    def _make_if_old(self, key: Key, is_page: bool) -> None:
        """One page that fails (a fault in one template) leaves the others in peace."""
        before = self.shelf.pages.get(key)
        same_turn = before is not None and before.turn == self.shelf.turn
        if same_turn and before is not None and before.tick in (self.shelf.tick, NO_TICK):
            return
        try:
            self.make(key, is_page=is_page)
        except AWAY:
            raise
        except Exception:
            log.exception("The page %s could not be held in memory.", key[0])

    def _changed_meanwhile(self) -> bool:
        beat = pulse.beat()
        self.asked_at = time.monotonic()
        self.shelf.seen(current().address)
        return beat != self.beat

    def _say_once(self, error: Exception) -> None:
        if not self.is_away:
            log.error("The status page waits for the database: %s", str(error).split("\n")[0])
        self.is_away = True
