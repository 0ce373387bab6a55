"""A channel that hands over one parcel at a time: what a simple channel builds on.

Owns: the ledger's steps round one call to the outside, several calls at once. Refuses: knowing any
outside. A subclass writes `deliver`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Ledger, Outcome, Parcel

log = logging.getLogger(__name__)


class OneByOne:
    """Sends parcels with at most `at_once` calls to the outside at the same time."""

    at_once = 4

    def prepare(self, parcel: Parcel) -> object:
        """What must come from the database, asked before any call goes out; given to `deliver`."""
        return None

    def deliver(self, parcel: Parcel, prepared: object) -> str:
        """Hands one parcel over; the answer for the note. Raises ChannelError. Runs in a thread,
        so it must not touch the database."""
        raise NotImplementedError

    def send(self, parcels: Sequence[Parcel], ledger: Ledger) -> None:
        """Groups of `at_once`, each in one step of the ledger."""
        waiting = iter(parcels)
        done: list[Outcome] = []
        with ThreadPoolExecutor(self.at_once) as pool:
            while ledger.may_go_on() and (some := list(islice(waiting, self.at_once))):
                going = ledger.step(done, some)
                ready = [(parcel, self.prepare(parcel)) for parcel in going]
                done = list(pool.map(self._outcome, ready))
                if any(o.error and o.error.trouble is Trouble.CHANNEL for o in done):
                    break
        ledger.step(done, ())

    def _outcome(self, ready: tuple[Parcel, object]) -> Outcome:
        parcel, prepared = ready
        try:
            return Outcome(parcel, self.deliver(parcel, prepared))
        except ChannelError as error:
            return Outcome(parcel, error=error)
        except Exception as error:
            log.exception("Delivery %s could not be sent.", parcel.pk)
            note = f"{type(error).__name__}: {error}"
            return Outcome(
                parcel, error=ChannelError(note, permanent=False, trouble=Trouble.UNKNOWN)
            )

    def close(self) -> None:
        """Nothing is held open."""
