"""How the copies elsewhere stand, for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from helder.kit import clock
from helder.outages.copy import folder, sending, targets, writer
from helder.outages.models import Copy

PATIENCE = timedelta(seconds=60)
"""So long after a change a place is under way rather than behind."""


@dataclass(frozen=True)
class Place:
    """One place elsewhere as the desk sees it."""

    row: Copy
    problem: str

    @property
    def is_behind(self) -> bool:
        """Whether readers see something old there, or it never worked at all."""
        since = self.row.changed_at
        late = since is not None and since < clock.now() - PATIENCE
        return late or bool(self.row.failures)


def places() -> list[Place]:
    """Every place that is set, in order; one that was never tried has an empty row."""
    names = [targets.name_of(address) for address in sending.addresses()]
    rows = {row.target: row for row in Copy.objects.filter(target__in=names)} if names else {}
    found = [rows.get(name) or Copy(target=name) for name in names]
    return [Place(row, targets.told(row.problem)) for row in found]


def written_at() -> datetime | None:
    """When the copy of this machine was written."""
    moment = folder.read(writer.own_folder()).written_at
    return parse_datetime(moment) if moment else None
