"""The styles, fonts and pictures that pages of a copy need, as files.

Owns: finding them (collected or not) and what they need in turn. Refuses: anything outside the
static files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

USED = re.compile(rb"""url\(\s*["']?([^"')]+)["']?\s*\)""")


def name_of(address: str) -> str | None:
    """The name in a copy of a static file by its address; None when it is not one."""
    path = urlsplit(address).path
    if not path.startswith(settings.STATIC_URL):
        return None
    return "static/" + posixpath.normpath(path[len(settings.STATIC_URL) :])


def read(names: Iterable[str]) -> dict[str, bytes]:
    """These files, and those to which their styles refer."""
    found: dict[str, bytes] = {}
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        content = None if name in found else _content(name)
        if content is None:
            continue
        found[name] = content
        if name.endswith(".css"):
            wanted += _used(name, content)
    return found


def _used(name: str, style: bytes) -> list[str]:
    folder = posixpath.dirname(name)
    addresses = [match.decode() for match in USED.findall(style)]
    near = [address for address in addresses if not re.match(r"[a-z]+:|/|#", address)]
    return [posixpath.normpath(f"{folder}/{urlsplit(address).path}") for address in near]


def _content(name: str) -> bytes | None:
    inner = name.removeprefix("static/")
    if inner == name or inner.startswith(("..", "/")):
        return None
    collected = Path(settings.STATIC_ROOT) / inner
    place = collected if collected.is_file() else finders.find(inner)
    return Path(str(place)).read_bytes() if place else None
