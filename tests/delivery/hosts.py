"""A real web server on the loopback that stands for a chat or a gateway elsewhere."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        """The body, read as a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Host:
    """Keeps what is asked; `answers` holds (status, body, headers) per path, "" for all others."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, tuple[int, str, dict[str, str]]] = field(default_factory=dict)
    silent: bool = False

    def answer(self, status: int, body: str = "", path: str = "", **headers: str) -> None:
        """From now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, body, named)

    @property
    def last(self) -> Asked:
        """The last request."""
        return self.asked[-1]


@contextlib.contextmanager
def serving() -> Iterator[Host]:
    """A host that runs; it answers 200 to everything until told otherwise."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            host.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            if host.silent:  # the connection ends without a word
                self.close_connection = True
                return
            usual = host.answers.get("", (200, "ok", {}))
            status, text, headers = host.answers.get(self.path, usual)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = _take  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(host: Host, count: int, seconds: float = 5) -> None:
    """Until so many requests came in."""
    end = time.monotonic() + seconds
    while len(host.asked) < count and time.monotonic() < end:
        time.sleep(0.02)
