"""What a person decides about rows that had trouble."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from helder.delivery.models import AT_ONCE, Delivery, Dispatch
from helder.journal.actions import Actor, record
from helder.kit import clock

State = Delivery.State
AGAIN = (State.UNCERTAIN, State.FAILED, State.BOUNCED)


class TooLate(Exception):
    """The message is of no use any more, so it is not sent again."""


@transaction.atomic
def resend(
    dispatch: Dispatch, *, by: Actor, states: Sequence[str] = AGAIN, only: int | None = None
) -> int:
    """Sends the rows in these states once more, by a person's decision. Raises TooLate."""
    if dispatch.is_too_late(clock.now()):
        raise TooLate
    rows = dispatch.deliveries.filter(state__in=[s for s in states if s in AGAIN])
    if only is not None:
        rows = rows.filter(pk=only)
    count = rows.update(
        state=State.WAITING, attempts=0, due_at=AT_ONCE, ended_at=None, claimed_by=""
    )
    if count:
        record(
            "delivery.resent",
            f"dispatch:{dispatch.public_id}",
            by=by,
            count=count,
            states=sorted(str(state) for state in states),
        )
    return count
