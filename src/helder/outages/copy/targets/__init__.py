"""Places elsewhere where a copy of the status page stands; one file per kind.

Owns: reading their addresses, and what each kind can do. Refuses: when to send and how often to try
(sending.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext

from helder.outages.copy.folder import Manifest

KINDS = {
    "": "folder",
    "file": "folder",
    "s3": "s3",
    "sftp": "sftp",
    "rsync": "rsync",
    "rsync+ssh": "rsync",
}
SECONDS = 20
"""How long a place may keep silent."""


LONGEST_VALUE = 90


class Trouble(Exception):
    """One clear sentence: what went wrong, and what helps; `values` fill its named places."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = {name: str(value)[:LONGEST_VALUE] for name, value in values.items()}
        super().__init__(sentence % self.values if values else sentence)

    def kept(self) -> str:
        """As it is kept in a row, to be read in any language."""
        return json.dumps([self.sentence, self.values], ensure_ascii=False)


def told(kept: str) -> str:
    """A kept sentence in the reader's language."""
    try:
        sentence, values = json.loads(kept)
        return str(gettext(sentence) % values)
    except (ValueError, TypeError, KeyError):
        return kept


class Target(Protocol):
    """One place, opened for one round of sending."""

    def manifest(self) -> Manifest:
        """What stands there now; an empty one when nothing does. Raises Trouble."""

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Sends these files in this order, each whole before it is seen. Raises Trouble."""

    def remove(self, names: Iterable[str]) -> None:
        """Takes these away. Raises Trouble."""

    def close(self) -> None:
        """Lets go."""


def name_of(address: str) -> str:
    """An address without its secrets, as the desk sees it."""
    parts = urlsplit(address)
    if not parts.scheme:
        return address[:200]
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"[:200]


def opened(address: str) -> Target:
    """The place behind an address. Raises Trouble."""
    parts = urlsplit(address)
    module = import_module(f"{__name__}.{KINDS[parts.scheme]}")
    open_target: Callable[[SplitResult], Target] = module.open_target
    return open_target(parts)
