"""What somebody decides about notifications on their own devices."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from django.db import transaction

from helder.delivery.channels.webpush.keys import NAME
from helder.delivery.models import PushSubscription
from helder.delivery.routes import order_of
from helder.journal.actions import record
from helder.organisation.queries import current
from helder.people.models import Person, Refusal

MOST_DEVICES = 10


@transaction.atomic
def subscribe(person: Person, device: Mapping[str, str], label: str) -> PushSubscription:
    """This browser may be woken for this person; whoever used it before no longer is.

    With their first device, news of what is broken comes as a notification first. The oldest
    device makes room when there are more than ten.
    """
    first = not person.push_subscriptions.exists()
    kept, _new = PushSubscription.objects.update_or_create(
        endpoint=device["endpoint"],
        defaults={
            "person": person,
            "p256dh": device["p256dh"],
            "auth": device["auth"],
            "label": label[:80],
        },
    )
    Refusal.objects.filter(person=person, channel=NAME).delete()
    older = person.push_subscriptions.exclude(pk=kept.pk).order_by("-pk")[MOST_DEVICES - 1 :]
    PushSubscription.objects.filter(pk__in=[row.pk for row in older]).delete()
    if first:
        _prefer(person)
    record("push.asked", person.actor_key, by=person, device=kept.label)
    return kept


def _prefer(person: Person) -> None:
    order = order_of(person.urgent_by, current().urgent_by)
    if NAME not in order:
        person.urgent_by = ",".join((NAME, *order))[:80]
        person.save(update_fields=["urgent_by"])


@transaction.atomic
def forget(person: Person, key: int) -> bool:
    """One of their devices is left alone from now on; False when it is not theirs."""
    row = person.push_subscriptions.filter(pk=key).first()
    if row is None:
        return False
    row.delete()
    record("push.forgotten", person.actor_key, by=person, device=row.label)
    return True


@transaction.atomic
def renew(old: Mapping[str, str], device: Mapping[str, str]) -> bool:
    """A browser got a new address by itself; it proves to be the old one by its secret."""
    rows = PushSubscription.objects.select_for_update()
    row = rows.filter(endpoint=str(old.get("endpoint", ""))).first()
    if row is None or not hmac.compare_digest(row.auth, str(old.get("auth", ""))):
        return False
    taken = PushSubscription.objects.filter(endpoint=device["endpoint"]).exclude(pk=row.pk)
    taken.delete()
    row.endpoint, row.p256dh, row.auth = device["endpoint"], device["p256dh"], device["auth"]
    row.save(update_fields=["endpoint", "p256dh", "auth"])
    return True


def personal_data(person: Person) -> dict[str, object]:
    """What this channel keeps of a person, for their export."""
    rows = person.push_subscriptions.order_by("pk")
    return {
        "notifications": [
            {
                "device": row.label,
                "push_service": row.endpoint.split("/")[2],
                "since": row.created_at.isoformat(),
            }
            for row in rows
        ]
    }
