"""The window: gives what is held, passes on what is not. An RSGI application, without Django.

Owns: for whom (strangers only, by their cookies), in which language and encoding, and 304. What a
request gets is remembered for a tenth of a second, so that a stampede costs one look per form.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from pathlib import Path
from time import monotonic
from typing import Any

from helder.outages.copy.busy import BUSY, BUSY_HEADERS
from helder.outages.copy.held import Held, matches
from helder.outages.copy.lifeboat import Lifeboat
from helder.outages.copy.shelf import Shelf
from helder.outages.copy.window.behind import NO_ANSWER, Answer, Behind
from helder.outages.copy.window.following import Follower

log = logging.getLogger(__name__)

PLACE = "HELDER_WINDOW"
"""Environment: the folder with both sockets."""
LOST_SECONDS, PATIENCE_SECONDS = 8.0, 10.0
REMEMBERED_SECONDS = 0.1
YIELDS = 10
"""Of the 19 steps of niceness; nobody notices while there is room."""
MOST = 2_000
PAGES = 300
"""Fewer than Django's own shelf has: what is seldom asked for need not lie in every process."""
STRANGE = 200
"""Longer headers than this are left to Django."""
Asked = tuple[str, str, str, str, str, str, str, str]
"""Method, path, query, Cookie, Accept-Language, Accept-Encoding, If-None-Match, HX-Request."""


class Window:
    """One per process."""

    def __init__(self, place: Path) -> None:
        self.shelf = Shelf(PAGES)
        self.behind = Behind(place)
        self.follower = Follower(place, self.shelf, self.forget)
        self.lifeboat: Lifeboat | None = None
        self.spoken: dict[tuple[str, str], str] = {}
        self.ready: dict[Asked, Answer] = {}
        self.until = 0.0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to listen. News goes first: Django gets the processor when both want it."""
        os.nice(YIELDS)
        self.tasks = [
            loop.create_task(self.follower.follow()),
            loop.create_task(_end_with(os.getppid())),
        ]

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends what it began."""
        for task in self.tasks:
            task.cancel()
        loop.run_until_complete(self.behind.close())

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """One request."""
        get = scope.headers.get
        asked = (
            scope.method, scope.path, scope.query_string, get("cookie") or "",
            get("accept-language") or "", get("accept-encoding") or "",
            get("if-none-match") or "", get("hx-request") or "",
        )  # fmt: skip
        now = monotonic()
        if now > self.until:
            self.forget()
            self.until = now + REMEMBERED_SECONDS
        answer = self.ready.get(asked) or self._found(asked)
        if answer is not None:
            proto.response_bytes(*answer)
        else:
            await self._pass_on(asked, scope, proto)

    def forget(self) -> None:
        """What a request gets may be something else from now on."""
        self.ready.clear()

    def _found(self, asked: Asked) -> Answer | None:
        """From the shelf or the files; None when Django has to say it."""
        answer = self._page(asked) or self._file(asked)
        if answer is not None and len(self.ready) < MOST:
            self.ready[asked] = answer
        return answer

    def _file(self, asked: Asked) -> Answer | None:
        method, path, query, _cookie, _language, accepts, _etag, _htmx = asked
        return self.behind.file(path, query, accepts) if method == "GET" else None

    def _page(self, asked: Asked) -> Answer | None:
        method, path, query, cookie, accepts, encodings, etag, htmx = asked
        if self.follower.cookies is None or method != "GET" or htmx:
            return None
        chosen = self.follower.cookies.chosen(cookie)
        language = None if chosen is None else self.spoken.get((chosen, accepts))
        page = None if language is None else self.shelf.get((path, query, language))
        if page is None:
            return None
        form = page.form(encodings)
        if etag and matches(etag, form.tag):
            return 304, form.unchanged, b""
        return 200, form.headers, form.body

    async def _pass_on(self, asked: Asked, scope: Any, proto: Any) -> None:
        """Asks Django. Where there is a copy a visitor need not wait for long, or for nothing."""
        copy = self._copied(asked)
        if copy is not None and self._is_lost:
            _rescue(copy, asked, proto)
            return
        try:
            passing = asyncio.get_running_loop().create_task(self.behind.pass_on(scope, proto))
            language = await asyncio.wait_for(passing, None if copy is None else PATIENCE_SECONDS)
        except NO_ANSWER as error:
            log.error("Django's process does not answer: %s", type(error).__name__)
            _rescue(copy, asked, proto)
            return
        if language:
            self._learn(asked, language)

    def _learn(self, asked: Asked, language: str) -> None:
        """Django said which language belongs to these headers; the next one gets it from here."""
        chosen = self.follower.cookies.spoken(asked[3]) if self.follower.cookies else ""
        if len(chosen) + len(asked[4]) > STRANGE:
            return
        if len(self.spoken) >= MOST:
            self.spoken.clear()
        self.spoken[chosen, asked[4]] = language

    @property
    def _is_lost(self) -> bool:
        """Whether it is no use to wait: Django is gone, or hears nothing of its database."""
        return self.shelf.is_blind and (self.follower.is_cut or self.shelf.blind_for > LOST_SECONDS)

    def _copied(self, asked: Asked) -> Held | str | None:
        """The page as it stands in the copy, which says how old it is."""
        if self.lifeboat is None and self.follower.copy is not None:
            self.lifeboat = Lifeboat(self.follower.copy)
        if self.lifeboat is None or asked[0] not in ("GET", "HEAD"):
            return None
        for page in list(self.shelf.pages.values())[:1]:
            self.lifeboat.learn(page)
        return self.lifeboat.page(asked[1], self._probably(asked))

    def _probably(self, asked: Asked) -> str:
        chosen = self.follower.cookies.spoken(asked[3]) if self.follower.cookies else ""
        known = self.spoken.get((chosen, asked[4]))
        return known or chosen or ("en" if asked[4].lower().startswith("en") else "nl")


def window() -> Window:
    """The window of this process, as `helder serve` set it up."""
    return Window(Path(os.environ[PLACE]))


def _rescue(copy: Held | str | None, asked: Asked, proto: Any) -> None:
    """Answers with what the copy has, else with a plain word."""
    if copy is None:
        proto.response_bytes(503, BUSY_HEADERS, BUSY)
    elif isinstance(copy, str):
        proto.response_empty(302, [("location", copy)])
    else:
        form = copy.form(asked[5])
        proto.response_bytes(200, form.headers, form.body)


async def _end_with(parent: int) -> None:
    """Leaves no window standing open when whoever opened it was killed."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)
