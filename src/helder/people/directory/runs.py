"""A run of a directory: begun, looked at, confirmed, brought in, forgotten.

Owns: the states of a run, who has it in hand, and what is told of it. A process that dies in the
middle leaves it to the next one; beginning again ends the same.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.directory import intake, pieces
from helder.people.directory.csvfile import Row, read
from helder.people.directory.fields import Refused
from helder.people.directory.intake import Order, Stopped, TooManyLeave
from helder.people.directory.merging import CSV, LDAP
from helder.people.directory.records import DirectoryRun
from helder.people.directory.tally import Tally
from helder.people.models import Person

log = logging.getLogger(__name__)

State, Way = DirectoryRun.State, DirectoryRun.Way
ABANDONED = timedelta(minutes=2)
TRIES = 3
KEPT_DAYS = 7
IN_HAND = (State.LOOKING, State.WORKING)
OPEN = (State.WAITING, State.LOOKING, State.ASKS, State.ORDERED, State.WORKING)
LINE_LIMIT = 2000


class NotNow(Exception):
    """The run is in another state by now."""


class Interrupted(Exception):
    """The process must stop; the run goes to the next one."""


# Begun


@transaction.atomic
def begin_file(name: str, chunks: Iterable[bytes], complete: bool, *, by: Person) -> DirectoryRun:
    """A file to look at, in the background."""
    run = DirectoryRun.objects.create(
        source=CSV, way=Way.DESK, name=name[:120], complete=complete, by=by, made_at=clock.now()
    )
    run.size = pieces.save(run, pieces.ROWS, chunks)
    run.save(update_fields=["size"])
    return run


@transaction.atomic
def begin_ldap(way: str, *, by: Person | None) -> DirectoryRun:
    """LDAP, to look at in the background; what still waited of earlier times is set aside."""
    waiting = (State.ASKS, State.WAITING, State.STOPPED)
    DirectoryRun.objects.filter(source=LDAP, state__in=waiting).update(state=State.DROPPED)
    return DirectoryRun.objects.create(
        source=LDAP, way=way, complete=True, by=by, made_at=clock.now()
    )


# Decided


def confirm(run: DirectoryRun, *, by: Person, leavers_allowed: int | None = None) -> None:
    """It may be done, with at most so many leavers. Raises NotNow."""
    fits = DirectoryRun.objects.filter(pk=run.pk, state__in=(State.ASKS, State.STOPPED))
    allowed = leavers_allowed if run.complete else None
    if not can_go(run) or not fits.update(
        state=State.ORDERED, by=by, leavers_allowed=allowed, done=0, tries=0, note="",
        ended_at=None,
    ):  # fmt: skip
        raise NotNow


def can_go(run: DirectoryRun) -> bool:
    """Whether somebody can still say that it must be done."""
    stopped = run.state == State.STOPPED and run.complete and bool(run.counts.get("left"))
    return (run.state == State.ASKS or stopped) and run.pieces.filter(kind=pieces.ROWS).exists()


def drop(run: DirectoryRun) -> None:
    """It is not brought in, and what was kept of it goes. Raises NotNow."""
    left = DirectoryRun.objects.filter(pk=run.pk, state__in=(State.ASKS, State.STOPPED))
    if not left.update(state=State.DROPPED, examples={}, ended_at=clock.now()):
        raise NotNow
    run.pieces.all().delete()


# Done


def waits() -> bool:
    """Whether there is a run to carry out now."""
    return bool(_takeable().exists())


def _takeable() -> Any:
    silent = Q(seen_at=None) | Q(seen_at__lt=clock.now() - ABANDONED)
    ready = Q(state__in=(State.WAITING, State.ORDERED)) | Q(state__in=IN_HAND) & silent
    return DirectoryRun.objects.filter(ready).order_by("made_at", "pk")


def work(stop: Callable[[], bool] = lambda: False) -> int:
    """Carries out what waits, one after the other, until `stop`. How many."""
    count = 0
    while not stop() and (run := _claim()) is not None:
        with suppress(Interrupted):
            carry_out(run, stop)
            count += 1
    return count


def _claim() -> DirectoryRun | None:
    """The first one that waits, for this process alone."""
    run = _takeable().first()
    if run is None:
        return None
    goes = run.state in (State.ORDERED, State.WORKING)
    mine = secrets.token_hex(8)
    changed = DirectoryRun.objects.filter(
        pk=run.pk, state=run.state, holder=run.holder, seen_at=run.seen_at
    ).update(
        state=State.WORKING if goes else State.LOOKING, holder=mine, seen_at=clock.now(),
        tries=F("tries") + 1, done=0,
    )  # fmt: skip
    return DirectoryRun.objects.get(pk=run.pk) if changed else None


def carry_out(run: DirectoryRun, stop: Callable[[], bool] = lambda: False) -> None:
    """The run in hand, to the end of its stage; what comes of it is kept with it."""
    try:
        if run.tries > TRIES:
            raise Refused(_("It broke off three times."))
        if run.state == State.LOOKING:
            _look(run, stop)
        else:
            _go(run, stop, None)
    except Interrupted:
        DirectoryRun.objects.filter(pk=run.pk, holder=run.holder).update(
            seen_at=None, tries=F("tries") - 1
        )
    except Stopped as why:
        _end(run, State.STOPPED, why)
    except Refused as why:
        _end(run, State.FAILED, why)
    except Exception as error:
        log.exception("Run %s of a directory broke off.", run.pk)
        broken = Refused(_("It broke off: %(why)s"), why=type(error).__name__)
        _end(run, State.FAILED, broken)


def _look(run: DirectoryRun, stop: Callable[[], bool]) -> None:
    if run.source == LDAP:
        from helder.people.directory import ldap  # its library takes its time

        pulse = _Pulse(run, stop)
        run.size = pieces.save(run, pieces.ROWS, ldap.lines(lambda: pulse(0)))
        run.save(update_fields=["size"])
    with _Refused(run) as refused:
        tally = intake.look(rows(run), order(run), keep=refused.keep, progress=_Pulse(run, stop))
    _keep(run, tally)
    if run.way == Way.NIGHTLY:
        intake.plausible(tally, order(run))
        run.state = State.WORKING
        _go(run, stop, tally)
    else:
        _set(run, state=State.ASKS)


def _go(run: DirectoryRun, stop: Callable[[], bool], looked: Tally | None) -> None:
    _set(run, state=State.WORKING, done=0)
    twice = run.complete and looked is None
    with _Refused(run) as refused:
        tally = intake.bring_in(
            lambda: rows(run), order(run), keep=refused.keep,
            progress=_Pulse(run, stop, part=2 if twice else 1), looked=looked,
        )  # fmt: skip
    _keep(run, tally)
    run.pieces.filter(kind=pieces.ROWS).delete()
    _end(run, State.DONE, None)


def order(run: DirectoryRun) -> Order:
    """What is asked, as intake understands it."""
    return Order(run.source, run.complete, run.leavers_allowed)


def rows(run: DirectoryRun) -> Iterator[Row]:
    """The rows of the run's file."""
    return read(pieces.lines(run, pieces.ROWS))


class _Pulse:
    """Progress, told at most once a second, which is a sign of life as well."""

    def __init__(self, run: DirectoryRun, stop: Callable[[], bool], part: int = 1) -> None:
        self.run, self.stop, self.part = run, stop, part
        self.done, self.told = 0, time.monotonic()

    def __call__(self, size: int) -> None:
        self.done += size
        if self.stop():
            raise Interrupted
        if time.monotonic() - self.told >= 1:
            self.told = time.monotonic()
            _set(self.run, done=self.done // self.part, seen_at=clock.now())


def _set(run: DirectoryRun, **values: Any) -> None:
    """Changes the run while it is ours. Raises Interrupted when another process took it."""
    for name, value in values.items():
        setattr(run, name, value)
    if not DirectoryRun.objects.filter(pk=run.pk, holder=run.holder).update(**values):
        raise Interrupted


class _Refused:
    """Keeps the refused rows with the run, so that they can be fetched in any language."""

    def __init__(self, run: DirectoryRun) -> None:
        self.writer = pieces.Writer(run, pieces.REFUSED)

    def keep(self, row: Row, why: Refused) -> None:
        """One more."""
        cells = [row.number, why.sentence, why.values, row.raw[:LINE_LIMIT]]
        self.writer.write(pieces.as_line(cells))

    def __enter__(self) -> _Refused:
        return self

    def __exit__(self, *_error: object) -> None:
        self.writer.close()


def _keep(run: DirectoryRun, tally: Tally) -> None:
    counts = {**tally.figures(), "noted": tally.counts["noted"]}
    _set(run, counts=counts, examples=tally.examples, before=tally.before)


def _end(run: DirectoryRun, state: str, why: Refused | None) -> None:
    if isinstance(why, TooManyLeave):
        run.counts = {**run.counts, "left": why.count}
    _set(
        run, state=state, counts=run.counts, ended_at=clock.now(), done=run.size,
        note=why.sentence if why else "", values=why.values if why else {},
    )  # fmt: skip
    note_in_journal(run)


def keep_command(
    source: str, name: str, order: Order, came: Tally | Refused, began: datetime
) -> None:
    """What somebody did with a command stands in the history too."""
    tally = came if isinstance(came, Tally) else Tally()
    run = DirectoryRun(
        source=source, way=Way.COMMAND, name=name[:120], complete=order.complete,
        leavers_allowed=order.leavers_allowed, counts=tally.figures(), examples=tally.examples,
        before=tally.before, made_at=began, ended_at=clock.now(), state=State.DONE,
    )  # fmt: skip
    if isinstance(came, Refused):
        run.state, run.note, run.values = State.STOPPED, came.sentence, came.values
    run.save()
    note_in_journal(run)


def note_in_journal(run: DirectoryRun) -> None:
    """One row per run, with its figures."""
    by: Actor | None = run.by if run.way == Way.DESK else None
    subject = f"file:{run.name}"[:120] if run.source == CSV else f"directory:{run.source}"
    figures = {name: count for name, count in run.counts.items() if name != "noted"}
    if run.state == State.DONE:
        record("people.imported", subject, by=by, **figures)
    else:
        record("people.import_stopped", subject, by=by, why=run.note % run.values, **figures)


# Forgotten


def forget() -> int:
    """What was kept of the people in old runs goes; their figures stay a while for the history."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    old = DirectoryRun.objects.filter(made_at__lt=before)
    old.filter(state__in=OPEN).update(state=State.DROPPED, ended_at=clock.now())
    cleared = old.exclude(examples={}).update(examples={})
    for run in old.filter(pieces__isnull=False).distinct():
        run.pieces.all().delete()
    return (
        cleared + DirectoryRun.objects.filter(made_at__lt=before - timedelta(days=365)).delete()[0]
    )
