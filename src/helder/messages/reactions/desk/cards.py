"""What the desk's day shows of reactions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from helder.messages.reactions import queries
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
