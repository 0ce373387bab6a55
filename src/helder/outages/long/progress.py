"""The checklist of an outage as rows: replaced by each update, all works at the end.

Owns: writing those rows and freezing them with the update. Refuses: the words that they become.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from helder.outages.long import queries
from helder.outages.long.checklist import WORKS, Line
from helder.outages.models import Outage, Progress, Update
from helder.people.models import Audience
from helder.services.models import Service

Frozen = list[dict[str, Any]]
Name = tuple[str, str, tuple[tuple[str, str], ...]]


def freeze(outage: Outage, step: str, said: Sequence[Line] | None, at: datetime) -> Frozen:
    """The list as it stands with this word: as given, else as it was; at the end all works."""
    if step == Update.Step.RESOLVED:
        outage.progress.exclude(state=WORKS).update(state=WORKS, changed_at=at)
    elif said is not None:
        replace(outage, said, at)
    return [line.frozen() for line in queries.lines_of(outage)]


def replace(outage: Outage, said: Sequence[Line], at: datetime) -> None:
    """These lines instead of those before; one that says the same keeps when it last changed."""
    before = {
        _name(queries.line_of(row)): row
        for row in outage.progress.select_related("service", "audience")
    }
    services = {service.slug: service for service in outage.services.all()}
    slugs = {line.audience for line in said if line.audience}
    audiences = {row.slug: row for row in Audience.objects.filter(slug__in=slugs)} if slugs else {}
    fresh = [
        _row(outage, number, line, services, audiences, _since(before.get(_name(line)), line, at))
        for number, line in enumerate(said)
    ]
    outage.progress.all().delete()
    Progress.objects.bulk_create(fresh)


def _row(
    outage: Outage,
    number: int,
    line: Line,
    services: dict[str, Service],
    audiences: dict[str, Audience],
    changed_at: datetime | None,
) -> Progress:
    return Progress(
        outage=outage,
        service=services.get(line.service),
        audience=audiences.get(line.audience),
        label=dict(line.label),
        state=line.state,
        position=number,
        changed_at=changed_at,
    )


def _since(before: Progress | None, line: Line, at: datetime) -> datetime | None:
    return before.changed_at if before is not None and before.state == line.state else at


def _name(line: Line) -> Name:
    return line.service, line.audience, tuple(sorted(line.label.items()))


def join(outage: Outage, into: Outage) -> None:
    """Two outages became one: what grew around the first goes on under the other."""
    last = into.progress.count()
    for rows in (outage.progress, outage.answers, outage.help_points):
        rows.update(outage=into, position=last + 1)
