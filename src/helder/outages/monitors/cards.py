"""What the desk's day and the page of an outage show of monitors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.models import Alert, Outage
from helder.outages.monitors import queries


def opened(request: HttpRequest) -> dict[str, Any] | None:
    """Drafts that monitors opened and nobody touched yet."""
    found = queries.opened()
    return {"lines": found} if found else None


def panel(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """The alerts behind an outage."""
    lines = queries.of_outage(outage)
    if not lines:
        return None
    over = all(line.alert.state == Alert.State.RESOLVED for line in lines)
    return {"lines": lines, "is_over": over and outage.state == Outage.State.RUNNING}
