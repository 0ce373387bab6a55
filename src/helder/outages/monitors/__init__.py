"""Systems that watch, and what follows when they tell: one folder per kind, found by looking.

Owns: what a monitor says, which alerts there are, which draft or outage they lead to. A folder is a
kind when it has a module `kind` with a `KIND`; nothing else needs to know it. Refuses: publishing
anything without a rule that says so.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from helder.outages.monitors.events import Came, Heard


@dataclass(frozen=True)
class Snippet:
    """A piece of configuration that somebody pastes: what it is for, and where it belongs."""

    title: Any
    where: Any
    text: str


@dataclass(frozen=True)
class Kind:
    """What Helder knows of one sort of monitor.

    `read` understands what came in (pure; raises Unreadable). `snippets(address, secret)` gives
    what is pasted in its configuration, with `secret` "" when the address is enough. `methods` are
    those by which it may tell. `mapped` says that the monitor needs a mapping of its own.
    """

    name: str
    path: str
    label: Any
    icon: str
    read: Callable[[Came, Mapping[str, Any]], Heard]
    snippets: Callable[[str, str], Sequence[Snippet]]
    order: int = 50
    methods: tuple[str, ...] = ("POST",)
    mapped: bool = False
    about: Any = ""
    test: Any = ""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind that there is a folder of, in the order in which they are offered."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            found.append(import_module(f"{__name__}.{module.name}.kind").KIND)
    return {kind.name: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.name))}


def by_path(path: str) -> Kind | None:
    """The kind whose address has this word in it."""
    return next((kind for kind in kinds().values() if kind.path == path), None)
