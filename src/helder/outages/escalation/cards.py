"""What the desk shows of escalations: on its day what is late, on the page of an outage all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.outages.escalation import queries
from helder.outages.models import Outage


def running(request: HttpRequest) -> dict[str, Any] | None:
    """Suppliers that are being called, what is late first."""
    found = queries.running()
    return {"ladders": found, "late": sum(bool(ladder.late) for ladder in found)} if found else None


def panel(request: HttpRequest, outage: Outage) -> dict[str, Any] | None:
    """On the desk's page of an outage: whom we call, or one tap to begin."""
    found = queries.of_outage(outage)
    may_begin = outage.state == Outage.State.RUNNING and bool(queries.choices(outage))
    if not found and not may_begin:
        return None
    return {"ladders": found, "may_begin": may_begin, "outage": outage}
