"""Gives visitors the status page from memory, before Django begins.

Owns: for whom (nobody who is signed in or has a notice waiting), in which language and encoding,
and 304. Everything else, and whatever is not held, goes on to Django.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from helder.outages.copy import listing
from helder.outages.copy.asking import Application
from helder.outages.copy.gate import Busy, Gate
from helder.outages.copy.held import VARY, Headers, Held, matches
from helder.outages.copy.keeper import Keeper
from helder.outages.copy.lifeboat import Lifeboat
from helder.outages.copy.shelf import Key
from helder.outages.copy.visitor import Cookies
from helder.outages.copy.writer import own_folder

log = logging.getLogger(__name__)

LONGEST_WAIT = 3.0
LOCKS = 64
LOST_SECONDS = 20.0
"""A database that has said nothing for so long, not even no, is away as well."""
FROM_A_WINDOW, LANGUAGE = "HTTP_X_HELDER_WINDOW", "X-Helder-Language"
"""A window says that it asks, and hears which language was given: next time it knows by itself."""
Start = Callable[..., Any]


class Front:
    """A WSGI application: what is held, else `application` behind its gate."""

    def __init__(self, application: Application, gate: Gate, keeper: Keeper) -> None:
        self.application, self.gate, self.keeper = application, gate, keeper
        self.shelf = keeper.shelf
        self.making = [threading.Lock() for _number in range(LOCKS)]
        self.cookies = cookies()
        self.lifeboat = Lifeboat(own_folder())

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        told: Headers = []
        if self.shelf.is_blind:
            page = self._rescued(environ)
        else:
            page, language = self._page(environ)
            told = [(LANGUAGE, language)] if FROM_A_WINDOW in environ else []
        if page is None:
            return self.application(environ, start_response)
        if isinstance(page, str):
            start_response("302 Found", [("Location", page), ("Vary", VARY)])
            return ()
        return _give(page, environ, start_response, told)

    def _rescued(self, environ: dict[str, Any]) -> Held | str | None:
        """From the copy: the database does not answer, so nobody can be known either."""
        lost = self.keeper.is_away or self.shelf.blind_for > LOST_SECONDS
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not lost:
            return None
        chosen = self.cookies.spoken(environ.get("HTTP_COOKIE", ""))
        accepts = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200]
        spoken = language(chosen[:20], accepts, self.shelf.address)
        for page in list(self.shelf.pages.values())[:1]:
            self.lifeboat.learn(page)
        return self.lifeboat.page(environ.get("PATH_INFO", ""), spoken)

    def _page(self, environ: dict[str, Any]) -> tuple[Held | str | None, str]:
        """What to give, in which language; None, also when something is wrong here: Django knows
        the way."""
        try:
            key = self._key(environ)
            if key is None:
                return None, ""
            return self.shelf.get(key) or self._made_now(key), key[2]
        except Exception:
            log.exception("%s is left to Django.", environ.get("PATH_INFO"))
            return None, ""

    def _key(self, environ: dict[str, Any]) -> Key | None:
        """What is asked for; None when it is not for us."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HX_REQUEST" in environ:
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if not listing.may_hold(path, query):
            return None
        chosen = self.cookies.chosen(environ.get("HTTP_COOKIE", ""))
        if chosen is None:
            return None
        accepts = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        return path, query, language(chosen[:20], accepts[:200], self.shelf.address)

    def _made_now(self, key: Key) -> Held | None:
        """Lets Django make it once, however many ask; None when it is not to be held."""
        if self.shelf.is_blind:
            return None
        alone = self.making[hash(key) % LOCKS]
        if not alone.acquire(timeout=LONGEST_WAIT):
            return None
        try:
            found = self.shelf.get(key)
            if found is not None:
                return found
            with self.gate.entered():
                return self.keeper.make(key)
        except Busy:
            return None
        finally:
            alone.release()


@lru_cache(maxsize=1024)
def language(chosen: str, accepts: str, address: str) -> str:
    """The locale for a visitor, by the rule of people.middleware, which needs the database."""
    if not chosen:
        request = HttpRequest()
        request.META = {"HTTP_ACCEPT_LANGUAGE": accepts}
        chosen = get_language_from_request(request)
        return "en" if chosen == "en" else address
    return chosen if chosen in ("en", "nl-informal") else address


def _give(
    page: Held, environ: dict[str, Any], start_response: Start, told: Headers
) -> Iterable[bytes]:
    form = page.form(environ.get("HTTP_ACCEPT_ENCODING", ""))
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and matches(asked, form.tag):
        start_response("304 Not Modified", form.unchanged + told)
        return ()
    start_response("200 OK", form.headers + told)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (form.body,)


def cookies() -> Cookies:
    """Those of this installation."""
    personal = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
    return Cookies(settings.LANGUAGE_COOKIE_NAME, personal)
