"""What the worker does in the background for delivery itself."""

from __future__ import annotations

from datetime import timedelta

from helder.delivery import actions, keeping
from helder.delivery.models import WorkerBeat
from helder.kit import clock

FORGET_WORKERS_AFTER = timedelta(days=2)


def tidy_rows() -> int:
    """Frees the rows of dead workers and drops what came too late."""
    return actions.reap() + actions.expire() + actions.hurry()


def send_digests() -> int:
    """Sends together what people asked to get together."""
    return actions.send_digests()


def forget_workers() -> int:
    """Removes the signs of life of workers long gone."""
    old = WorkerBeat.objects.filter(seen_at__lt=clock.now() - FORGET_WORKERS_AFTER)
    return old.delete()[0]


def forget_rows() -> int:
    """Removes who got what once it is old enough; the counts stay."""
    return keeping.forget_old()


def forget_inbound() -> int:
    """Removes the traces of mails that came in long ago."""
    return keeping.forget_inbound()
