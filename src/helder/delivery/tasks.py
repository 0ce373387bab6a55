"""What the worker does in the background for delivery itself."""

from __future__ import annotations

from datetime import timedelta

from helder.delivery import actions
from helder.delivery.models import WorkerBeat
from helder.kit import clock

FORGET_WORKERS_AFTER = timedelta(days=2)


def tidy_rows() -> int:
    """Frees the rows of dead workers and drops what came too late."""
    return actions.reap() + actions.expire() + actions.hurry()


def forget_workers() -> int:
    """Removes the signs of life of workers long gone."""
    old = WorkerBeat.objects.filter(seen_at__lt=clock.now() - FORGET_WORKERS_AFTER)
    return old.delete()[0]
