"""Passes a request on to Django's process, and its answer back, as they are.

Owns: which headers belong to one hop only, and what a visitor hears when nobody answers there.
Refuses: changing what is asked or answered, and asking a second time what may have been done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from helder.outages.copy.held import Headers
from helder.outages.copy.window import wire

log = logging.getLogger(__name__)

PEER, WINDOW, LANGUAGE = "x-helder-peer", "x-helder-window", "x-helder-language"
OWN = "x-helder-"
ONE_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
     "transfer-encoding", "upgrade", "expect", "server", "date")
)  # fmt: skip
CONNECTIONS = 64
IDLE_SECONDS = 10
"""Shorter than the process behind keeps a silent connection, so that none breaks in our hands."""
STARTING_SECONDS = 30.0
LIMIT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=180)
AT_ONCE = 256 * 1024
KEPT, KEPT_BYTES = 400, 1_000_000
SAFE_IN_A_PATH = "/:@!$&'()*+,;=-._~"
Answer = tuple[int, Headers, bytes]
NO_ANSWER = (OSError, aiohttp.ClientError, asyncio.TimeoutError)


class Behind:
    """Django's process, reached by the socket in `place`."""

    def __init__(self, place: Path) -> None:
        self.socket = str(place / wire.WEB)
        self.session: aiohttp.ClientSession | None = None
        self.files: dict[tuple[str, str, str], Answer] = {}

    def file(self, path: str, query: str, accepts: str) -> Answer | None:
        """What was given before and never changes: style sheets, fonts and the like."""
        return self.files.get((path, query, accepts))

    async def pass_on(self, scope: Any, proto: Any) -> str:
        """Answers the request; gives the language when the answer was the same for everybody.

        Raises NO_ANSWER as long as nothing was said to the visitor.
        """
        async with await self._asked(scope, proto) as answer:
            headers = [
                (name, value) for name, value in _texts(answer.raw_headers) if name not in ONE_HOP
            ]
            given = [pair for pair in headers if pair[0] != LANGUAGE]
            await self._give(scope, proto, answer, given)
            return answer.headers.get(LANGUAGE, "")

    async def close(self) -> None:
        """Ends its connections."""
        if self.session is not None:
            await self.session.close()

    async def _asked(self, scope: Any, proto: Any) -> aiohttp.ClientResponse:
        """The answer's beginning. One that is still starting is waited for."""
        until = asyncio.get_running_loop().time() + STARTING_SECONDS
        query = f"?{scope.query_string}" if scope.query_string else ""
        address = URL(f"http://helder{quote(scope.path, SAFE_IN_A_PATH)}{query}", encoded=True)
        headers = _onward(scope)
        body = _chunks(proto) if _has_body(headers) else None
        while True:
            try:
                return await self._session().request(
                    scope.method, address, headers=headers, data=body, allow_redirects=False
                )
            except aiohttp.ClientConnectorError:  # not one byte has gone
                if asyncio.get_running_loop().time() > until:
                    raise
                await asyncio.sleep(0.2)

    async def _give(
        self, scope: Any, proto: Any, answer: aiohttp.ClientResponse, headers: Headers
    ) -> None:
        length = answer.content_length
        if scope.method == "HEAD" or answer.status in (204, 304):
            proto.response_empty(answer.status, headers)
        elif length is not None and length <= AT_ONCE:
            body = await answer.read()
            self._keep(scope, answer, headers, body)
            proto.response_bytes(answer.status, headers, body)
        else:
            await _stream(proto.response_stream(answer.status, headers), answer)

    def _keep(
        self, scope: Any, answer: aiohttp.ClientResponse, headers: Headers, body: bytes
    ) -> None:
        forever = "immutable" in answer.headers.get("Cache-Control", "")
        if not forever or answer.status != 200 or scope.method != "GET" or len(body) > KEPT_BYTES:
            return
        if "Set-Cookie" in answer.headers or len(self.files) >= KEPT:
            return
        accepts = scope.headers.get("accept-encoding") or ""
        self.files[scope.path, scope.query_string, accepts] = (answer.status, headers, body)

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(
                    self.socket, limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=LIMIT,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            )
        return self.session


async def _stream(to: Any, answer: aiohttp.ClientResponse) -> None:
    """An answer that breaks off does so for the visitor as well: nothing else can be said then."""
    try:
        async for chunk in answer.content.iter_any():
            await to.send_bytes(chunk)
    except NO_ANSWER as error:
        log.error("An answer broke off: %s", type(error).__name__)


def _onward(scope: Any) -> Headers:
    """The visitor's headers, and who asks."""
    kept = [
        (name, value)
        for name, value in scope.headers.items()
        if name not in ONE_HOP and not name.startswith(OWN)
    ]
    return [*kept, (PEER, scope.client.rpartition(":")[0]), (WINDOW, "1")]


def _has_body(headers: Headers) -> bool:
    return any(name == "content-length" and value != "0" for name, value in headers)


async def _chunks(proto: Any) -> AsyncIterator[bytes]:
    async for chunk in proto:
        yield chunk


def _texts(raw: Any) -> Headers:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw]
