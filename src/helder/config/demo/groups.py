"""The demo's audiences: roles, departments, combinations of them, and one picked by hand."""

from __future__ import annotations

from typing import Any

from helder.people.models import Audience, Department, Person

RULES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("studenten", "Studenten", "Students", {"role": "student"}),
    ("docenten", "Docenten", "Teachers", {"role": "docent"}),
    (
        "personeel",
        "Medewerkers en docenten",
        "All staff",
        {"any": [{"role": "docent"}, {"role": "medewerker"}]},
    ),
    ("gezondheid", "Opleidingen gezondheid", "Health studies", {"department": "gezondheid"}),
    (
        "studenten-gezondheid-behalve-zuid",
        "Studenten gezondheid, behalve Zuid",
        "Health students, except South",
        {
            "all": [
                {"role": "student"},
                {"department": "gezondheid"},
                {"not": {"place": "zuid"}},
            ]
        },
    ),
    (
        "docenten-aan-de-waal",
        "Docenten op Noord en Waalkade",
        "Teachers at North and Waalkade",
        {"all": [{"role": "docent"}, {"any": [{"place": "noord"}, {"place": "waalkade"}]}]},
    ),
    (
        "personeel-zonder-it",
        "Personeel, zonder de IT-dienst",
        "All staff but IT Services",
        {"all": [{"audience": "personeel"}, {"not": {"department": "itdienst"}}]},
    ),
)
BY_HAND = ("Economie en recht", "Sociale studies", "Lerarenopleiding", "Kunst en media")


def make() -> None:
    """All of them; the people and departments are there already."""
    Audience.objects.everyone()
    for slug, nl, en, rule in RULES:
        Audience.objects.create(slug=slug, name={"nl": nl, "en": en}, rule=rule)
    contacts = Audience.objects.create(
        slug="contactpersonen-cijfers",
        name={"nl": "Contactpersonen cijfers", "en": "Contacts for grades"},
    )
    contacts.persons.set(_contacts())


def _contacts() -> list[Person]:
    """Two teachers of each of these departments."""
    teachers = Person.objects.filter(affiliations__slug="docent").order_by("pk")
    departments = Department.objects.filter(path__in=BY_HAND)
    return [person for part in departments for person in teachers.filter(department=part)[:2]]
