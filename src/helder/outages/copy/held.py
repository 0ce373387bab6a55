"""One page as bytes in memory, in the encodings that browsers ask for. Pure.

Owns: which encoding a browser gets, the strong ETag of each, what a 304 carries.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

Headers = list[tuple[str, str]]
ENCODINGS = ("br", "gzip")
SMALLEST = 400
"""Below this many bytes an encoding saves nothing that anybody would notice."""
BROTLI_QUALITY, GZIP_LEVEL = 6, 6
OURS = frozenset(
    {"content-length", "content-encoding", "etag", "vary", "set-cookie", "last-modified", "date"}
)
NOT_ON_304 = frozenset({"content-length", "content-type", "content-encoding"})
VARY = "Accept-Language, Cookie, Accept-Encoding"


@dataclass(frozen=True)
class Form:
    """One representation: its bytes, its ETag, and the headers with and without a body."""

    body: bytes
    tag: str
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True)
class Held:
    """A page in all its representations; `turn` and `tick` say what it shows, of which minute."""

    forms: dict[str, Form]
    turn: int
    tick: int

    def form(self, accepts: str) -> Form:
        """The smallest that a browser with this Accept-Encoding takes."""
        return self.forms.get(encoding(accepts)) or self.forms[""]


def hold(headers: Iterable[tuple[str, str]], body: bytes, *, turn: int, tick: int) -> Held:
    """Makes the representations of a body with the headers that Django gave it."""
    kept = [(name, value) for name, value in headers if name.lower() not in OURS]
    digest = hashlib.sha256(body).hexdigest()[:32]
    forms = {"": _form(kept, body, f'"{digest}"', "")}
    if len(body) >= SMALLEST:
        smaller = {
            "br": brotli.compress(body, quality=BROTLI_QUALITY),
            "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        }
        for name, packed in smaller.items():
            forms[name] = _form(kept, packed, f'"{digest}-{name}"', name)
    return Held(forms, turn, tick)


def _form(kept: Headers, body: bytes, tag: str, name: str) -> Form:
    headers = [*kept, ("Vary", VARY), ("ETag", tag), ("Content-Length", str(len(body)))]
    if name:
        headers.append(("Content-Encoding", name))
    unchanged = [pair for pair in headers if pair[0].lower() not in NOT_ON_304]
    return Form(body, tag, headers, unchanged)


@lru_cache(maxsize=512)
def encoding(accepts: str) -> str:
    """The best encoding that is accepted: br, gzip, or none ("")."""
    weights = dict(_weighed(accepts))
    others = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, others))
    return best if weights.get(best, others) > 0 else ""


def _weighed(accepts: str) -> Iterable[tuple[str, float]]:
    for part in accepts.lower().split(","):
        name, _, rest = part.strip().partition(";")
        found = re.search(r"q\s*=\s*([0-9.]+)", rest)
        try:
            yield name.strip(), float(found.group(1)) if found else 1.0
        except ValueError:
            yield name.strip(), 0.0


def matches(asked: str, tag: str) -> bool:
    """Whether If-None-Match names this ETag (weakly compared, RFC 9110)."""
    if asked == tag:
        return True
    names = [name.strip().removeprefix("W/") for name in asked.split(",")]
    return "*" in names or tag in names
