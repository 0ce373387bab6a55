"""Several conversations with one relay beside each other, in one thread.

Owns: who waits for what, time-outs, the ledger's steps for all lines together, and what a broken
line means for the mail that was on it. Refuses: choosing a relay.
"""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import time
from collections.abc import Sequence

from helder.delivery.channels.mail.smtp.line import (
    CUT_OFF,
    NO_ANSWER,
    Closing,
    Line,
    Wants,
    Withdrawn,
)
from helder.delivery.channels.mail.smtp.relay import Address, Relay
from helder.delivery.channels.mail.smtp.replies import Broken, OutOfOrder, Reply, Unfit
from helder.delivery.channels.mail.smtp.work import Job, Work
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.parcels import Outcome

log = logging.getLogger(__name__)

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
WAITING = (Wants.CONNECTED, Wants.HANDSHAKE, Wants.REPLY)
MAILS_PER_LINE = 10
"""A few mails go over one line; more are opened as there is more to send."""
HANG_UPS = 4
"""So many lines that break after each other, without one answer to a mail: it is the server."""
LONGEST_LOOK = 1.0
GATHER, GATHER_ANSWERS = 0.002, 0.02
"""Seconds that a step of the ledger waits for other lines, so that one transaction serves several:
while a line waits to send, and while there are only answers to write down."""
SLOW_STEP = 0.002
"""Seconds; a database that takes longer (it waits for its disk) gets fewer and larger steps."""
FOR_EVER = float("inf")
LOST = (Broken, OutOfOrder, OSError, StopIteration)


class Lines:
    """The lines to one relay; kept open from one `send` to the next."""

    def __init__(self, relay: Relay, most: int) -> None:
        self.relay = relay
        self.most = most
        self.trouble = ""
        self.has_answered = False
        """Whether the server gave its answer about a mail in this turn."""
        self._lines: list[Line] = []
        self._selector = selectors.DefaultSelector()
        self._watched: dict[Line, tuple[socket.socket, int]] = {}
        self._deadlines: dict[Line, float] = {}
        self._hang_ups = 0
        self._gathering_since = 0.0
        self._step_takes = 0.0
        self._work: Work | None = None
        self._context: ssl.SSLContext | None = None
        self._addresses: list[Address] = []

    def send(self, work: Work) -> str:
        """Sends what it can; why this relay is out of order, or "". What was begun has its
        outcome in the ledger; the rest is in the queue again. A line that is still being opened
        when the turn is over is there for the next turn."""
        self.has_answered = False
        self._work, self.trouble, self._hang_ups = work, "", 0
        self._gathering_since = 0.0
        try:
            self._listen(0)
            while self._go_on(work):
                self._listen(self._longest_wait())
                self._settle(work)
            self._settle(work, at_once=True)
        except BaseException:
            self._drop_all()
            raise
        finally:
            self._work = None
        return self.trouble

    def close(self) -> None:
        """Says goodbye on all lines; never raises."""
        open_lines = [line for line in self._lines if line.is_open]
        for line in open_lines:
            line.wire.goodbye()
        end = time.monotonic() + 1
        for line in open_lines:
            line.wire.wait_for_end(max(0.0, end - time.monotonic()))
        self._drop_all()
        self._selector.close()

    # What a line asks (line.Desk)

    def take(self) -> Job | None:
        """The next mail, as long as this relay works and the turn lasts."""
        return None if self.trouble or self._work is None else self._work.take()

    def report(self, outcome: Outcome) -> None:
        """The server gave an answer about one mail, so it works."""
        self._hang_ups, self.has_answered = 0, True
        if self._work is not None:
            self._work.done.append(outcome)

    # The loop

    def _go_on(self, work: Work) -> bool:
        """Sets idle lines to work and opens more; False when nothing is left to wait for."""
        work.look_up()
        for line in [line for line in self._lines if line.wants is Wants.WORK]:
            if not work.has_more or self.trouble:
                break
            if job := line.take():
                self._advance(line, job)
        more = work.has_more and not self.trouble
        if more:
            self._open_lines(work)
        busy = any(line.job or line.begun for line in self._lines)
        return busy or (more and bool(self._lines) and not self.trouble)

    def _open_lines(self, work: Work) -> None:
        """One first; more when that one works."""
        working = any(line.is_open for line in self._lines)
        wanted = min(self.most, 1 + work.size // MAILS_PER_LINE) if working else 1
        while len(self._lines) < wanted and not self.trouble:
            self._open()

    def _open(self) -> None:
        try:
            if not self._lines:  # the name may lead elsewhere by now
                self._addresses = self.relay.addresses()
            line = Line(self.relay, self._addresses, self._encryption(), self)
        except OSError as error:
            self._stop(error)
            return
        self._lines.append(line)
        self._advance(line, None)

    def _encryption(self) -> ssl.SSLContext | None:
        """Made once, and only for a relay that needs it: reading all signers takes a while."""
        if self._context is None and (self.relay.tls or self.relay.starttls):
            self._context = ssl.create_default_context()
        return self._context

    def _longest_wait(self) -> float:
        first = min(self._deadlines.values(), default=FOR_EVER)
        if self._gathering_since:
            first = min(first, self._gathering_since + GATHER)
        return max(0.0, min(LONGEST_LOOK, first - time.monotonic()))

    def _listen(self, seconds: float) -> None:
        for key, mask in self._selector.select(seconds):
            if key.data in self._watched:
                self._hear(key.data, mask)
        now = time.monotonic()
        for line in [line for line, end in self._deadlines.items() if end <= now]:
            self._silence(line)

    def _hear(self, line: Line, mask: int) -> None:
        try:
            replies = self._exchange(line, mask)
        except LOST as error:
            self._lost(line, error)
            return
        for reply in replies:
            if line.wants is not Wants.REPLY:
                self._lost(line, Closing(reply.text))
                return
            self._advance(line, reply)
            if line not in self._deadlines:
                return
        if line.wire.trouble and line in self._deadlines:
            self._lost(line, line.wire.trouble)
        self._watch(line)

    def _exchange(self, line: Line, mask: int) -> Sequence[Reply]:
        """Moves bytes as far as they go; the answers that came in."""
        if line.wants is Wants.HANDSHAKE and not line.wire.shake():
            return ()
        if line.wants in (Wants.CONNECTED, Wants.HANDSHAKE):
            self._advance(line, None)
            return ()
        if mask & WRITE:
            line.wire.flush()
            self._set_deadline(line)
        return line.wire.read() if mask & READ else ()

    def _advance(self, line: Line, what: object) -> None:
        """Goes on with the script; a script that ends in an error has lost its line."""
        try:
            line.wants = line.script.send(what)
        except LOST as error:
            self._lost(line, error)
            return
        self._set_deadline(line)
        self._watch(line)

    def _set_deadline(self, line: Line) -> None:
        waits = line.wants in WAITING
        self._deadlines[line] = time.monotonic() + line.patience if waits else FOR_EVER

    def _silence(self, line: Line) -> None:
        error = Broken(f"It did not answer within {line.patience:.0f} s.")
        if line.wants is not Wants.CONNECTED:
            self._lost(line, error)
            return
        try:  # its next address may answer
            line.wants = line.script.throw(error)
        except LOST as last:
            self._lost(line, last)
            return
        self._set_deadline(line)
        self._watch(line)

    def _watch(self, line: Line) -> None:
        """Keeps the selector in step with the line's socket and with what it waits for."""
        if line not in self._deadlines:
            return
        mask = WRITE if line.wants is Wants.CONNECTED else READ
        if line.wire.wants_to_write:
            mask |= WRITE
        known = self._watched.get(line)
        if known == (line.wire.sock, mask):
            return
        if known and known[0] is line.wire.sock:
            self._selector.modify(line.wire.sock, mask, line)
        else:
            if known:
                self._selector.unregister(known[0])
            self._selector.register(line.wire.sock, mask, line)
        self._watched[line] = (line.wire.sock, mask)

    def _settle(self, work: Work, *, at_once: bool = False) -> None:
        """One step of the ledger for all lines that have something to say or to ask."""
        asking = [
            (line, line.job.parcel)
            for line in self._lines
            if line.wants is Wants.LEAVE and line.job
        ]
        if not (asking or work.done) or not (at_once or self._is_time(len(asking))):
            return
        self._gathering_since = 0.0
        began = time.monotonic()
        going = work.step([parcel for _line, parcel in asking])
        self._step_takes += (time.monotonic() - began - self._step_takes) / 4
        for line, parcel in asking:
            self._advance(line, parcel.pk in going)

    def _is_time(self, asking: int) -> bool:
        """Whether half of the lines that work are asking (all of them where a step takes long), or
        one has waited long enough. An answer may wait for the next question of its line: there is
        still one row in doubt for each."""
        busy = sum(1 for line in self._lines if line.job or line.begun)
        slow = self._step_takes > SLOW_STEP
        if asking >= (busy if slow else busy / 2):
            return True
        now = time.monotonic()
        self._gathering_since = self._gathering_since or now
        longest = max(GATHER, min(self._step_takes, GATHER_ANSWERS)) if asking else GATHER_ANSWERS
        return now - self._gathering_since >= longest

    # Trouble

    def _lost(self, line: Line, error: BaseException) -> None:
        """A line is gone. What was begun on it is doubtful, or never left; what was announced is
        tried once more over another line."""
        self._drop(line)
        if isinstance(error, Withdrawn):
            return
        if not line.is_open:
            self._not_opened(error)
            return
        if line.begun:
            self._doubt(line.begun, left=line.body_left)
        if line.job and line.begun:  # its turn had not come yet
            self._back(line.job)
        elif line.job:
            self._once_more(line, line.job, error)
        if line.begun or line.job or isinstance(error, OutOfOrder):
            self._count(error)

    def _count(self, error: BaseException) -> None:
        self._hang_ups += 1
        if isinstance(error, OutOfOrder) or self._hang_ups >= HANG_UPS:
            self._stop(error)

    def _not_opened(self, error: BaseException) -> None:
        """Where other lines are open, the server allows no more than these."""
        others = sum(line.is_open for line in self._lines)
        if others:
            log.info("%s takes %s lines at once: %s", self.relay.place, others, error)
            self.most = others
        else:
            self._stop(error)

    def _doubt(self, job: Job, *, left: bool) -> None:
        assert self._work is not None  # noqa: S101 - only while sending is anything begun
        trouble = Trouble.UNKNOWN if left else Trouble.ROW
        error = ChannelError(NO_ANSWER if left else CUT_OFF, permanent=False, trouble=trouble)
        self._work.done.append(Outcome(job.parcel, error=error))

    def _once_more(self, line: Line, job: Job, error: BaseException) -> None:
        """The second time that the server hangs up over the same recipient, that one waits."""
        assert self._work is not None  # noqa: S101 - only while sending is anything announced
        itself = isinstance(error, OutOfOrder)
        if job.tries and not itself and (line.stage == "MAIL" or isinstance(error, Closing)):
            self._stop(error)
            itself = True
        if itself:
            self._back(job)
        elif job.tries:
            failed = ChannelError(self._note(error), permanent=False)
            self._work.done.append(Outcome(job.parcel, error=failed))
        else:
            self._work.again(job)

    def _back(self, job: Job) -> None:
        assert self._work is not None  # noqa: S101 - only while sending is anything announced
        self._work.back(job)

    def _stop(self, error: BaseException) -> None:
        self.trouble = self.trouble or self._note(error)

    def _note(self, error: BaseException) -> str:
        if isinstance(error, Unfit):
            return str(error)
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return f"{self.relay.place}: {said}"[:300]

    def _drop(self, line: Line) -> None:
        known = self._watched.pop(line, None)
        if known:
            self._selector.unregister(known[0])
        self._deadlines.pop(line, None)
        self._lines.remove(line)
        line.script.close()
        if hasattr(line, "wire"):
            line.wire.close()

    def _drop_all(self) -> None:
        for line in list(self._lines):
            self._drop(line)
