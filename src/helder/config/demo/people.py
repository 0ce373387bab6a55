"""2,500 made-up people in 12 departments at 4 places; the same each time."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from django.contrib.auth.hashers import make_password

from helder.config.demo import groups, wishes
from helder.people.models import Affiliation, Department, Person, Place

SEED = 2026
STUDENTS, TEACHERS, STAFF = 2_045, 299, 150  # and six people by name: 2,500
DOMAIN = "rivierland.example"
PLACES = {
    "noord": ("Noord", "North", "Waalbandijk 12"),
    "zuid": ("Zuid", "South", "Beukenlaan 4"),
    "centrum": ("Centrum", "City centre", "Markt 1"),
    "waalkade": ("Waalkade", "Waalkade", "Waalkade 80"),
}
DEPARTMENTS = (
    "Gezondheid",
    "Gezondheid/Verpleegkunde",
    "Techniek",
    "Techniek/Informatica",
    "Economie en recht",
    "Lerarenopleiding",
    "Sociale studies",
    "Kunst en media",
    "Onderzoek",
    "Bedrijfsvoering",
    "Bedrijfsvoering/IT-dienst",
    "Bibliotheek",
)


@dataclass(frozen=True)
class Crew:
    """The people who play a part in the demo; each of them can sign in."""

    administrator: Person
    approver: Person
    writers: tuple[Person, ...]
    reader: Person
    unreached: Person

    @property
    def everybody(self) -> tuple[Person, ...]:
        """In the order in which the demo names them."""
        return (self.administrator, self.approver, *self.writers, self.reader, self.unreached)


def make(progress: Callable[[int], None]) -> Crew:
    """Places, departments, roles, audiences and everybody. `progress` hears of each batch."""
    chance = random.Random(SEED)  # noqa: S311 - made-up people, not secrets
    _places()
    _departments()
    _affiliations()
    persons = _persons(chance)
    wishes.choose(persons, random.Random(SEED + 1))  # noqa: S311 - the same
    for start in range(0, len(persons), 500):
        batch = Person.objects.bulk_create(persons[start : start + 500])
        progress(len(batch))
    _belong()
    groups.make()
    return _crew()


def _places() -> None:
    Place.objects.bulk_create(
        Place(slug=slug, name={"nl": nl, "en": en}, address=address)
        for slug, (nl, en, address) in PLACES.items()
    )


def _departments() -> None:
    for path in DEPARTMENTS:
        above, _slash, name = path.rpartition("/")
        Department.objects.create(
            slug=_ascii(name).replace(" ", "-"),
            name=name,
            path=path,
            parent=Department.objects.filter(path=above).first(),
        )


def _affiliations() -> None:
    for slug, nl, en in (
        ("student", "Student", "Student"),
        ("docent", "Docent", "Teacher"),
        ("medewerker", "Medewerker", "Member of staff"),
    ):
        Affiliation.objects.create(slug=slug, name={"nl": nl, "en": en})


def _persons(chance: random.Random) -> list[Person]:
    taken: set[str] = set()
    names = json.loads((files(__package__) / "data" / "names.json").read_text(encoding="utf-8"))
    departments = list(Department.objects.all())
    teaching = [d for d in departments if not d.path.startswith(("Bedrijfsvoering", "Bibl"))]
    places = list(Place.objects.all())
    kinds = ["student"] * STUDENTS + ["docent"] * TEACHERS + ["medewerker"] * STAFF
    return [
        _person(
            kind,
            _name(names, chance),
            chance,
            taken,
            teaching if kind != "medewerker" else departments,
            places,
        )
        for kind in kinds
    ]


def _name(names: dict[str, list[str]], chance: random.Random) -> str:
    return f"{chance.choice(names['first'])} {chance.choice(names['last'])}"


def _person(
    kind: str,
    name: str,
    chance: random.Random,
    taken: set[str],
    departments: list[Department],
    places: list[Place],
) -> Person:
    return Person(
        email=_address(name, taken),
        name=name,
        department=chance.choice(departments),
        place=chance.choices(places, weights=[4, 3, 2, 1])[0],
        language=chance.choices(["", "en"], weights=[88, 12])[0],
        external_id=kind,
        password=make_password(None),
    )


def _address(name: str, taken: set[str]) -> str:
    base = ".".join(_ascii(name).split())
    address, n = base, 1
    while address in taken:
        n += 1
        address = f"{base}{n}"
    taken.add(address)
    return f"{address}@{DOMAIN}"


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore")
    return re.sub(r"[^a-z ]", "", plain.decode().lower())


def _belong() -> None:
    through = Person.affiliations.through
    for affiliation in Affiliation.objects.all():
        ids = Person.objects.filter(external_id=affiliation.slug).values_list("pk", flat=True)
        through.objects.bulk_create(
            [through(person_id=pk, affiliation_id=affiliation.pk) for pk in ids], batch_size=500
        )
    Person.objects.update(external_id="")


def _crew() -> Crew:
    it = Department.objects.get(path="Bedrijfsvoering/IT-dienst")
    centre = Place.objects.get(slug="centrum")
    role = Person.DeskRole
    staff = Affiliation.objects.get(slug="medewerker")

    def colleague(key: str, name: str, as_role: str) -> Person:
        person = Person.objects.create_user(
            f"{key}@{DOMAIN}", name=name, role=as_role, department=it, place=centre
        )
        person.affiliations.add(staff)
        return person

    return Crew(
        administrator=colleague("beheer", "Marloes van Rijn", role.ADMINISTRATOR),
        approver=colleague("tweede", "Henk Bouman", role.APPROVER),
        writers=(
            colleague("desk", "Yasmina Haddou", role.WRITER),
            colleague("netwerk", "Pieter Kuipers", role.WRITER),
        ),
        reader=_reader(),
        unreached=_unreached(),
    )


def _reader() -> Person:
    reader = Person(
        email=f"student@{DOMAIN}",
        name="Sem Verhoeven",
        place=Place.objects.get(slug="noord"),
        department=Department.objects.get(path="Gezondheid/Verpleegkunde"),
    )
    wishes.of_the_reader(reader)
    reader.save()
    reader.affiliations.add(Affiliation.objects.get(slug="student"))
    return reader


def _unreached() -> Person:
    """Whose mail address is refused, which the website tells her."""
    teacher = Person.objects.create_user(
        f"docent@{DOMAIN}",
        name="Fatima El Amrani",
        place=Place.objects.get(slug="centrum"),
        department=Department.objects.get(path="Lerarenopleiding"),
    )
    teacher.affiliations.add(Affiliation.objects.get(slug="docent"))
    return teacher
