"""Menus as a page shows them: resolved, allowed, and with the entry of this page marked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse

from helder.kit.registry import MenuEntry

SET_UP_FROM = 60  # entries from this order on are for setting up, not for the day


@dataclass(frozen=True)
class Line:
    """One line of a menu, ready to show."""

    label: Any
    href: str
    icon: str
    current: bool = False
    opens_set_up: bool = False


def lines(entries: Iterable[MenuEntry], allowed: Container[str], path: str) -> list[Line]:
    """What this reader may choose; the longest address that leads to this page is current."""
    found = [
        (line, entry.order >= SET_UP_FROM)
        for entry in entries
        if entry.allows in allowed and (line := _line(entry))
    ]
    here = max(
        (line.href for line, _later in found if _leads(line.href, path)), key=len, default=None
    )
    before = [False, *(later for _line, later in found)]
    return [
        replace(line, current=line.href == here, opens_set_up=later and not earlier)
        for (line, later), earlier in zip(found, before, strict=False)
    ]


def _line(entry: MenuEntry) -> Line | None:
    """A line, or nothing when the module behind it is switched off."""
    try:
        return Line(entry.label, reverse(entry.url), entry.icon)
    except NoReverseMatch:
        return None


def _leads(href: str, path: str) -> bool:
    """The front page is only itself; every other address covers what lies under it."""
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
