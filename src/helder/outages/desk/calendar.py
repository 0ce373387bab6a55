"""What outages put in the calendar: planned maintenance, and drafts that publish themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from helder.kit.texts import pick
from helder.messages import pages
from helder.messages.calendar.items import Item, Standing
from helder.messages.models import Message
from helder.messages.queries import name_of
from helder.outages.composer import drafts
from helder.outages.composer.crowding import reached, selection
from helder.outages.maintenance.days import days_to_avoid
from helder.outages.models import Outage
from helder.people.audiences import Selection


def items(start: datetime, end: datetime) -> Iterator[Item]:
    """Everything of outages from `start` until before `end`."""
    yield from _maintenance(start, end)
    yield from _scheduled(start, end)
    yield from days_to_avoid(start, end)


def _maintenance(start: datetime, end: datetime) -> Iterator[Item]:
    planned = Outage.objects.filter(
        kind=Outage.Kind.MAINTENANCE, scheduled_for__gte=start, scheduled_for__lt=end
    ).exclude(state=Outage.State.MERGED)
    for outage in planned.prefetch_related("services__audience", "places", "audiences"):
        assert outage.scheduled_for is not None  # noqa: S101 - the filter says so
        chosen = selection(outage)
        yield Item(
            outage.scheduled_for,
            pick(outage.title),
            Standing.PLANNED,
            reverse("outage_desk:outage", args=[outage.public_id]),
            chosen.audiences,
            until=outage.scheduled_until,
            places=chosen.places,
        )


def _scheduled(start: datetime, end: datetime) -> Iterator[Item]:
    found = Message.objects.filter(
        state=Message.State.DRAFT, publish_at__gte=start, publish_at__lt=end
    )
    for draft in found.order_by("publish_at"):
        assert draft.publish_at is not None  # noqa: S101 - the filter says so
        chosen = _selection_of_draft(draft)
        yield Item(
            draft.publish_at,
            name_of(draft) or gettext("A draft without a name"),
            Standing.SCHEDULED,
            pages.draft_path(draft.kind, draft.public_id),
            chosen.audiences,
            places=chosen.places,
        )


def _selection_of_draft(draft: Message) -> Selection:
    try:
        about, form = drafts.bound(draft)
    except drafts.Gone:
        return Selection()
    return reached(about, form)
