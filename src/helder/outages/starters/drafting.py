"""From words typed elsewhere to a draft at the desk, with all that was understood of them.

Owns: the draft and its address. Refuses: deciding who may begin one; mailed.py and chat.py do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from helder.messages.models import Message
from helder.outages.models import Outage
from helder.outages.proposals import propose
from helder.outages.rules import LONGEST_TEXT, UNREADABLE, Facts, Word
from helder.outages.starters.understanding import Thing, Understood, thing, understand
from helder.people.models import Person, Place
from helder.services.models import Service


@dataclass(frozen=True)
class Catalogue:
    """Everything that a text may name; asked in two queries."""

    services: dict[str, Service]
    places: dict[str, Place]

    @classmethod
    def now(cls) -> Catalogue:
        """The services in use and the places."""
        services = Service.objects.filter(is_active=True).select_related("audience")
        return cls(
            {row.slug: row for row in services}, {row.slug: row for row in Place.objects.all()}
        )

    def understood(self, text: str, lang: str = "") -> Understood:
        """What this text is about."""
        return understand(text, _things(self.services), _things(self.places), lang)


def _things(rows: dict[str, Service] | dict[str, Place]) -> list[Thing]:
    return [thing(slug, row.name) for slug, row in rows.items()]


@dataclass(frozen=True)
class Begun:
    """A draft that was begun, and what was understood."""

    message: Message
    services: Sequence[Service]
    places: Sequence[Place]
    kind: str

    @property
    def url(self) -> str:
        """The whole address at which a colleague opens it."""
        return f"{settings.BASE_URL}{reverse('outage_desk:draft', args=[self.message.public_id])}"

    @property
    def kind_in_words(self) -> str:
        """How bad it is."""
        return str(Outage.Kind(self.kind).label)


def begin(said: Understood, catalogue: Catalogue, *, by: Person | None) -> Begun:
    """A draft of a new outage with these words as what people notice."""
    services = [catalogue.services[key] for key in said.services]
    places = [catalogue.places[key] for key in said.places]
    text = UNREADABLE.sub("", said.text).strip()[:LONGEST_TEXT]
    marks = {"writers": [by.pk]} if by else {}
    message = propose(
        Facts(said.kind, services, places), Word({"symptom": {said.lang: text}}), by=by, marks=marks
    )
    if by is not None:
        Message.objects.filter(pk=message.pk).update(author=by)
    return Begun(message, services, places, said.kind)
