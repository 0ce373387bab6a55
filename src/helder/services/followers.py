"""Services that a directory says people follow: many people at once.

Owns: the column `services` of an import. Refuses: making services; a name that is not in the
catalogue is told, and the person comes in without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helder.services.models import Following, Service

Wanted = Mapping[int, Iterable[str]]


class Followers:
    """The catalogue by short name and by name in each language, and who follows what."""

    def __init__(self) -> None:
        self.services: dict[str, int] = {}
        for service in Service.objects.order_by("-pk"):
            names = [*service.name.values(), service.slug]
            self.services |= dict.fromkeys((name.lower() for name in names), service.pk)

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are not in the catalogue."""
        return [name for name in names if name.lower() not in self.services]

    def missing(self, wanted: Wanted) -> set[int]:
        """The persons (by key) who do not follow yet what is wanted of them."""
        return {person for person, _service in self._lacking(wanted)}

    def follow(self, wanted: Wanted) -> None:
        """From now on they follow it. Nothing is ever taken away."""
        rows = [Following(person_id=p, service_id=s) for p, s in sorted(self._lacking(wanted))]
        Following.objects.bulk_create(rows, ignore_conflicts=True)

    def _lacking(self, wanted: Wanted) -> set[tuple[int, int]]:
        pairs = {
            (person, self.services[name.lower()])
            for person, names in wanted.items()
            for name in names
            if name.lower() in self.services
        }
        have = Following.objects.filter(person_id__in=wanted, place=None)
        return pairs - set(have.values_list("person_id", "service_id"))
