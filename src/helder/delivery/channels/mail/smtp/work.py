"""What is to be sent in one turn: parcels in, mails to hand over, outcomes to write down.

Owns: the queue, and each step of the ledger. Refuses: any socket.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Ledger, Outcome, Parcel

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """One mail as the server gets it. `tries`: how often a line broke before it could go."""

    parcel: Parcel
    sender: str
    recipient: str
    message: bytes
    tries: int = 0

    @property
    def needs_utf8(self) -> bool:
        """Whether an address is beyond ASCII, so that the server must offer SMTPUTF8."""
        return not (self.recipient.isascii() and self.sender.isascii())


Make = Callable[[Parcel], Job]
"""Makes the mail of one parcel; raises ChannelError when it cannot be made."""


class Work:
    """One turn's parcels. `halt` is set when something is wrong for all of them."""

    def __init__(self, parcels: Iterable[Parcel], make: Make, ledger: Ledger) -> None:
        self.queue = deque(parcels)
        self.size = len(self.queue)
        self.done: list[Outcome] = []
        self.going = True
        self._make = make
        self._ledger = ledger
        self._tries: Counter[int] = Counter()

    @property
    def has_more(self) -> bool:
        """Whether something new may be begun."""
        return self.going and bool(self.queue)

    def look_up(self) -> None:
        """Asks whether the turn is over."""
        self.going = self.going and self._ledger.may_go_on()

    def take(self) -> Job | None:
        """The next mail, built; None when nothing new is to be begun. What cannot be built gets
        its outcome here."""
        while self.has_more:
            parcel = self.queue.popleft()
            try:
                job = self._make(parcel)
                job.tries = self._tries[parcel.pk] if self._tries else 0
            except ChannelError as error:
                self._cannot(parcel, error)
            except Exception as error:
                log.exception("The mail of delivery %s cannot be made.", parcel.pk)
                note = f"{type(error).__name__}: {error}"
                self._cannot(parcel, ChannelError(note, permanent=False))
            else:
                return job
        return None

    def _cannot(self, parcel: Parcel, error: ChannelError) -> None:
        self.done.append(Outcome(parcel, error=error))
        if error.trouble is Trouble.CHANNEL:
            self.going = False

    def again(self, job: Job) -> None:
        """Puts back what did not go because its line broke."""
        self._tries[job.parcel.pk] += 1
        self.queue.appendleft(job.parcel)

    def back(self, job: Job) -> None:
        """Puts back what is not to blame."""
        self.queue.appendleft(job.parcel)

    def step(self, begin: list[Parcel]) -> set[int]:
        """Writes down what was done; the keys of those of `begin` that may go."""
        done, self.done = self.done, []
        return {parcel.pk for parcel in self._ledger.step(done, begin)}
