"""Questions about persons: the administrator's list, and what Helder keeps of one person."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from helder.journal.models import Entry
from helder.kit.registry import declared
from helder.people.models import DEPARTMENTS_KEY, Department, Person

SECONDS_HELD = 10


def top_departments() -> tuple[str, ...]:
    """The names of the departments at the top. Held for ten seconds."""
    held: tuple[str, ...] | None = cache.get(DEPARTMENTS_KEY)
    if held is None:
        rows = Department.objects.filter(parent=None).order_by("path")
        held = tuple(rows.values_list("name", flat=True))
        cache.set(DEPARTMENTS_KEY, held, SECONDS_HELD)
    return held


def found(words: str, role: str = "") -> QuerySet[Person]:
    """Persons whose name, address or department holds each of these words."""
    persons = Person.objects.select_related("department", "place")
    for word in words.split()[:6]:
        persons = persons.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(department__path__icontains=word)
        )
    return persons.filter(role=role) if role else persons


def everything_about(person: Person) -> dict[str, Any]:
    """All that Helder keeps of a person: their details and what each module adds.

    A module declares in its AppConfig `personal_data = ["dotted.name"]`: a function from a
    person to a dict.
    """
    kept: dict[str, Any] = {"person": _details(person), "deeds": _deeds(person)}
    for name in declared("personal_data"):
        kept.update(import_string(name)(person))
    return kept


def _details(person: Person) -> dict[str, Any]:
    plain = (
        "email",
        "name",
        "phone",
        "language",
        "urgent_by",
        "ordinary_by",
        "digest",
        "role",
        "source",
        "is_guest",
    )
    return {
        **{field: getattr(person, field) for field in plain},
        "department": person.department.path if person.department else None,
        "place": person.place.slug if person.place else None,
        "roles": [affiliation.slug for affiliation in person.affiliations.all()],
        "since": person.date_joined.isoformat(),
        "lists": [audience.slug for audience in person.lists.all()],
        "tokens_made": [token.name for token in person.apitoken_set.all()],
        "quiet": [str(moment) for moment in (person.quiet_from, person.quiet_until) if moment],
        "left_at": person.left_at.isoformat() if person.left_at else None,
        "asked_to_be_erased_at": (
            person.erasure_asked_at.isoformat() if person.erasure_asked_at else None
        ),
        "paused_until": person.paused_until.isoformat() if person.paused_until else None,
        "refused": [
            {
                "channel": row.channel,
                "address": row.address,
                "at": row.at.isoformat(),
                "note": row.note,
            }
            for row in person.refusals.all()
        ],
        "last_sign_in": person.last_login.isoformat() if person.last_login else None,
    }


def _deeds(person: Person) -> list[dict[str, Any]]:
    """What the journal holds of them: what they did, and what was done to their details."""
    entries = Entry.objects.filter(Q(actor=person.actor_key) | Q(subject=person.actor_key))
    return [
        {"at": e.at.isoformat(), "verb": e.verb, "subject": e.subject, "details": e.details}
        for e in entries.order_by("pk")
    ]
