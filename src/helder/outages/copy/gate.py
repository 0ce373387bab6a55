"""At most so many requests are in Django at the same time; a few more wait, the others hear "busy".

Owns: that pages that take work never use up the threads from which the status page is given out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from helder.outages.copy.asking import Application
from helder.outages.copy.busy import BUSY, BUSY_HEADERS

AT_ONCE = 4
WAITING = 16
LONGEST_WAIT = 20.0


class Busy(Exception):
    """No room in Django, and the queue is full or took too long."""


class Gate:
    """Before Django. `threads` is how many the server has: AT_ONCE + WAITING stay below it."""

    def __init__(
        self, application: Application, at_once: int = AT_ONCE, waiting: int = WAITING
    ) -> None:
        self.application = application
        self.inside = threading.BoundedSemaphore(at_once)
        self.room = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """A place in Django. Raises Busy."""
        if not self.room.acquire(blocking=False):
            raise Busy
        try:
            if not self.inside.acquire(timeout=LONGEST_WAIT):
                raise Busy
            try:
                yield
            finally:
                self.inside.release()
        finally:
            self.room.release()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        try:
            with self.entered():
                return self.application(environ, start_response)
        except Busy:
            return _busy(start_response)


def _busy(start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("503 Service Unavailable", list(BUSY_HEADERS))
    return [BUSY]
