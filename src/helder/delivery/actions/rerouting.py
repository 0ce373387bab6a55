"""A channel that does not work for somebody: switched off for them, and another one tried.

Owns: refusals, the next channel of an urgent message, and bounces that come in later.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from helder.delivery.actions.addressing import PERSONAL, Wanting, reader_of, wishes_of
from helder.delivery.channels import kinds
from helder.delivery.models import Delivery, Dispatch, Outlet
from helder.delivery.parcels import Parcel, Reader
from helder.delivery.routes import NO_ADDRESS, Matter, next_channel
from helder.delivery.variants import COMMON
from helder.kit import clock
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import PORTAL, Person, Refusal

State = Delivery.State
SENT = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.HANDING_OVER)


def refuse(parcel: Parcel, note: str) -> None:
    """This address or room is gone: nothing is sent there until somebody mends it."""
    if parcel.outlet is not None:
        Outlet.objects.filter(pk=parcel.outlet.pk, refused_at=None).update(
            is_on=False, refused_at=clock.now(), note=note[:300]
        )
    elif parcel.reader is not None:
        _refuse_person(parcel.reader, parcel.channel, note)


def _refuse_person(reader: Reader, channel: str, note: str) -> None:
    kind = kinds().get(channel)
    address = kind.addresses([reader]).get(reader.pk, "") if kind else ""
    Refusal.objects.update_or_create(
        person_id=reader.pk,
        channel=channel,
        defaults={"address": address[:300], "at": clock.now(), "note": note[:300]},
    )


def try_next_channel(dispatch: Dispatch, person_pk: int) -> Delivery | None:
    """The person's next channel for an urgent message; None when each was tried before."""
    person = Person.objects.get(pk=person_pk)
    now = timezone.localtime(clock.now())
    named = person_pk in Selection.from_dict(dispatch.selection).persons
    matter = Matter(
        urgent=True, named=named, not_after=dispatch.not_after, avoid=frozenset(dispatch.avoid)
    )
    if not person.is_active or not matter.is_of_use(now):
        return None
    found = Person.objects.filter(pk=person_pk).values_list(*PERSONAL)
    wishes = wishes_of([Wanting(*found[0])], True, current())[person_pk]
    before = dict(dispatch.deliveries.filter(person=person).values_list("channel", "variant"))
    channel = next_channel(wishes, matter, before)
    on_website = channel == PORTAL
    row, made = Delivery.objects.get_or_create(
        dispatch=dispatch,
        person=person,
        channel=channel,
        defaults={
            "urgency": dispatch.urgency,
            "variant": max(before.values(), default=COMMON),
            "state": State.SUPPRESSED if on_website else State.WAITING,
            "note": NO_ADDRESS if on_website else "",
            "ended_at": clock.now() if on_website else None,
        },
    )
    return row if made else None


@transaction.atomic
def bounced(delivery_pk: int, note: str, *, gone: bool) -> bool:
    """A mail that was taken came back. `gone`: the address does not exist, so it is switched off.

    False when this row was not sent, or came back before.
    """
    rows = Delivery.objects.filter(pk=delivery_pk, state__in=SENT)
    row = rows.select_related("dispatch", "person").first()
    if row is None or row.person is None:
        return False
    moved = rows.update(
        state=State.BOUNCED, note=note[:300], ended_at=clock.now(), lease_until=None
    )
    if not moved:
        return False
    if gone:
        _refuse_person(reader_of(row.person), row.channel, note)
    if row.dispatch.is_urgent:
        try_next_channel(row.dispatch, row.person.pk)
    return True
