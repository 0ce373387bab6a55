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
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

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
def _handler() -> WSGIHandler:
    return WSGIHandler()


def ask(path: str, language: str, query: str = "") -> Answer:
    """The answer to a visitor who reads this language.

    No request begins or ends for the rest of Django, so the connection to the database stays as it
    is: it belongs to the thread that asks.
    """
    handler = _handler()
    request = WSGIRequest(environ_of(path, language, query))
    response = handler.get_response(request)
    headers = [(name, str(value)) for name, value in response.items()]
    headers += [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    return Answer(response.status_code, headers, bytes(getattr(response, "content", b"")))


def environ_of(path: str, language: str, query: str) -> dict[str, Any]:
    """The request as a server would hand it over."""
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
