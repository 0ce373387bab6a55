"""What stands in the calendar, and whether a week is too full for somebody.

Owns: bringing together what was sent and what modules declare as `calendar_items` (dotted functions
from a begin and an end to items): drafts with a time, planned work. Refuses: sending anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import Count
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helder.delivery.digests import KIND as DIGEST
from helder.delivery.models import Delivery
from helder.delivery.queries import listed, subject_of
from helder.kit.registry import declared
from helder.people.audiences import Selection
from helder.people.models import Audience, Place

EVERYONE = "all"
COLLIDES_WITHIN = timedelta(hours=2)


class Standing(Enum):
    """How certain it is that something goes out."""

    SENT = "sent"
    SCHEDULED = "scheduled"
    PLANNED = "planned"
    AVOID = "avoid"


WORDS = {
    Standing.SENT: _("Sent"),
    Standing.SCHEDULED: _("Scheduled"),
    Standing.PLANNED: _("Planned maintenance"),
    Standing.AVOID: _("Days to avoid"),
}


@dataclass(frozen=True)
class Item:
    """One thing in the calendar. `audiences` are slugs; none means that nobody gets a message.
    `places` (slugs) limit them; none means everywhere."""

    at: datetime
    title: str
    standing: Standing
    url: str = ""
    audiences: tuple[str, ...] = ()
    reach: int | None = None
    until: datetime | None = None
    urgent: bool = False
    places: tuple[str, ...] = ()
    all_day: bool = False

    @property
    def word(self) -> str:
        """Its standing in words."""
        return str(WORDS[self.standing])

    def meets(self, audiences: Collection[str], places: Collection[str] = ()) -> bool:
        """Whether somebody of these audiences, at these places, may get this too."""
        if self.places and places and not set(self.places) & set(places):
            return False
        ours = set(self.audiences)
        return bool(ours & set(audiences)) or (
            bool(ours and audiences) and (EVERYONE in ours or EVERYONE in audiences)
        )


def between(start: datetime, end: datetime) -> list[Item]:
    """Everything from `start` until before `end`, in order of time."""
    items = list(_sent(start, end))
    for name in declared("calendar_items"):
        items += import_string(name)(start, end)
    return sorted(items, key=lambda item: item.at)


def _sent(start: datetime, end: datetime) -> Iterable[Item]:
    rows = listed(to_one_person=False).filter(created_at__gte=start, created_at__lt=end)
    dispatches = list(rows.exclude(kind=DIGEST).order_by("created_at"))
    counts = dict(
        Delivery.objects.filter(dispatch__in=dispatches, person__isnull=False)
        .order_by()
        .values_list("dispatch")
        .annotate(people=Count("person", distinct=True))
    )
    for sent in dispatches:
        chosen = Selection.from_dict(sent.selection)
        if chosen.audiences:
            yield Item(
                sent.created_at,
                subject_of(sent, get_language() or "nl"),
                Standing.SENT,
                reverse("delivery:one", args=[sent.public_id]),
                chosen.audiences,
                counts.get(sent.pk, 0),
                urgent=sent.is_urgent,
                places=chosen.places,
            )


# Too much, or at the same time.


@dataclass(frozen=True)
class Crowding:
    """What else these people get around a time: how many messages in the fullest seven days, this
    one included, and those within two hours."""

    count: int
    limit: int
    near: tuple[Item, ...] = ()

    @property
    def is_too_much(self) -> bool:
        """Whether it is worth a word to the writer."""
        return self.count > self.limit or bool(self.near)


def crowding(
    whom: Selection,
    at: datetime,
    items: Sequence[Item],
    limit: int,
    leave_out: Collection[str] = (),
) -> Crowding:
    """What one more message at `at` means for these people, given what stands around it.

    `items` cover seven days before and after; `leave_out` are URLs of the message itself.
    """
    met = [item for item in items if item.meets(whom.audiences, whom.places)]
    others = [item for item in met if item.url not in leave_out]
    moments = sorted([at, *(item.at for item in others if item.standing is not Standing.PLANNED)])
    week = timedelta(days=7)
    fullest = max(
        sum(begin <= moment < begin + week for moment in moments)
        for begin in moments
        if begin <= at < begin + week
    )
    near = [i for i in others if abs(i.at - at) <= COLLIDES_WITHIN]
    return Crowding(fullest, limit, tuple(near))


def around(whom: Selection, at: datetime, limit: int, leave_out: Collection[str] = ()) -> Crowding:
    """The same, read from the calendar."""
    items = between(at - timedelta(days=7), at + timedelta(days=7))
    return crowding(whom, at, items, limit, leave_out)


@dataclass(frozen=True)
class Names:
    """What audiences and places are called, by slug; what is gone has no name."""

    audiences: Mapping[str, str]
    places: Mapping[str, str]

    def whom(self, item: Item) -> tuple[str, str]:
        """The audiences and the places of one item, in words."""
        return (
            ", ".join(self.audiences[s] for s in item.audiences if s in self.audiences),
            ", ".join(self.places[s] for s in item.places if s in self.places),
        )


def names(items: Sequence[Item]) -> Names:
    """The names of the audiences and places of these items, in two queries."""
    audiences = {slug for item in items for slug in item.audiences}
    places = {slug for item in items for slug in item.places}
    return Names(
        {row.slug: str(row) for row in Audience.objects.filter(slug__in=audiences)},
        {row.slug: str(row) for row in Place.objects.filter(slug__in=places)},
    )
