"""What a monitor said, written down: each alert once, however often, late or twice it is told.

Owns: the rows of alerts. Refuses: deciding what follows; acting.py does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from helder.outages.models import Alert, Monitor
from helder.outages.monitors import told
from helder.outages.monitors.events import FIRING, LONGEST_KEY, Event, Heard, Unreadable

State = Alert.State


@dataclass
class Taken:
    """What became of it: alerts that are new, that are over now, and that were known."""

    new: int = 0
    over: int = 0
    known: int = 0


@transaction.atomic
def take(monitor: Monitor, heard: Heard, *, at: datetime) -> Taken:
    """Writes it down. Who tells of the same monitor at the same moment waits."""
    Monitor.objects.select_for_update().get(pk=monitor.pk)
    ledger = _Ledger(monitor, at)
    ledger.open(heard.events)
    for event in heard.events:
        ledger.note(event)
    ledger.write()
    said = {"heard_at": at, "wrong": [_kept(note) for note in heard.notes]}
    Monitor.objects.filter(pk=monitor.pk).update(
        **said, **({"tested_at": at} if heard.test else {})
    )
    return ledger.taken


def note_problem(monitor: Monitor, error: Unreadable, *, at: datetime) -> None:
    """Something came in that could not be read: its page says so, to each in their language."""
    wrong = [_kept(error.words, error.values)]
    Monitor.objects.filter(pk=monitor.pk).update(heard_at=at, wrong=wrong)


def _kept(words: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A sentence as it is translated later, with what stands in it."""
    return {"words": words, "values": dict(values or {})}


@dataclass
class _Ledger:
    """The rows that a message is about, and what it changes in them."""

    monitor: Monitor
    at: datetime
    rows: dict[str, Alert] = field(default_factory=dict)
    firing: dict[str, Alert] = field(default_factory=dict)
    ended: dict[str, datetime] = field(default_factory=dict)
    made: dict[str, Alert] = field(default_factory=dict)
    changed: dict[int, Alert] = field(default_factory=dict)
    taken: Taken = field(default_factory=Taken)

    def open(self, events: Sequence[Event]) -> None:
        """Reads what is known of them, in two queries."""
        things = {event.thing for event in events}
        keys = {key for event in events for key in self._keys(event)}
        known = Alert.objects.filter(monitor=self.monitor)
        for row in known.filter(Q(key__in=keys) | Q(thing__in=things, state=State.FIRING)):
            self.rows[row.key] = row
            if row.state == State.FIRING:
                self.firing[row.thing] = row
        ends = known.filter(thing__in=things, state=State.RESOLVED).order_by()
        self.ended = dict(ends.values_list("thing").annotate(last=Max("ends_at")))

    def _keys(self, event: Event) -> Iterable[str]:
        if event.key:
            yield event.key
        else:
            yield _key(event.thing, self._start(event))
            yield _key(event.thing, self._end(event), "until ")

    def note(self, event: Event) -> None:
        """One alert."""
        if event.key:
            self._by_key(event)
        elif event.state == FIRING:
            self._fires(event)
        else:
            self._ends(event)

    def _by_key(self, event: Event) -> None:
        """The monitor tells its alerts apart: what is over stays over, whatever comes late."""
        row = self.rows.get(event.key)
        if row is None:
            self._make(event, event.key, State(event.state))
        elif event.state != FIRING and row.state == State.FIRING:
            self._close(row, self._end(event))
        else:
            self.taken.known += 1

    def _fires(self, event: Event) -> None:
        """All that is said of a thing until it works again is one alert."""
        last = self.ended.get(event.thing)
        start = self._start(event)
        key = _key(event.thing, start)
        if event.thing in self.firing or key in self.rows:
            self.taken.known += 1
        elif event.starts_at and last and start <= last:
            self._make(event, key, State.RESOLVED, until=last)
        else:
            self._make(event, key, State.FIRING)

    def _ends(self, event: Event) -> None:
        """An end without a beginning is kept too: the beginning may still come, late."""
        row, last = self.firing.get(event.thing), self.ended.get(event.thing)
        end = self._end(event)
        if row is not None and not (event.ends_at and end < row.starts_at):
            self._close(row, end)
        elif row is None and event.ends_at and not (last and end <= last):
            self._make(event, _key(event.thing, end, "until "), State.RESOLVED, until=end)
        else:
            self.taken.known += 1

    def _make(
        self, event: Event, key: str, state: Alert.State, until: datetime | None = None
    ) -> None:
        over = state == State.RESOLVED
        start = self._start(event)
        row = Alert(
            monitor=self.monitor,
            key=key,
            thing=event.thing[:LONGEST_KEY],
            state=state,
            name=event.name,
            summary=event.summary,
            labels=dict(event.labels),
            starts_at=min(start, until) if until else start,
            ends_at=(until or self._end(event)) if over else None,
            heard_at=self.at,
            acted_at=self.at if over else None,
            told=told.OVER_BEFORE if over else "",
        )
        self.rows[key] = self.made[key] = row
        self.taken.new += 1
        self._remember(row)

    def _close(self, row: Alert, end: datetime) -> None:
        row.state, row.ends_at = State.RESOLVED, max(end, row.starts_at)
        if row.pk:
            self.changed[row.pk] = row
        self.taken.over += 1
        self._remember(row)

    def _remember(self, row: Alert) -> None:
        if row.state == State.FIRING:
            self.firing[row.thing] = row
        else:
            if self.firing.get(row.thing) is row:
                del self.firing[row.thing]
            if row.ends_at:
                before = self.ended.get(row.thing)
                self.ended[row.thing] = max(before, row.ends_at) if before else row.ends_at

    def _start(self, event: Event) -> datetime:
        """No later than now, whatever the clock of the monitor says."""
        return min(event.starts_at or self.at, self.at)

    def _end(self, event: Event) -> datetime:
        return min(event.ends_at or self.at, self.at)

    def write(self) -> None:
        """All of it in two statements."""
        Alert.objects.bulk_create(self.made.values())
        Alert.objects.bulk_update(self.changed.values(), ["state", "ends_at"])


def _key(thing: str, moment: datetime, mark: str = "") -> str:
    """A key for what a monitor has no key for: the thing and its moment."""
    short = thing if len(thing) <= 120 else hashlib.sha256(thing.encode()).hexdigest()
    return f"{short}@{mark}{moment.isoformat()}"[:LONGEST_KEY]
