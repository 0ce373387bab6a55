"""The fixed cast of the tests, and one builder per aggregate.

Alice administers, Bob approves, Carol writes, Dave reads (a student at Noord), Eve reads English
(a teacher at Zuid), Frits left. The organisation is Hogeschool Rivierland.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from helder.kit import clock
from helder.organisation.models import Organisation
from helder.people.models import Affiliation, Audience, Department, Person, Place
from helder.services.models import Service, Supplier

PASSWORD = "correct horse battery"


@dataclass
class Cast:
    """Everybody and everything that most tests need."""

    alice: Person
    bob: Person
    carol: Person
    dave: Person
    eve: Person
    frits: Person
    noord: Place
    zuid: Place
    zorg: Department
    students: Audience
    everyone: Audience
    wifi: Service
    mail: Service
    grades: Service


def make_cast() -> Cast:
    """Writes the cast into the database."""
    _organisation()
    noord, zuid = _places()
    zorg = Department.objects.create(slug="zorg", name="Zorg", path="Zorg")
    student = Affiliation.objects.create(slug="student", name={"nl": "Student", "en": "Student"})
    everyone = Audience.objects.everyone()
    students = Audience.objects.create(
        slug="studenten", name={"nl": "Studenten", "en": "Students"}, rule={"role": student.slug}
    )
    role = Person.DeskRole
    key = make_password(PASSWORD)
    alice, bob, carol, dave, eve, frits = Person.objects.bulk_create(  # thousands of tests wait
        [
            _person("alice", "Alice de Boer", key, role=role.ADMINISTRATOR),
            _person("bob", "Bob van Dijk", key, role=role.APPROVER),
            _person("carol", "Carol Jansen", key, role=role.WRITER),
            _person("dave", "Dave Öztürk", key, place=noord, department=zorg),
            _person("eve", "Eve Smith", key, place=zuid, language="en"),
            _person("frits", "Frits Weg", key, place=noord, is_active=False),
        ]
    )
    dave.affiliations.add(student)
    of_carol, of_bob = {"owner": carol, "deputy": bob}, {"owner": bob, "deputy": carol}
    supplier = Supplier.objects.create(slug="nettec", name="NetTec BV")
    wifi, mail, grades = Service.objects.bulk_create(
        [
            _service("wifi", "Wifi", "Wifi", everyone, supplier, **of_carol),
            _service("e-mail", "E-mail", "E-mail", everyone, supplier, **of_carol),
            _service("cijfers", "Cijfers", "Grades", students, supplier, **of_bob),
        ]
    )
    return Cast(
        alice,
        bob,
        carol,
        dave,
        eve,
        frits,
        noord,
        zuid,
        zorg,
        students,
        everyone,
        wifi,
        mail,
        grades,
    )


def person(key: str, name: str, **fields: Any) -> Person:
    """One person; the password is PASSWORD."""
    return Person.objects.create_user(f"{key}@rivierland.example", PASSWORD, name=name, **fields)


def service(slug: str, nl: str, en: str, audience: Audience, **fields: Any) -> Service:
    """One service of the catalogue."""
    supplier, _made = Supplier.objects.get_or_create(slug="nettec", defaults={"name": "NetTec BV"})
    made = _service(slug, nl, en, audience, supplier, **fields)
    made.save()
    return made


def soon(minutes: int = 30) -> datetime:
    """A moment from now, on the minute."""
    return (clock.now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0)


def _person(key: str, name: str, password: str, **fields: Any) -> Person:
    return Person(email=f"{key}@rivierland.example", name=name, password=password, **fields)


def _service(
    slug: str, nl: str, en: str, audience: Audience, supplier: Supplier, **fields: Any
) -> Service:
    name = {"nl": nl, "en": en}
    return Service(slug=slug, name=name, audience=audience, supplier=supplier, **fields)


def _organisation() -> None:
    Organisation.objects.create(
        name="Hogeschool Rivierland",
        it_name={"nl": "IT-dienst", "en": "IT Services"},
        sender_name="IT-dienst Rivierland",
        sender_mail="it@rivierland.example",
        desk_name={"nl": "IT-servicedesk", "en": "IT service desk"},
        desk_phone="0344 123 456",
        desk_mail="servicedesk@rivierland.example",
    )


def _places() -> tuple[Place, Place]:
    noord, zuid = Place.objects.bulk_create(
        [
            Place(slug="noord", name={"nl": "Noord", "en": "North"}),
            Place(slug="zuid", name={"nl": "Zuid", "en": "South"}),
        ]
    )
    return noord, zuid
