"""What the desk's day, and the page of a sent message, show of reactions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.messages.models import Message
from helder.messages.reactions import clarity, queries
from helder.messages.reactions.desk.lines import reaction_lines
from helder.people.permissions import may, person_of

SHOWN = 5


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """How many readers wait, and those who wait for this colleague; hidden when nobody does."""
    if not may(request.user, "message.write"):
        return None
    person = person_of(request)
    counts = queries.counts(person)
    if not counts["all"]:
        return None
    return {"counts": counts, "lines": reaction_lines(queries.listed("mine", person)[:SHOWN])}


def of_sent(request: HttpRequest) -> dict[str, Any] | None:
    """Whether readers found the message of this page clear; hidden for letters and for others."""
    match = request.resolver_match
    if match is None or not may(request.user, "message.write"):
        return None
    found = Message.objects.filter(dispatch__public_id=match.kwargs.get("public_id")).first()
    if found is None:
        return None
    return {"message": found, "figures": clarity.figures([found.pk]).get(found.pk)}
