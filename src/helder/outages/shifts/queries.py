"""Who writes when, and how an outage stands for whoever takes over; a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helder.kit import clock
from helder.messages.models import Reaction
from helder.outages.actions import open_promise
from helder.outages.long import queries as long
from helder.outages.long.checklist import Line
from helder.outages.models import Escalation, Outage, Shift
from helder.outages.status import queries as status
from helder.outages.status.reading import Reading, Told
from helder.people.models import Person
from helder.promises.models import Promise

SHOWN = 5


@dataclass(frozen=True)
class Overview:
    """How it stands: what was said last, what was promised, who waits, what is being done."""

    said: Told | None
    promise: Promise | None
    waiting: int
    reactions: list[Reaction]
    escalations: list[Escalation]
    lines: list[Line]
    notes: list[Shift]


def shifts_of(outage: Outage) -> list[Shift]:
    """All shifts, the earliest first."""
    return list(outage.shifts.select_related("person"))


def now_and_next(
    shifts: list[Shift], at: datetime | None = None
) -> tuple[Shift | None, Shift | None]:
    """Whose turn it is, and who is next."""
    moment = at or clock.now()
    now = next((s for s in shifts if s.starts_at <= moment < s.ends_at), None)
    following = next((s for s in shifts if s.starts_at > moment), None)
    return now, following


def overview(outage: Outage) -> Overview:
    """How it stands, for whoever goes on."""
    found = status.one(outage.public_id)
    told = Reading(found).told if found else []
    waiting = long.reactions_to(outage).filter(state=Reaction.State.OPEN)
    newest = waiting.select_related("person", "promise").prefetch_related("sayings")
    return Overview(
        said=told[0] if told else None,
        promise=open_promise(outage),
        waiting=waiting.count(),
        reactions=list(newest[:SHOWN]),
        escalations=list(outage.escalations.filter(ended_at=None).select_related("supplier")),
        lines=long.lines_of(outage),
        notes=list(
            outage.shifts.exclude(note="").select_related("person").order_by("-starts_at")[:SHOWN]
        ),
    )


def personal_data(person: Person) -> dict[str, Any]:
    """The shifts of a person, for their export."""
    rows = person.shifts.select_related("outage")
    return {
        "shifts": [
            {
                "outage": row.outage.public_id,
                "from": row.starts_at.isoformat(),
                "until": row.ends_at.isoformat(),
            }
            for row in rows
        ]
    }
