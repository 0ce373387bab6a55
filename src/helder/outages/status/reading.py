"""What a reader sees of an outage: the newest word of each part, how it stands, what comes next.

Pure over rows that were fetched before (`OutageQuerySet.for_pages`). Refuses: fetching anything,
and naming a supplier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from helder.kit import clock
from helder.kit.texts import Chosen, choose, pick
from helder.outages import apart
from helder.outages.letters import state_of, state_word, step_word
from helder.outages.models import Outage, Update
from helder.outages.status.touch import NO, Reach, Reader, Touch, touch
from helder.promises.models import Promise

NOBODY = Reader()
Step = Update.Step
WORST = ("down", "security", "limited", "maintenance", "works")


@dataclass(frozen=True)
class Part:
    """One part of a word with its heading ("What you can do now")."""

    name: str
    heading: str
    said: Chosen


@dataclass(frozen=True)
class Correction:
    """What a correction changed: when, why, and the earlier text of the parts that differ."""

    at: datetime
    reason: Chosen
    earlier: list[Part]


@dataclass(frozen=True)
class Told:
    """One word as a reader sees it."""

    update: Update

    @property
    def word(self) -> str:
        """The step in a word or two; planned work is done or called off, not resolved."""
        return step_word(self.update)

    @cached_property
    def parts(self) -> list[Part]:
        """Its filled parts in reading order."""
        return parts_of(self.update)

    @cached_property
    def corrections(self) -> list[Correction]:
        """What was mended in it."""
        return corrections(self.update)


@dataclass(frozen=True)
class Reading:
    """One outage as one reader sees it."""

    outage: Outage
    reader: Reader = NOBODY

    @cached_property
    def updates(self) -> Sequence[Update]:
        """All words, newest first."""
        return list(self.outage.updates.all())

    @property
    def newest(self) -> Update | None:
        """The last word."""
        return self.updates[0] if self.updates else None

    @cached_property
    def told(self) -> list[Told]:
        """Every word with its parts and corrections, newest first."""
        return [Told(update) for update in self.updates]

    @property
    def state(self) -> str:
        """The kit's state."""
        return state_of(self.outage)

    @property
    def word(self) -> str:
        """The state in a word or two."""
        if self.running and self.is_maintenance:
            return str((Step.SCHEDULED if self.planned else Step.IN_PROGRESS).label)
        return state_word(self.outage)

    @cached_property
    def title(self) -> Chosen:
        """What it is called, in the reader's language or the other one."""
        return choose(self.outage.title)

    @cached_property
    def news(self) -> Chosen:
        """The newest word itself."""
        if self.newest is None:
            return choose({})
        said = {part.name: part.said for part in self._said(self.newest)}
        return said.get("news") or said.get("symptom") or next(iter(said.values()), choose({}))

    @cached_property
    def known(self) -> dict[str, Part]:
        """The newest text of each part, whichever update said it."""
        found: dict[str, Part] = {}
        for update in self.updates:
            for part in self._said(update):
                found.setdefault(part.name, part)
        return found

    @cached_property
    def own(self) -> str:
        """The audience whose words this reader gets in the place of the common ones, if any."""
        return apart.own(self.newest.message.parts, self.reader.told_apart) if self.newest else ""

    @property
    def own_name(self) -> str:
        """What that audience is called."""
        return pick(apart.names([self.own])[self.own]) if self.own else ""

    def _said(self, update: Update) -> list[Part]:
        """The parts of one word as this reader gets them."""
        parts = update.message.parts
        own = apart.own(parts, self.reader.told_apart)
        return _parts(apart.read_by(parts, own)) if own else _parts(parts)

    @property
    def standing(self) -> list[Part]:
        """What still holds beside the newest word, in reading order, workaround apart."""
        if not self.running and len(self.updates) > 1:
            return []
        return [
            self.known[name]
            for name in ("symptom", "affected", "doing")
            if name in self.known and self.known[name].said != self.news
        ]

    @property
    def workaround(self) -> Part | None:
        """What you can do now; nothing when it is over."""
        return self.known.get("workaround") if self.running else None

    @cached_property
    def promise(self) -> Promise | None:
        """The promise of the next update that is still open."""
        for update in self.updates:
            if update.promise and update.promise.state == Promise.State.OPEN:
                return update.promise
        return None

    @property
    def late(self) -> bool:
        """The promised moment has passed without a word."""
        return bool(self.running and self.promise and self.promise.is_late)

    @property
    def own_promise(self) -> Promise | None:
        """The promise when it says more than that planned work ends when it was said to end."""
        promise = self.promise
        ends = promise and self.is_maintenance and promise.due_at == self.outage.scheduled_until
        return None if ends else promise

    @property
    def running(self) -> bool:
        """Not over, not joined with another."""
        return self.outage.state == Outage.State.RUNNING

    @property
    def can_fail_for_me(self) -> bool:
        """Trouble that the reader may have too, as far as we know them."""
        failing = self.outage.kind in (Outage.Kind.OUTAGE, Outage.Kind.DEGRADED)
        return self.running and failing and self.touch.kind != NO

    @property
    def planned(self) -> bool:
        """Maintenance that has still to begin."""
        return self.outage.is_planned

    @property
    def is_maintenance(self) -> bool:
        """Planned work rather than trouble."""
        return self.outage.kind == Outage.Kind.MAINTENANCE

    @property
    def withdrawn(self) -> bool:
        """Maintenance that was called off before it began."""
        return self.outage.was_called_off

    @property
    def overdue(self) -> bool:
        """Maintenance that takes longer than was said."""
        until = self.outage.scheduled_until
        return bool(self.is_maintenance and self.running and until and until < clock.now())

    @property
    def reopened(self) -> bool:
        """It came back after it was resolved, and is still running."""
        steps = {update.step for update in self.updates}
        return self.running and Step.REOPENED in steps

    @property
    def lasted(self) -> str:
        """How long it took, in words; empty while it runs."""
        start, end = self.outage.since, self.outage.resolved_at
        return clock.span(end - start) if start and end and end > start else ""

    @cached_property
    def touch(self) -> Touch:
        """Whether it touches the reader."""
        if not self.running:
            return Touch()
        reach = Reach(
            tuple(self.outage.services.all()),
            tuple(self.outage.audiences.all()),
            tuple(self.outage.places.all()),
        )
        return touch(reach, self.reader)


def parts_of(update: Update) -> list[Part]:
    """The filled parts of one word in reading order."""
    return _parts(update.message.parts)


def corrections(update: Update) -> list[Correction]:
    """The corrections of one word, oldest first."""
    revisions = list(update.message.revisions.all())
    return [
        Correction(
            after.created_at,
            choose(after.reason),
            [part for part in _parts(before.parts) if part not in _parts(after.parts)],
        )
        for before, after in pairwise(revisions)
    ]


def _parts(parts: Mapping[str, Mapping[str, str]]) -> list[Part]:
    return [Part(name, apart.heading(name), choose(parts[name])) for name in apart.in_order(parts)]


def most_urgent(readings: Iterable[Reading]) -> list[Reading]:
    """What touches the reader first, then the worst, then the newest."""
    return sorted(
        readings,
        key=lambda r: (
            r.touch.order,
            WORST.index(r.state),
            -(r.outage.since or r.outage.created_at).timestamp(),
        ),
    )
