"""What the page of choices shows: how it is now in sentences, the form, what is followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from helder.delivery.choices import sentences
from helder.delivery.choices.forms import ChoicesForm
from helder.delivery.choices.refusals import Refused, refused
from helder.delivery.choices.ways import Way, in_order, labels, ways_for
from helder.kit import clock
from helder.kit.registry import declared
from helder.organisation.queries import current
from helder.people.models import Person
from helder.services.queries import followed_by

DONE = {
    "saved": _("Your choices are saved."),
    "again": _("We try again with the next news."),
    "follow": _("From now on you get news of this."),
    "unfollow": _("You no longer follow it."),
}


def form(person: Person, data: Any = None, *, private: bool) -> ChoicesForm:
    """The form for this person, filled in with how it is."""
    kept = Person.objects.get(pk=person.pk)
    return ChoicesForm(kept, ways_for(kept), current(), data, private=private)


def context(request: HttpRequest, person: Person, *, private: bool, address: str) -> dict[str, Any]:
    """Everything of the page but its forms. A card finds whose page it is by the token in the
    address, else by who signed in."""
    person.refresh_from_db()
    cards = [(card.template, card.context(request)) for card in declared("choice_cards")]
    ways, gone = ways_for(person), refused(person)
    return {
        "person": person,
        "private": private,
        "address": address,
        "sentences": said(person, ways, gone),
        "refused": gone,
        "rows": followed_by(person),
        "cards": [(template, card) for template, card in cards if card is not None],
        "aside": bool(person.quiet_from or person.paused_until),
    }


def said(person: Person, ways: list[Way], gone: Sequence[Refused]) -> list[str]:
    """How it is now, the house's habits filled in; what does not reach them is not promised."""
    house = current()
    silent = {row.channel for row in gone}
    usable = [way for way in ways if way.reaches and way.name not in silent]
    chosen = sentences.Chosen(
        urgent=in_order(person.urgent_by or house.urgent_by, usable)[:2],
        ordinary=in_order(person.ordinary_by or house.ordinary_by, usable)[:2],
        labels=labels(ways),
        digest=person.digest,
        digest_hour=house.digest_hour,
        digest_weekday=house.digest_weekday,
        quiet_from=person.quiet_from,
        quiet_until=person.quiet_until,
        paused_until=person.paused_until,
    )
    return sentences.said(chosen, clock.now())


def my_card(request: HttpRequest) -> dict[str, Any]:
    """How I get news, on my own page."""
    person = request.user
    if not isinstance(person, Person):
        return {"sentences": []}
    return {"sentences": said(person, ways_for(person), refused(person))}
