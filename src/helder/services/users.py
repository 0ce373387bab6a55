"""Users of a service, as the rules of audiences ask for them.

Owns: which services there are and who follows them. The members of a service's audience are
found by whoever asks: this gives only that audience's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from helder.people.audiences.world import Known
from helder.people.models import Person
from helder.services.models import Following, Service


class Users:
    """Answers for the services; see people.audiences.world.ServiceUsers."""

    def known(self) -> dict[str, Known]:
        """All services by slug, those out of use too: their rules go on to work."""
        rows = Service.objects.select_related("audience")
        return {row.slug: Known(row.pk, str(row), row.audience.slug) for row in rows}

    def followers(self, ids: Iterable[int]) -> QuerySet[Any]:
        """The ids of persons who follow one of these services, at any place."""
        return Following.objects.filter(service_id__in=list(ids)).order_by().values("person_id")

    def followed_by(self, person: Person) -> set[str]:
        """The slugs of the services that a person follows."""
        rows = Following.objects.filter(person=person, service__isnull=False)
        return set(rows.values_list("service__slug", flat=True))


USERS = Users()
