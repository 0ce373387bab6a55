"""What the desk's day shows of outages: what runs now, and what is planned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.listing import listed, rows


def running(request: HttpRequest) -> dict[str, Any]:
    """What troubles people at this moment."""
    return {"lines": rows(listed().current().order_by("-since")[:20])}


def planned(request: HttpRequest) -> dict[str, Any] | None:
    """The maintenance that is coming."""
    found = rows(listed().planned()[:10])
    return {"lines": found} if found else None
