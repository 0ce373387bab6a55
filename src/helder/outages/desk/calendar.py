"""What outages put in the calendar: planned maintenance, and drafts that publish themselves.

Also what a draft in the composer would add to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from helder.kit import clock
from helder.kit.texts import pick
from helder.messages import pages
from helder.messages.calendar.items import Crowding, Item, Standing, around
from helder.messages.models import Message
from helder.messages.queries import name_of
from helder.organisation.queries import current
from helder.outages import actions
from helder.outages.composer import drafts
from helder.outages.composer.intent import LOOK_BACK, QUIET, About
from helder.outages.composer.word_form import WordForm
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
        chosen = _selection(outage)
        yield Item(
            outage.scheduled_for,
            pick(outage.title),
            Standing.PLANNED,
            reverse("outage_desk:outage", args=[outage.public_id]),
            chosen.audiences,
            until=outage.scheduled_until,
            places=chosen.places,
        )


def _selection(outage: Outage) -> Selection:
    return actions.selection_of(
        list(outage.services.all()), list(outage.places.all()), list(outage.audiences.all())
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
    return _reached(about, form)


def _reached(about: About, form: WordForm) -> Selection:
    facts = getattr(form, "facts", None)
    if about.outage is not None:
        return _selection(about.outage)
    if facts is None or not form.is_valid():
        return Selection()
    known = facts()
    return actions.selection_of(known.services, known.places, known.audiences)


def crowded(about: About, form: WordForm) -> str:
    """A word to the writer of what can wait, when these people get much already or at the same
    time; nothing for what is broken now."""
    if about.verb in (*QUIET, LOOK_BACK) or not _can_wait(about, form):
        return ""
    whom = _reached(about, form)
    at = form.cleaned_data.get("publish_at") or clock.now()
    mine = [reverse("outage_desk:outage", args=[about.outage.public_id])] if about.outage else []
    if not whom.audiences:
        return ""
    return _words(around(whom, at, current().busy_week, mine))


def _can_wait(about: About, form: WordForm) -> bool:
    kind = about.outage.kind if about.outage else form.cleaned_data.get("kind")
    return kind == Outage.Kind.MAINTENANCE


def _words(found: Crowding) -> str:
    said = []
    if found.count > found.limit:
        said.append(
            ngettext(
                "With this one these people get %(n)d message in a week.",
                "With this one these people get %(n)d messages in a week.",
                found.count,
            )
            % {"n": found.count}
        )
    if found.near:
        first = found.near[0]
        said.append(
            gettext("Within two hours of it they also get: %(title)s (%(when)s).")
            % {"title": first.title, "when": clock.spoken(first.at)}
        )
    return " ".join(said)
