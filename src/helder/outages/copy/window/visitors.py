"""Tells Django who asks: the visitor, not the window through which the request came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

PEER = "HTTP_X_HELDER_PEER"


class Visitors:
    """A WSGI application before the others. Only behind a socket that nobody else can open."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop(PEER, "")
        return self.application(environ, start_response)
