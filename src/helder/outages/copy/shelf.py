"""The pages that this process holds, and which of them may still be given out.

Owns: the rule of how old a page may be. Refuses: making pages (keeper.py) and HTTP (front.py).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from helder.outages.copy.held import Held

MOST = 1_200
TURN_GRACE = 0.6
"""So many seconds a page may still be given out while what is new is being put into it."""
TICK_GRACE = 45.0
"""So many seconds when only the minute is another: "in 12 minutes" is kept true by a script."""
BLIND_SECONDS = 4.0
"""Without a look at the database for so long, nothing that is held is given out."""
NO_TICK = -1
"""Of what holds no times in words."""

Key = tuple[str, str, str]
"""Path, query, language."""


class Shelf:
    """Pages by address and language. `turn` goes up whenever readers would see something else,
    `tick` with each minute."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.turn, self.tick = 0, 0
        self.turned_at: dict[int, float] = {}
        self.ticked_at = float("-inf")
        self.seen_at = float("-inf")
        self.address = "nl"
        self.pages: OrderedDict[Key, Held] = OrderedDict()
        self.lock = threading.Lock()

    def seen(self, address: str) -> None:
        """The database was asked just now; `address` is the organisation's form of address."""
        self.seen_at = time.monotonic()
        self.address = address

    @property
    def is_blind(self) -> bool:
        """Whether it does not know what readers should see now."""
        return time.monotonic() - self.seen_at > BLIND_SECONDS

    @property
    def blind_for(self) -> float:
        """How many seconds it has not known; nothing as long as it never did."""
        return time.monotonic() - self.seen_at if self.turn else 0.0

    def next_turn(self) -> None:
        """From now on readers see something else."""
        self.turned_at = {self.turn: time.monotonic(), **dict(list(self.turned_at.items())[:50])}
        self.turn += 1

    def next_tick(self) -> None:
        """A minute went by."""
        self.ticked_at = time.monotonic()
        self.tick += 1

    def follow(self, turn: int, tick: int) -> None:
        """Another process asked the database just now, and this is where it stands."""
        self.seen(self.address)
        if turn != self.turn:
            self.next_turn()
            self.turn = turn
        if tick != self.tick:
            self.next_tick()
            self.tick = tick

    def get(self, key: Key) -> Held | None:
        """The page, when it may be given out."""
        page = self.pages.get(key)
        if page is None:
            return None
        if self.is_blind:
            return None
        now = time.monotonic()
        if page.turn != self.turn and now - self.turned_at.get(page.turn, 0.0) > TURN_GRACE:
            return None
        if page.tick not in (self.tick, NO_TICK) and self._is_past(page, now):
            return None
        return page

    def put(self, key: Key, page: Held) -> None:
        """Keeps it, unless a newer one is there; the oldest goes when there are too many."""
        with self.lock:
            before = self.pages.get(key)
            if before is not None and (before.turn, before.tick) > (page.turn, page.tick):
                return
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > self.most:
                self.pages.popitem(last=False)

    def _is_past(self, page: Held, now: float) -> bool:
        return page.tick < self.tick - 1 or now - self.ticked_at > TICK_GRACE
