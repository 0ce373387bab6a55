"""What every page may use: the menus of the modules that are switched on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.kit.registry import declared


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menus as lazy lists; the page filters them by permission."""
    return {
        "desk_menu": lambda: list(declared("desk_menu")),
        "portal_menu": lambda: list(declared("portal_menu")),
        "account_menu": lambda: list(declared("account_menu")),
    }
