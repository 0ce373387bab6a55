"""Permissions in every template: {% if may.house_edit %}."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.people.permissions import PERMISSIONS, may


class Allowed:
    """Answers `may.<permission with _ for .>`, and `permission in may`."""

    def __init__(self, person: Any) -> None:
        self.person = person

    def __getitem__(self, name: str) -> bool:
        permission = name.replace("_", ".", 1)
        return permission in PERMISSIONS and may(self.person, permission)

    def __contains__(self, permission: str) -> bool:
        return permission == "" or may(self.person, permission)


def permissions(request: HttpRequest) -> dict[str, Any]:
    """`may`: what the person who looks is allowed."""
    return {"may": Allowed(getattr(request, "user", None))}
