"""The promise of the next update: finding it, and moving it before its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from helder.journal.actions import Actor
from helder.kit import clock
from helder.messages.actions import guard
from helder.outages import rules
from helder.outages.copy.bell import ring_on_commit
from helder.outages.models import Outage, Update
from helder.outages.rules import Refused
from helder.promises import actions as promises
from helder.promises.models import Promise

NEXT_UPDATE = "next_update"


@transaction.atomic
def move_promise(
    outage: Outage, due_at: datetime, *, reason: Mapping[str, str], by: Actor | None
) -> Promise:
    """Renegotiates the next update before its time. Raises Refused when it is too late, Blocked."""
    moment = clock.now()
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    errors = rules.check_promise_time(due_at, moment)
    if not any(text.strip() for text in reason.values()):
        errors["reason"] = gettext("Say why it becomes later; readers see it.")
    promise = open_promise(outage)
    if promise is None:
        errors["next_update_at"] = gettext("There is no promise to move.")
    if errors or promise is None:
        raise Refused(errors)
    guard("outage", {"reason": dict(reason)})
    try:
        moved = promises.move(promise, due_at, by=by, reason=dict(reason), at=moment)
    except promises.TooLateToMove as error:
        raise Refused(
            {
                "next_update_at": gettext(
                    "The promised time has passed, so it can no longer be moved. "
                    "Publish an update now."
                )
            }
        ) from error
    Update.objects.filter(promise=promise).update(promise=moved)
    Outage.objects.filter(pk=outage.pk).update(changed_at=moment)
    ring_on_commit()
    return moved


def open_promise(outage: Outage) -> Promise | None:
    """The promise of the next update that is still to be kept."""
    return Promise.objects.open().about(outage.subject).filter(kind=NEXT_UPDATE).first()
