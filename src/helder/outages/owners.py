"""Who answers for an outage: its owner and deputy, then those of its services."""

from __future__ import annotations

from collections.abc import Iterator

from helder.outages.models import Outage
from helder.people.models import Person


def owners_of(subject: str) -> Iterator[Person]:
    """Those who answer for "outage:k3…", the first one first; nobody for another subject."""
    kind, _colon, key = subject.partition(":")
    if kind != "outage":
        return
    for outage in Outage.objects.filter(public_id=key).select_related("owner", "deputy"):
        services = outage.services.select_related("owner", "deputy")
        pairs = [(outage.owner, outage.deputy), *((s.owner, s.deputy) for s in services)]
        yield from (person for pair in pairs for person in pair if person is not None)
