"""What Helder knows of one person that conditions ask for, in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass

from helder.people.audiences.world import service_users
from helder.people.models import Person


@dataclass(frozen=True)
class Facts:
    """One person, as conditions see them; all but `department` by slug."""

    pk: int
    is_guest: bool = False
    is_active: bool = True
    department: str = ""
    place: str = ""
    roles: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def lies_in(self, path: str) -> bool:
        """Whether their department is this one, or lies below it."""
        return self.department == path or self.department.startswith(path + "/")


def facts_of(person: Person) -> Facts:
    """What is known of this person."""
    users = service_users()
    return Facts(
        person.pk,
        person.is_guest,
        person.is_active,
        person.department.path if person.department else "",
        person.place.slug if person.place else "",
        frozenset(person.affiliations.values_list("slug", flat=True)),
        frozenset(users.followed_by(person) if users else ()),
        frozenset(person.lists.values_list("slug", flat=True)),
    )
