"""Who writes now and who is next, beside an outage at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.models import Outage
from helder.outages.shifts import queries


def panel(_request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """While it runs."""
    if outage.state != Outage.State.RUNNING:
        return None
    now, following = queries.now_and_next(queries.shifts_of(outage))
    return {"outage": outage, "now": now, "following": following}
