"""The verbs of delivery: dispatch a message, write down its recipients, claim, hand over, record.

A row changes hands only by a conditional UPDATE, so that two workers never hold the same one and
a worker that lost its lease cannot overwrite what happened after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from helder.delivery import letters
from helder.delivery.models import Delivery, Dispatch
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.people.audiences import Selection
from helder.people.models import Person

State = Delivery.State
CHUNK = 500
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
PAUSES = (1, 5, 15, 30, 60, 120, 240, 240, 240, 240)
"""Minutes to wait after each failed attempt; after the last one the row ends as failed."""
AGAIN = (State.UNCERTAIN, State.FAILED, State.BOUNCED)


def dispatch(
    *,
    kind: str,
    content: dict[str, Any],
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    urgency: int = 5,
    mandatory: bool = True,
    thread: str = "",
    number: int = 1,
    not_after: datetime | None = None,
) -> Dispatch:
    """Puts a message on its way, inside the caller's transaction; the worker does the rest.

    Followers of `services` and `places` (slugs) get it beside the selection, each person once.
    """
    letters.check(content)
    return Dispatch.objects.create(
        kind=kind,
        content=content,
        selection=selection.as_dict(),
        followed={"services": list(services), "places": list(places)},
        urgency=min(max(urgency, 0), 9),
        mandatory=mandatory,
        thread=thread,
        number=number,
        not_after=not_after,
    )
