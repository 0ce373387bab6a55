"""A whole directory brought in: joiners, movers and leavers, however many.

Owns: the order of things. A complete directory is first looked at from beginning to end; only when
what would happen is plausible, it is done, lot by lot. Refuses: taking an empty or halved
directory for the truth.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from helder.kit import clock
from helder.people.directory import tally as kinds
from helder.people.directory.csvfile import Row
from helder.people.directory.fields import Fields, Refused, check
from helder.people.directory.known import Known, Renumbered, Taken
from helder.people.directory.lots import Lots, Plan, Step
from helder.people.directory.seen import Seen
from helder.people.directory.tally import Keep, Tally
from helder.people.models import Person
from helder.people.permissions import ADMINISTRATOR

LOT = 2000
TURN_OF_OTHERS = 0.12
"""Seconds between two lots in which whoever waits to write gets a turn: the embedded database looks
every tenth of a second, and news of an outage must not wait for an import."""
SHARE, AT_LEAST = 0.2, 10
MOST_BLOCKED = 5000
ADDRESS = re.compile(r"[^\s,;\"'<>]+@[^\s,;\"'<>]+")

Progress = Callable[[int], None]


class Stopped(Refused):
    """The run ends before anything changes."""


class TooManyLeave(Stopped):
    """More people would leave than is plausible; `count` of them."""

    def __init__(self, count: int, before: int) -> None:
        super().__init__(
            _("%(count)s of the %(before)s people would leave, so nothing was changed."),
            count=count,
            before=before,
        )
        self.count = count


@dataclass(frozen=True)
class Order:
    """What is asked: which directory, whether it is everybody, and how many may leave (None: as
    many as is plausible)."""

    source: str
    complete: bool = False
    leavers_allowed: int | None = None


def look(rows: Iterable[Row], order: Order, *, keep: Keep, progress: Progress) -> Tally:
    """What would happen, changing nothing. Raises Stopped when there is nobody in it."""
    return _Pass(order, keep, progress, writes=False).run(rows)


def plausible(tally: Tally, order: Order) -> None:
    """Whether so many leave. Raises TooManyLeave."""
    leaving, before = tally.counts[kinds.LEFT], tally.before
    few = leaving < AT_LEAST or leaving <= SHARE * before
    if not few if order.leavers_allowed is None else leaving > order.leavers_allowed:
        raise TooManyLeave(leaving, before)


def bring_in(
    read: Callable[[], Iterable[Row]],
    order: Order,
    *,
    keep: Keep,
    progress: Progress,
    looked: Tally | None = None,
) -> Tally:
    """Does it; `read` begins the directory anew, and `looked` is what `look` gave just now. Raises
    Stopped before anything changes."""
    if order.complete:
        looked = looked or look(read(), order, keep=lambda *_row: None, progress=progress)
        plausible(looked, order)
    return _Pass(order, keep, progress, writes=True).run(read())


class _Pass:
    """Once through the directory, looking or writing."""

    def __init__(self, order: Order, keep: Keep, progress: Progress, *, writes: bool) -> None:
        self.order, self.keep, self.progress, self.writes = order, keep, progress, writes
        self.tally, self.seen, self.lots = Tally(), Seen(), Lots(order.source)
        self.blocked: list[tuple[Row, Taken]] = []
        self.doubtful: list[Row] = []
        self.left_behind: set[str] = set()  # addresses that their holders leave

    def run(self, rows: Iterable[Row]) -> Tally:
        """From the first row to the last, then those that waited, then the leavers."""
        try:
            self._check_filled(self._take_all(iter(rows)))
            self._take_blocked()
            if self.order.complete:
                self._leave()
            self._name_the_new()
            return self.tally
        finally:
            self.seen.close()

    def _take_all(self, rows: Iterator[Row]) -> int:
        self.tally.before = self._members().count()
        count = 0
        while lot := list(islice(rows, LOT)):
            count += len(lot)
            self._take(self._once([row for row in lot if self._is_sound(row)]))
            self._spare()
            self.progress(sum(row.size for row in lot))
        return count

    def _name_the_new(self) -> None:
        """Departments, places and roles that were not there: also those of a slip of the pen."""
        for kind, names in self.lots.structure.fresh.items():
            for name in names:
                self.tally.add(kind, who=name)

    def _check_filled(self, count: int) -> None:
        if not count:
            raise Stopped(_("There is nobody in it, so nothing was changed."))
        if self.order.complete and count == self.tally.counts[kinds.REFUSED]:
            raise Stopped(_("Not one row of it can be used, so nothing was changed."))

    def _is_sound(self, row: Row) -> bool:
        try:
            if row.fields is None:
                raise row.wrong or Refused(_("it cannot be read"))
            check(row.fields)
        except Refused as refused:
            self._refuse(row, refused)
            return False
        return True

    def _once(self, rows: list[Row]) -> list[Row]:
        """The rows about somebody who did not come before."""
        keys: dict[str, int] = {}
        for row in rows:
            for key in _keys(row):
                keys.setdefault(key, row.number)
        first = self.seen.first(keys)
        fresh = []
        for row in rows:
            double = next((key for key in _keys(row) if first[key] != row.number), "")
            if double:
                sentence = _("%(text)s already stands on line %(line)s")
                self._refuse(row, Refused(sentence, text=double[1:], line=first[double]))
            else:
                fresh.append(row)
        return fresh

    def _refuse(self, row: Row, why: Refused) -> None:
        self.tally.refuse(row, why)
        self.keep(row, why)
        self.doubtful.append(row)

    def _spare(self) -> None:
        """Nobody leaves because the row about them is wrong."""
        rows, self.doubtful = self.doubtful, []
        if not self.order.complete or not rows:
            return
        said = [row.fields for row in rows if row.fields is not None]
        said += [Fields(a) for row in rows if row.wrong for a in ADDRESS.findall(row.raw)]
        known = Known(said, self.order.source)
        there = [*known.by_number.values(), *known.by_address.values()]
        self.seen.keep(person.pk for person in there)

    def _take(self, rows: list[Row]) -> None:
        """Plans, writes where there is something to write, and counts."""
        if not self.writes:
            self._count(self.lots.plan(rows))
            return
        plan = self.lots.write(rows)
        _breathe(plan.writes)
        self._count(plan)

    def _count(self, plan: Plan) -> None:
        for row, why in plan.refused:
            self._refuse(row, why)
        for row, taken in plan.blocked:
            self._wait(row, taken)
        for step in plan.steps:
            if "email" in step.changes and not step.new:
                self.left_behind.add(step.person.email)
            self.tally.add(_kind(step), who=step.fields.address, moves=self._moves(step))
            for name in self.lots.unknown(step):
                self.tally.add(kinds.NOTED, line=step.row.number, name=name)
        if self.order.complete:
            self.seen.keep(step.key for step in plan.steps if step.key)

    def _wait(self, row: Row, taken: Taken) -> None:
        if len(self.blocked) < MOST_BLOCKED:
            self.blocked.append((row, taken))
            self.lots.adopts = len(self.blocked) > MOST_BLOCKED - LOT
        else:
            self._refuse(row, taken)

    def _take_blocked(self) -> None:
        """Whoever gets the address of somebody who moves away further on in the file."""
        waiting, self.blocked = self.blocked, []
        while ready := [pair for pair in waiting if pair[1].address in self.left_behind]:
            waiting = [pair for pair in waiting if pair[1].address not in self.left_behind]
            self.left_behind -= {taken.address for _row, taken in ready}
            if self.writes:
                self._take([row for row, _taken in ready])
            else:
                self._would_move(ready)
            waiting, self.blocked = waiting + self.blocked, []
        self._take_renumbered([(r, t) for r, t in waiting if self._is_renumbered(t)])
        for row, taken in waiting:
            if not self._is_renumbered(taken):
                self._refuse(row, taken)
        self._spare()

    def _is_renumbered(self, taken: Taken) -> bool:
        """Whether nobody else in the directory has the number of before."""
        gone = not self.seen.has("#" + taken.person.external_id)
        return isinstance(taken, Renumbered) and gone

    def _take_renumbered(self, pairs: list[tuple[Row, Taken]]) -> None:
        self.lots.adopts = True
        for start in range(0, len(pairs), LOT):
            self._take([row for row, _taken in pairs[start : start + LOT]])

    def _would_move(self, ready: list[tuple[Row, Taken]]) -> None:
        for _row, taken in ready:
            if isinstance(taken, Renumbered):
                self.tally.add(kinds.ADDED, who=taken.address)
                continue
            self.seen.keep([taken.person.pk])
            self.left_behind.add(taken.person.email)
            moves = [["email", taken.person.email, taken.address]]
            self.tally.add(kinds.CHANGED, who=taken.address, moves=moves)

    def _members(self) -> Any:
        return Person.objects.filter(source=self.order.source, is_active=True, is_guest=False)

    def _leave(self) -> None:
        """Whoever the directory kept and no longer holds."""
        after = 0
        while chunk := dict(
            self._members().filter(pk__gt=after).order_by("pk").values_list("pk", "email")[:LOT]
        ):
            after = max(chunk)
            gone = self.seen.without(chunk)
            if self.writes and gone:
                gone = _switch_off(gone)
                _breathe(bool(gone))
            for key in gone:
                self.tally.add(kinds.LEFT, who=chunk[key])

    def _moves(self, step: Step) -> list[list[str]]:
        if step.new or len(self.tally.examples.get(kinds.CHANGED, ())) >= self.tally.most:
            return []
        said = {"department_id": step.fields.department, "place_id": step.fields.place}
        names = {"department_id": "department", "place_id": "place"}
        hidden = {"is_guest", "is_active", "left_at"}
        return [
            [
                names.get(n, n),
                self._named(n, getattr(step.person, n)),
                str(said.get(n) or value or ""),
            ]
            for n, value in step.changes.items()
            if n not in hidden
        ]

    def _named(self, name: str, value: Any) -> str:
        if name == "department_id":
            return self.lots.structure.paths.get(value, "")
        if name == "place_id":
            return self.lots.structure.place_names.get(value, "")
        return str(value or "")


def _breathe(wrote: bool) -> None:
    if wrote and connection.vendor == "sqlite":
        time.sleep(TURN_OF_OTHERS)


def _keys(row: Row) -> list[str]:
    """By what somebody is known: nobody stands in a directory twice."""
    fields = row.fields or Fields("")
    return ["@" + fields.address] + (["#" + fields.external_id] if fields.external_id else [])


def _kind(step: Step) -> str:
    if step.new:
        return kinds.ADDED
    if step.person.left_at is not None:
        return kinds.RETURNED
    # that a directory keeps somebody from now on is nothing that anybody notices
    return kinds.CHANGED if step.writes and not step.only_kept else kinds.UNCHANGED


@transaction.atomic
def _switch_off(keys: list[int]) -> list[int]:
    """These persons left, but for the last administrator. Whom it was."""
    rows = Person.objects.select_for_update().filter(pk__in=keys, is_active=True)
    others = Person.objects.filter(is_active=True, role=ADMINISTRATOR).exclude(pk__in=keys)
    oldest = F("last_login").asc(nulls_first=True)
    administrators = list(rows.filter(role=ADMINISTRATOR).order_by(oldest, "pk"))
    stays = {row.pk for row in administrators[-1:]} if not others.exists() else set()
    gone = [key for key in keys if key not in stays]
    Person.objects.filter(pk__in=gone).update(is_active=False, left_at=clock.now())
    return gone
