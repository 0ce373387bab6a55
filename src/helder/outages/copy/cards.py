"""What the desk's day says of the copies elsewhere: only when one is behind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.copy import queries


def behind(request: HttpRequest) -> dict[str, Any] | None:
    """The places that have shown something old for a while."""
    found = [place for place in queries.places() if place.is_behind]
    return {"places": found} if found else None
