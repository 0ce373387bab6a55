"""What the desk's day shows of outages: what runs now, and what is planned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.desk import queries as desk_queries


def running(request: HttpRequest) -> dict[str, Any]:
    """What troubles people at this moment."""
    return {"lines": desk_queries.rows(desk_queries.listed().current().order_by("-since")[:20])}


def planned(request: HttpRequest) -> dict[str, Any] | None:
    """The maintenance that is coming."""
    found = desk_queries.rows(desk_queries.listed().planned()[:10])
    return {"lines": found} if found else None
