"""The organisation in every template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.organisation.queries import current


def house(request: HttpRequest) -> dict[str, Any]:
    """`house`: the organisation, its logo, colours and service desk."""
    return {"house": current()}
