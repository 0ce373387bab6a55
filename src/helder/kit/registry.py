"""What a module may declare in its AppConfig, and how the shells read it.

A module switched off in INSTALLED_APPS takes its menu entries, cards and jobs along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class MenuEntry:
    """One line in a menu. `url` is a URL name, `icon` a name of the kit's icon set.

    `allows` is the permission that a person needs to see it ("" for everyone).
    """

    label: Any
    url: str
    icon: str
    allows: str = ""
    order: int = 50


@dataclass(frozen=True)
class Card:
    """A piece of a shell's page: `build(request)` gives the template's context, or None to hide.

    `area` is where it stands: "lead" (on top), "main" or "aside".
    """

    template: str
    build: str
    order: int = 50
    area: str = "main"

    def context(self, request: Any) -> dict[str, Any] | None:
        """Calls the dotted name `build`."""
        result: dict[str, Any] | None = import_string(self.build)(request)
        return result


@dataclass(frozen=True)
class Job:
    """Work that the worker does again and again: `run()` gives how many things it did."""

    name: str
    run: str
    every: timedelta

    def function(self) -> Callable[[], int]:
        """The function behind the dotted name."""
        found: Callable[[], int] = import_string(self.run)
        return found


def declared(attribute: str) -> Iterator[Any]:
    """Everything that the installed modules declare under this name, in order."""
    entries = [
        entry for config in apps.get_app_configs() for entry in getattr(config, attribute, [])
    ]
    return iter(sorted(entries, key=lambda entry: getattr(entry, "order", 0)))
