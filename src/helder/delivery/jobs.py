"""Work that comes back: what the installed modules declare as jobs, run when its time is there.

Owns: whose turn it is. A job that fell behind skips ahead; one that fails is noted, never fatal.
A turn further away than it can be means that the clock was put back: it has come.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Q

from helder.delivery.models import CLOCKS_DIFFER, JobRun
from helder.kit import clock
from helder.kit.registry import Job, declared

log = logging.getLogger(__name__)


def due() -> Iterator[Job]:
    """The jobs whose turn has come, each claimed for the caller."""
    known = dict(JobRun.objects.values_list("name", "next_at"))
    for job in declared("jobs"):
        if _claim(job, known):
            yield job


def _claim(job: Job, known: Mapping[str, datetime]) -> bool:
    """One worker gets it: the row is moved on only from the time that was seen."""
    now = clock.now()
    seen = known.get(job.name)
    if seen is None:
        seen = JobRun.objects.get_or_create(name=job.name, defaults={"next_at": now})[0].next_at
    turn = Q(next_at__lte=now) | Q(next_at__gt=now + job.every + CLOCKS_DIFFER)
    mine = JobRun.objects.filter(turn, name=job.name, next_at=seen)
    return bool(mine.update(next_at=now + job.every))


def run(job: Job) -> int:
    """Runs one job; an error is kept with it and in the log."""
    try:
        count = job.function()()
        _finish(job, "")
        return count
    except Exception as error:
        log.exception("The job %s failed; it comes back in its time.", job.name)
        _finish(job, f"{type(error).__name__}: {error}")
        return 0


def _finish(job: Job, error: str) -> None:
    JobRun.objects.filter(name=job.name).update(finished_at=clock.now(), error=error[:300])
