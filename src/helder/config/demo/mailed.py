"""Writes down the demo's earlier mail as sent; the newest message is left to the worker."""

from __future__ import annotations

from datetime import timedelta

from helder.delivery.models import Delivery, Dispatch
from helder.kit import clock
from helder.people import audiences
from helder.people.audiences import Selection
from helder.people.models import Person

REMEMBERED = timedelta(days=14)
BOUNCES_EACH = 400


def settle() -> None:
    """Recent dispatches get their deliveries; older ones are no longer kept."""
    newest = Dispatch.objects.order_by("-created_at").first()
    if newest is None:
        return
    Dispatch.objects.filter(created_at__lt=clock.now() - REMEMBERED).delete()
    for dispatch in Dispatch.objects.exclude(pk=newest.pk):
        _sent(dispatch)


def _sent(dispatch: Dispatch) -> None:
    persons = audiences.resolve(Selection.from_dict(dispatch.selection))
    for start in range(0, persons.count(), 1_000):
        Delivery.objects.bulk_create(
            _delivery(dispatch, person) for person in persons[start : start + 1_000]
        )
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=Dispatch.State.ADDRESSED, addressed_at=dispatch.created_at
    )


def _delivery(dispatch: Dispatch, person: Person) -> Delivery:
    bounced = person.pk % BOUNCES_EACH == 0
    return Delivery(
        dispatch=dispatch,
        person=person,
        channel="mail",
        urgency=dispatch.urgency,
        state=Delivery.State.BOUNCED if bounced else Delivery.State.ACCEPTED,
        note="550 5.1.1 no such mailbox" if bounced else "",
        attempts=1,
        due_at=dispatch.created_at,
        ended_at=dispatch.created_at + timedelta(seconds=4),
    )
