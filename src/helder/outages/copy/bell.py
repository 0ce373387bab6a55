"""Wakes whoever keeps the status page in this process: something that readers see has changed.

Owns: one bell per process. Refuses: knowing who listens; other processes find it by asking the
database (keeper.py).
"""

from __future__ import annotations

import threading

from django.db import transaction

_rung = threading.Event()


def ring_on_commit() -> None:
    """Rings as soon as the transaction of the caller holds."""
    transaction.on_commit(_rung.set)


def wait(seconds: float) -> bool:
    """Waits until it rings, at most so long; whether it rang."""
    rang = _rung.wait(seconds)
    _rung.clear()
    return rang
