"""What Django's process tells the windows, over a socket that only this user can open. Pure.

Owns: the form of a message: four bytes of length, then JSON; bodies of pages in base64.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helder.outages.copy.held import Form, Held
from helder.outages.copy.shelf import Key, Shelf
from helder.outages.copy.visitor import Cookies

LENGTH = struct.Struct("!I")
WEB, LINE = "web.sock", "line.sock"
"""Names of the two sockets in the folder that both sides know: requests, and these messages."""


def packed(message: dict[str, Any]) -> bytes:
    """A message as it goes over the socket."""
    body = json.dumps(message, separators=(",", ":")).encode()
    return LENGTH.pack(len(body)) + body


def house(cookies: Cookies, copy: Path) -> dict[str, Any]:
    """Which cookies count, and the folder with the copy."""
    personal = sorted(cookies.personal)
    return {"language": cookies.language, "personal": personal, "copy": str(copy)}


def looked(shelf: Shelf) -> dict[str, Any]:
    """The database was asked just now: what is up to date."""
    return {"turn": shelf.turn, "tick": shelf.tick}


def page(key: Key, held: Held) -> dict[str, Any]:
    """A page in all its representations."""
    forms = {
        name: [form.tag, form.headers, form.unchanged, base64.b64encode(form.body).decode()]
        for name, form in held.forms.items()
    }
    return {"page": key, "turn": held.turn, "tick": held.tick, "forms": forms}


def all_of(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Everything that a window which has just opened needs."""
    yield looked(shelf)
    for key, held in list(shelf.pages.items()):
        yield page(key, held)


def take(message: dict[str, Any], shelf: Shelf) -> None:
    """Does to the window's own shelf what was told."""
    if "page" not in message:
        shelf.follow(message["turn"], message["tick"])
        return
    forms = {
        name: Form(base64.b64decode(body), tag, _pairs(headers), _pairs(unchanged))
        for name, (tag, headers, unchanged, body) in message["forms"].items()
    }
    path, query, language = message["page"]
    shelf.put((path, query, language), Held(forms, message["turn"], message["tick"]))


def _pairs(headers: list[list[str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]
