"""Sending together what people asked to get together.

Rows wait with the channel "digest"; when their time has come, all persons who wait for precisely
the same messages get one dispatch, and their rows say where they went.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from helder.delivery import digests
from helder.delivery.actions.addressing import CHUNK, PERSONAL, Wanting, wishes_of, write_rows
from helder.delivery.models import Delivery, Dispatch
from helder.delivery.routes import DIGEST, Leg, Matter, first_leg
from helder.delivery.variants import COMMON
from helder.kit import clock
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import Person

State = Delivery.State
Text = tuple[int, int]
"""A dispatch and the variant of its text."""
TOGETHER = _("Went along in a mail with several messages, as they asked.")


def send_digests() -> int:
    """Sends every digest whose time has come. How many persons get one."""
    due = Delivery.objects.filter(
        channel=DIGEST, state=State.WAITING, due_at__lte=clock.now(), person__isnull=False
    )
    waiting: defaultdict[int, list[Text]] = defaultdict(list)
    rows = due.order_by("person", "dispatch").values_list("person", "dispatch", "variant")
    for person, dispatch, variant in rows:
        waiting[person].append((dispatch, variant))
    groups: defaultdict[tuple[Text, ...], list[int]] = defaultdict(list)
    for person, messages in waiting.items():
        groups[tuple(messages)].append(person)
    return sum(
        _send(messages, persons[start : start + CHUNK])
        for messages, persons in groups.items()
        for start in range(0, len(persons), CHUNK)
    )


@transaction.atomic
def _send(messages: tuple[Text, ...], persons: list[int]) -> int:
    """One digest for these persons; a second worker that comes along finds nothing left."""
    rows = Delivery.objects.select_for_update().filter(
        channel=DIGEST, state=State.WAITING, dispatch__in=dict(messages), person__in=persons
    )
    found = list(rows.values_list("pk", "person"))
    if not found:
        return 0
    variants = dict(messages)
    together = Dispatch.objects.filter(pk__in=variants).order_by("-created_at")
    digest = Dispatch.objects.create(
        kind=digests.KIND,
        content=digests.content([each.content_of(variants[each.pk]) for each in together]),
        selection=Selection(persons=()).as_dict(),
        state=Dispatch.State.ADDRESSED,
        urgency=6,
        addressed_at=clock.now(),
    )
    readers = Person.objects.filter(pk__in={person for _pk, person in found})
    people = [Wanting(*row)._replace(digest="") for row in readers.values_list(*PERSONAL)]
    now = timezone.localtime(clock.now())
    legs: defaultdict[tuple[Leg, int], list[int]] = defaultdict(list)
    for key, wishes in wishes_of(people, False, current()).items():
        legs[first_leg(wishes, Matter(), now), COMMON].append(key)
    write_rows(digest, legs)
    Delivery.objects.filter(pk__in=[pk for pk, _person in found]).update(
        state=State.DELIVERED, note=TOGETHER, ended_at=clock.now()
    )
    return len(people)
