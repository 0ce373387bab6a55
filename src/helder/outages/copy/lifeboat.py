"""Gives visitors the copy of this server's own folder while the database is away.

Owns: which file of the copy answers which address. The copy says how old it is, so nobody takes the
last word for the newest. Refuses: everything that is not in the copy.
"""

from __future__ import annotations

from pathlib import Path

from helder.outages.copy import folder
from helder.outages.copy.held import Headers, Held, hold
from helder.outages.copy.targets.s3 import content_type

ENGLISH = "en/"
LEFT_OUT = frozenset({"content-type", "content-language", "cache-control"})
LEAST: Headers = [("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY")]


class Lifeboat:
    """Files of one folder as pages. `safety` are the headers that Django gave to pages before."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.safety: Headers = LEAST
        self.files: dict[str, str] = {}
        self.held: dict[str, Held] = {}
        self.read_at = 0

    def learn(self, page: Held) -> None:
        """The headers of a page of Django itself, for those of the copy."""
        own = {"vary", "etag", "content-length", "content-encoding"}
        given = page.forms[""].headers
        safety = [
            pair for pair in given if pair[0].lower() not in LEFT_OUT and pair[0].lower() not in own
        ]
        if safety != self.safety:
            self.safety, self.held = safety, {}

    def page(self, path: str, language: str) -> Held | str | None:
        """The page, or where the reader of English finds it, or None."""
        known = self._known()
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        english = f"{ENGLISH}{name}"
        if language == "en" and english in known and not name.startswith(ENGLISH):
            if path.endswith("/"):
                return f"/{english}"
            name = english
        if name not in known or name.startswith("static/"):
            return None
        if name not in self.held and (page := self._read(name)) is not None:
            self.held[name] = page
        return self.held.get(name)

    def _read(self, name: str) -> Held | None:
        try:
            body = (self.place / name).read_bytes()
        except OSError:
            return None
        short = "en" if name.startswith(ENGLISH) else "nl"
        headers = [
            ("Content-Type", content_type(name)),
            ("Content-Language", short),
            ("Cache-Control", "no-cache"),
            *self.safety,
        ]
        return hold(headers, body, turn=0, tick=0)

    def _known(self) -> dict[str, str]:
        """The list of the copy, read again when it is another."""
        try:
            changed = (self.place / folder.MANIFEST).stat().st_mtime_ns
        except OSError:
            return {}
        if changed != self.read_at:
            self.files, self.held = folder.read(self.place).files, {}
            self.read_at = changed
        return self.files
