"""Who answers a reaction: whoever wrote the message, else who answers for the service.

Owns: that order. A module declares in its AppConfig `subject_owners = ["dotted.name"]`: a function
from a subject ("outage:k3…") to the persons who answer for it, the first one before the second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from helder.kit.registry import declared
from helder.messages.models import Message
from helder.people.models import Person
from helder.people.permissions import PERMISSIONS, may


@dataclass(frozen=True)
class Owners:
    """Who answers and who stands in; with neither, all who approve hear of it."""

    owner: Person | None = None
    deputy: Person | None = None


def owners_of(message: Message | None) -> Owners:
    """Who answers reactions to this message, or to none in particular."""
    if message is None:
        return Owners()
    chosen = list(dict.fromkeys(filter(can_answer, _candidates(message))))
    return Owners(*chosen[:2])


def _candidates(message: Message) -> Iterable[Person | None]:
    yield message.author
    for name in declared("subject_owners"):
        yield from import_string(name)(message.subject)


def can_answer(person: Person | None) -> bool:
    """Whether this person can open the desk's page of reactions."""
    return person is not None and may(person, "message.write")


def colleagues() -> QuerySet[Person]:
    """Everybody to whom a reaction can be handed over."""
    return Person.objects.filter(is_active=True, role__in=PERMISSIONS["message.write"]).order_by(
        "name", "email"
    )
