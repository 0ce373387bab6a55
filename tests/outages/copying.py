"""Builders for what is held in memory and for copies: a front, a visitor before it, a copy."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from typing import Any
from unittest import mock

import brotli
from django.core.handlers.wsgi import WSGIRequest

from helder.outages.copy import asking, listing
from helder.outages.copy.front import Front
from helder.outages.copy.gate import Gate
from helder.outages.copy.keeper import Keeper
from helder.outages.copy.shelf import Shelf

SOME = ("/", "/status/", "/status/feed.atom", "/api/v2/summary.json")


def _is_some(path: str) -> bool:
    return path in SOME or (path.startswith("/status/") and path.count("/") == 3)


@dataclass
class Got:
    """What a visitor got."""

    status: int
    headers: dict[str, str]
    body: bytes
    by_django: bool

    @property
    def text(self) -> str:
        """The words of it, whatever its encoding."""
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        return unpack.get(self.headers.get("Content-Encoding", ""), bytes)(self.body).decode()


class Visit:
    """A front with its keeper, which looks only when it is told to."""

    def __init__(self) -> None:
        self.by_django = 0
        self.told: list[str] = []
        gate = Gate(self._django)
        self.keeper = Keeper(Shelf(), self.told.append)
        self.front = Front(gate, gate, self.keeper)

    def _django(self, environ: dict[str, Any], start: Any) -> Any:
        self.by_django += 1
        response = asking._handler().get_response(WSGIRequest(environ))
        start(f"{response.status_code} -", list(response.items()))
        return [bytes(response.content)]

    def look(self) -> None:
        """The keeper looks at the database once; of the many pages it makes some at once."""
        some = [address for address in listing.hot() if _is_some(address.path)]
        with mock.patch.object(listing, "hot", return_value=some):
            self.keeper.look()

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """Asks for a page; `headers` as they stand in WSGI, `query` apart."""
        before = self.by_django
        query = headers.pop("query", "")
        environ = asking.environ_of(path, "nl", query) | {"REQUEST_METHOD": method}
        del environ["HTTP_COOKIE"]
        environ["wsgi.input"] = io.BytesIO()
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        found: list[Any] = []

        def start(status: str, given: list[tuple[str, str]], *_rest: Any) -> Any:
            found[:] = [int(status.split()[0]), dict(given)]
            return lambda _data: None

        body = b"".join(self.front(environ, start))
        return Got(found[0], found[1], body, self.by_django > before)
