"""Menus as a page shows them: resolved, allowed, and with the entry of this page marked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse

from helder.kit.registry import MenuEntry


@dataclass(frozen=True)
class Line:
    """One line of a menu, ready to show."""

    label: Any
    href: str
    icon: str
    current: bool = False


def lines(entries: Iterable[MenuEntry], allowed: Container[str], path: str) -> list[Line]:
    """What this reader may choose; the longest address that leads to this page is current."""
    found = [line for entry in entries if entry.allows in allowed and (line := _line(entry))]
    here = max((line.href for line in found if _leads(line.href, path)), key=len, default=None)
    return [replace(line, current=line.href == here) for line in found]


def _line(entry: MenuEntry) -> Line | None:
    """A line, or nothing when the module behind it is switched off."""
    try:
        return Line(entry.label, reverse(entry.url), entry.icon)
    except NoReverseMatch:
        return None


def _leads(href: str, path: str) -> bool:
    """The front page is only itself; every other address covers what lies under it."""
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
