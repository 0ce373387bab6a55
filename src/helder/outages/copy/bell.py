"""Wakes whoever keeps the status page in this process: something that readers see has changed.

Owns: one bell per process. Refuses: knowing who listens; other processes find it by asking the
database (keeper.py).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

_rung = threading.Event()
_calm = threading.Event()
_calm.set()


def ring_on_commit() -> None:
    """Rings as soon as the transaction of the caller holds."""
    transaction.on_commit(_rung.set)


@contextmanager
def hurry() -> Iterator[None]:
    """As long as this lasts visitors wait for something new: whoever can wait lets it go first."""
    _calm.clear()
    try:
        yield
    finally:
        _calm.set()


def let_pass(seconds: float) -> None:
    """Waits while there is a hurry, at most so long."""
    _calm.wait(seconds)


def wait(seconds: float) -> bool:
    """Waits until it rings, at most so long; whether it rang."""
    rang = _rung.wait(seconds)
    _rung.clear()
    return rang
