"""What was addressed to somebody, on whatever channel, as they read it on the website.

Owns: which messages stand in an inbox and how they came. Refuses: knowing whether they were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from helder.delivery import digests
from helder.delivery.channels import kinds
from helder.delivery.letters import Letter, NoLetter, letter_for
from helder.delivery.models import Delivery, Dispatch
from helder.delivery.routes import DIGEST, LEFT
from helder.people.models import PORTAL, Person

State = Delivery.State
WENT = (State.ACCEPTED, State.DELIVERED)
UNDER_WAY = (State.WAITING, State.CLAIMED, State.HANDING_OVER, State.UNCERTAIN)


@dataclass(frozen=True)
class Item:
    """One message in the list: its subject, and along which way it came."""

    dispatch: Dispatch
    letter: Letter
    way: str


def addressed_to(person: Person) -> QuerySet[Dispatch]:
    """Every message that was for this person while they were here, the newest first. What came
    together stands there message by message, so the letter that held it does not."""
    rows = Delivery.objects.filter(person=person).exclude(note=LEFT)
    found = Dispatch.objects.filter(pk__in=rows.values("dispatch")).exclude(kind=digests.KIND)
    return found.order_by("-created_at", "-pk")


def items(dispatches: Sequence[Dispatch], person: Person, locale: str) -> list[Item]:
    """These messages as the list shows them, in one query."""
    rows = Delivery.objects.filter(person=person, dispatch__in=[d.pk for d in dispatches])
    ways: dict[int, str] = {}
    texts: dict[int, int] = {}
    found = rows.order_by("pk").values_list("dispatch", "channel", "state", "variant")
    for key, channel, state, variant in found:
        texts[key] = variant
        if said := way(channel, state):
            ways[key] = said
    return [
        Item(d, letter_of(d, locale, texts.get(d.pk, 0))[1], ways.get(d.pk, "")) for d in dispatches
    ]


def variant_for(person: Person, dispatch: Dispatch) -> int:
    """Which text this person got."""
    rows = Delivery.objects.filter(person=person, dispatch=dispatch).order_by("pk")
    return rows.values_list("variant", flat=True).last() or 0


def letter_of(dispatch: Dispatch, locale: str, variant: int = 0) -> tuple[str, Letter]:
    """The frozen letter in this locale, or the nearest one, with its locale."""
    try:
        return letter_for(dispatch.content_of(variant), locale)
    except NoLetter:
        return locale, Letter(subject=dispatch.kind)


def way(channel: str, state: str) -> str:
    """How a row came, in words; empty when there is nothing to tell."""
    if channel == DIGEST:
        return gettext("With your summary")
    if channel == PORTAL or state == State.SUPPRESSED:
        return gettext("Only on this website")
    if state in WENT:
        return gettext("Sent: %(channel)s") % {"channel": _labels().get(channel, channel)}
    return gettext("On its way") if state in UNDER_WAY else gettext("Could not be delivered")


def _labels() -> Mapping[str, str]:
    return {kind.name: str(kind.label) for kind in kinds().values()}
