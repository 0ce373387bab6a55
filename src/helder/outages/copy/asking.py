"""Asks Helder itself for a page, as a visitor without an account would, without a network.

Owns: the request and the answer as bytes. So a page held in memory or in a copy is the page that
Django gives, with the same headers.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first header of this name, or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def is_for_all(self) -> bool:
        """Whether every visitor would get the same: it is found, and sets no cookie."""
        return self.status == 200 and not self.header("Set-Cookie")


@lru_cache(maxsize=1)
def django() -> Application:
    """Helder without anything before it."""
    handler: Application = WSGIHandler()
    return handler


def ask(
    path: str, language: str, query: str = "", application: Application | None = None
) -> Answer:
    """The answer to a visitor who reads this language."""
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], *_trouble: Any) -> Callable[..., None]:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), list(headers)
        return lambda _data: None

    found = (application or django())(_environ(path, language, query), start)
    try:
        answer.body = b"".join(found)
    finally:
        close = getattr(found, "close", None)
        if close is not None:
            close()
    return answer


def _environ(path: str, language: str, query: str) -> dict[str, Any]:
    base = urlsplit(settings.BASE_URL)
    port = base.port or (443 if base.scheme == "https" else 80)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": base.netloc,
        "HTTP_X_FORWARDED_PROTO": base.scheme,
        "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}={language}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
