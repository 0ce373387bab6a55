"""A lot of rows at a time: planned together, written in one short transaction.

Owns: what is written for a lot, in a few statements, all of it worked out before the transaction
begins: on the embedded database everybody else waits while one writes. A row that the database
refuses is looked for by halving the lot, so that it costs the others nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

from helder.kit import clock
from helder.kit.registry import declared
from helder.people.directory import bulk
from helder.people.directory.csvfile import Row
from helder.people.directory.fields import Fields, Refused
from helder.people.directory.known import NOBODY, Known, Member, Taken
from helder.people.directory.merging import merge
from helder.people.directory.one import forget_addresses, no_password
from helder.people.directory.structure import Structure
from helder.people.models import Person

TRIES = 5
Membership = Person.affiliations.through


@dataclass
class Step:
    """What happens to one person, as they are before."""

    row: Row
    fields: Fields
    person: Member
    changes: dict[str, Any]
    roles: frozenset[int] | None = None
    roles_before: frozenset[int] = frozenset()
    follows: bool = False
    key: int = 0

    def __post_init__(self) -> None:
        self.key = self.person.pk

    @property
    def new(self) -> bool:
        """Whether this is somebody who was not here."""
        return not self.person.pk

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return self.new or bool(self.changes) or self.roles is not None or self.follows

    @property
    def only_kept(self) -> bool:
        """Whether nothing changes but which directory keeps this person."""
        return set(self.changes) == {"source"} and self.roles is None and not self.follows


@dataclass
class Plan:
    """The steps of a lot, and the rows for which there is none (yet)."""

    steps: list[Step] = field(default_factory=list)
    refused: list[tuple[Row, Refused]] = field(default_factory=list)
    blocked: list[tuple[Row, Taken]] = field(default_factory=list)
    known: Known | None = None

    def __iadd__(self, other: Plan) -> Plan:
        self.steps += other.steps
        self.refused += other.refused
        self.blocked += other.blocked
        return self

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(step.writes for step in self.steps)


class Lots:
    """Plans lots of one directory, and writes them.

    What other modules keep per column (the services that somebody follows) they declare as
    `directory_columns`: classes with `missing(wanted)`, `follow(wanted)` and `unknown(names)`.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.structure = Structure(makes=False)
        self.adopts = False
        self.columns = [import_string(name)() for name in declared("directory_columns")]

    def plan(self, rows: Sequence[Row], *, lock: bool = False) -> Plan:
        """What would happen. Changes nothing, unless the structure may be made."""
        fields = [_of(row) for row in rows]
        known = Known(fields, self.source, lock=lock, adopts=self.adopts)
        plan = Plan(known=known)
        for row in rows:
            try:
                plan.steps.append(self._step(row, known))
            except Taken as taken:
                plan.blocked.append((row, taken))
            except Refused as refused:
                plan.refused.append((row, refused))
        self._plan_columns(plan.steps)
        return plan

    def _step(self, row: Row, known: Known) -> Step:
        fields = _of(row)
        person = known.whose(fields) or NOBODY
        home = self.structure.home(fields)
        step = Step(row, fields, person, merge(person, fields, self.source, home))
        if fields.roles is not None:
            roles = frozenset(self.structure.role(name) for name in fields.roles)
            step.roles_before = known.roles.get(person.pk, frozenset())
            step.roles = roles if roles != step.roles_before else None
        return step

    def _plan_columns(self, steps: list[Step]) -> None:
        wanted = {s.person.pk: s.fields.services for s in steps if s.fields.services and not s.new}
        for column in self.columns if wanted else ():
            missing = column.missing(wanted)
            for step in steps:
                step.follows |= step.person.pk in missing

    def write(self, rows: Sequence[Row], tries: int = TRIES) -> Plan:
        """Brings the lot in; rows that the database refuses are among the refused."""
        try:
            self._make_structure(rows)
            plan = self.plan(rows)
            if not plan.writes:
                return plan
            statements = _statements(plan)
            with transaction.atomic():
                if not self._still(rows, plan):  # somebody changed in between
                    plan = self.plan(rows, lock=True)
                    statements = _statements(plan)
                _store(plan, statements)
                self._follow(plan.steps)
            return plan
        except (IntegrityError, DataError, OperationalError) as error:
            return self._again(rows, tries, error)

    def _make_structure(self, rows: Sequence[Row]) -> None:
        """The departments, places and roles that lack, in a transaction of their own."""
        lacking = [fields for fields in map(_of, rows) if self.structure.lacks(fields)]
        if not lacking:
            return
        self.structure.makes = True
        try:
            with transaction.atomic():
                for fields in lacking:
                    self.structure.lacks(fields)
        finally:
            self.structure.makes = False

    def _still(self, rows: Sequence[Row], plan: Plan) -> bool:
        now = Known(map(_of, rows), self.source, lock=True)
        then = plan.known
        return then is not None and (now.by_number, now.by_address, now.roles) == (
            then.by_number, then.by_address, then.roles,
        )  # fmt: skip

    def _again(self, rows: Sequence[Row], tries: int, error: Exception) -> Plan:
        self.structure.look()  # what this lot made is undone with it
        if isinstance(error, OperationalError):  # somebody else is writing: the rows are sound
            if not tries:
                raise error
            time.sleep(0.2 * (TRIES - tries + 1))
            return self.write(rows, tries - 1)
        if tries == TRIES:  # perhaps another run was first
            return self.write(rows, tries - 1)
        if len(rows) == 1:
            why = Refused(_("the database refused it (%(why)s)"), why=type(error).__name__)
            return Plan(refused=[(rows[0], why)])
        half = len(rows) // 2
        plan = self.write(rows[:half], TRIES - 1)
        plan += self.write(rows[half:], TRIES - 1)
        return plan

    def unknown(self, step: Step) -> list[str]:
        """Names in the columns of other modules that they do not know."""
        names = step.fields.services
        return [name for column in self.columns for name in column.unknown(names)] if names else []

    def _follow(self, steps: list[Step]) -> None:
        wanted = {s.key: s.fields.services for s in steps if s.fields.services}
        for column in self.columns if wanted else ():
            column.follow(wanted)


def _of(row: Row) -> Fields:
    assert row.fields is not None  # noqa: S101 (rows without are refused before)
    return row.fields


def _statements(plan: Plan) -> list[bulk.Statement]:
    new = [step for step in plan.steps if step.new]
    changed = [step for step in plan.steps if step.changes and not step.new]
    joined = {"date_joined": clock.now()}
    rows = [{**joined, "password": no_password(), **step.changes} for step in new]
    changes = [(step.person.pk, step.changes) for step in changed]
    return [bulk.insert(Person, rows), *bulk.update(Person, changes)]


def _store(plan: Plan, statements: list[bulk.Statement]) -> None:
    bulk.run(statements)
    moved = [s.key for s in plan.steps if "email" in s.changes and not s.new]
    if moved:
        forget_addresses(moved)
    _fetch_keys([step for step in plan.steps if step.new])
    _store_roles([step for step in plan.steps if step.roles is not None])


def _fetch_keys(steps: list[Step]) -> None:
    rows = Person.objects.filter(email__in=[step.fields.address for step in steps])
    keys = dict(rows.values_list("email", "pk")) if steps else {}
    for step in steps:
        step.key = keys[step.fields.address]


def _store_roles(steps: list[Step]) -> None:
    lost = [step.key for step in steps if step.roles_before]
    if lost:
        Membership.objects.filter(person_id__in=lost).delete()
    wanted = [(step.key, role) for step in steps for role in sorted(step.roles or ())]
    rows = [{"person_id": key, "affiliation_id": role} for key, role in wanted]
    bulk.run([bulk.insert(Membership, rows)])
