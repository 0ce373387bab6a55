"""How long it takes to count an audience of 100,000 people, on SQLite and on PostgreSQL.

The people are made in a database that exists only as long as the measurement. Beside it, in the
same run: counting everybody in use, which reads each row once and asks nothing of it.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PERSONS, ROUNDS, LIMIT_MS = 100_000, 15, 100
FACULTIES, PER_FACULTY, PLACES = 20, 25, 40
COMBINED = {
    "all": [
        {"any": [{"department": "faculty-1"}, {"department": "faculty-2"},
                 {"service": "followed"}]},
        {"any": [{"role": "student"}, {"role": "teacher"}]},
        {"not": {"place": "place-1"}},
    ]
}  # fmt: skip
AUDIENCES = {
    "department tree, role, not a place, users of a service": COMBINED,
    "a department with all below it": {"department": "faculty-1"},
    "a role that most have": {"role": "student"},
    "everyone but a place": {"all": [{"everyone": True}, {"not": {"place": "place-1"}}]},
    "users of a service": {"service": "followed"},
    "audiences in an audience, and a list of 5,000": {
        "all": [{"any": [{"audience": "combined"}, {"audience": "listed"}]},
                {"not": {"audience": "teachers"}}]
    },
}  # fmt: skip


def measure() -> dict[str, Any]:
    """Each database in a process of its own; PostgreSQL only where it is installed."""
    from limits import limit

    found = {"SQLite": _apart([]), "PostgreSQL": _apart([str(ROOT / "scripts/with_postgres.py")])}
    there = {name: figures for name, figures in found.items() if figures}
    return {
        "peer": {
            "what": "counting everybody in use",
            "ms": {name: figures.pop("everybody in use") for name, figures in there.items()},
        },
        "limits": [
            limit(f"{name}: {what}", ms, LIMIT_MS, "ms")
            for name, figures in there.items()
            for what, ms in figures.items()
        ],
    }


def _apart(before: list[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HELDER_HOME": folder, "HELDER_DEMO": "1"}
        environment["DJANGO_SETTINGS_MODULE"] = "helder.config.settings"
        inside = [*before, sys.executable] if before else []
        command = [sys.executable, *inside, __file__]
        done = subprocess.run(
            command, env=environment, check=False, stdout=subprocess.PIPE, text=True
        )
    if before and done.returncode == 77:
        return {}
    assert done.returncode == 0, done.returncode
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _inside() -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _make()
    return _figures()


def _make() -> None:
    from helder.people.models import Person

    chance = random.Random(2026)
    _structure()
    _persons(chance)
    _belong(chance)
    _audiences(list(Person.objects.order_by("pk").values_list("pk", flat=True)[::20]))
    _settle()


def _structure() -> None:
    from helder.people.models import Affiliation, Department, Place

    for number in range(FACULTIES):
        name = f"Faculty {number}"
        above = Department.objects.create(slug=f"faculty-{number}", name=name, path=name)
        Department.objects.bulk_create(
            Department(
                slug=f"part-{number}-{part}", name=f"Part {part}", parent=above,
                path=f"{name}/Part {part}",
            )
            for part in range(PER_FACULTY)
        )  # fmt: skip
    Place.objects.bulk_create(
        Place(slug=f"place-{number}", name={"nl": f"Place {number}"}) for number in range(PLACES)
    )
    for slug in ("student", "teacher", "staff"):
        Affiliation.objects.create(slug=slug, name={"nl": slug})


def _persons(chance: random.Random) -> None:
    from helder.people.models import Department, Person, Place

    departments = list(Department.objects.values_list("pk", flat=True))
    places = [None, *Place.objects.values_list("pk", flat=True)]
    for start in range(0, PERSONS, 5_000):
        Person.objects.bulk_create(
            Person(
                email=f"person{number}@university.example", name=f"Person Number {number}",
                password="!" + "x" * 40, department_id=chance.choice(departments),
                place_id=chance.choice(places), is_active=chance.random() < 0.97,
            )
            for number in range(start, start + 5_000)
        )  # fmt: skip


def _belong(chance: random.Random) -> None:
    from helder.people.models import Affiliation, Person

    held = Person.affiliations.through
    roles = dict(Affiliation.objects.values_list("slug", "pk"))
    rows = []
    for person in Person.objects.order_by("pk").values_list("pk", flat=True):
        role = chance.choices(("student", "teacher", "staff"), (80, 12, 8))[0]
        rows.append(held(person_id=person, affiliation_id=roles[role]))
    held.objects.bulk_create(rows, batch_size=5_000)


def _audiences(some: list[int]) -> None:
    from helder.people.models import Audience
    from helder.services.models import Following, Service

    teachers = _audience("teachers", {"role": "teacher"})
    service = Service.objects.create(slug="followed", name={"nl": "Followed"}, audience=teachers)
    Following.objects.bulk_create(
        [Following(person_id=person, service=service) for person in some], batch_size=5_000
    )
    _audience("combined", COMBINED)
    _audience("listed", {}).persons.set(some)
    assert Audience.objects.count() == 3


def _audience(slug: str, rule: Any) -> Any:
    from helder.people.models import Audience

    return Audience.objects.create(slug=slug, name={"nl": slug}, rule=rule)


def _settle() -> None:
    """Statistics for the planner, as a database that has run for a day has them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _figures() -> dict[str, float]:
    """Medians, each round one of every sort, so that a busy moment is shared by all."""
    asked = dict(_asked())
    times: dict[str, list[float]] = {what: [] for what in asked}
    for _round in range(ROUNDS):
        for what, ask in asked.items():
            started = time.perf_counter()
            ask()
            times[what].append((time.perf_counter() - started) * 1000)
    return {what: round(statistics.median(some[2:]), 1) for what, some in times.items()}


def _asked() -> Iterator[tuple[str, Callable[[], Any]]]:
    from helder.delivery.queries import preview
    from helder.people.audiences import Selection, resolve
    from helder.people.models import Person

    yield "everybody in use", lambda: Person.objects.filter(is_active=True).count()
    for number, (what, rule) in enumerate(AUDIENCES.items()):
        _audience(f"bench-{number}", rule)
        some = resolve(Selection((f"bench-{number}",)))
        assert 500 < some.count() < PERSONS, (what, some.count())
        yield what, lambda n=number: resolve(Selection((f"bench-{n}",))).count()
    yield from _screens()
    picked = Selection(("bench-0", "bench-4"), ("place-2", "place-3"))
    yield "composer: two audiences at two places", lambda: preview(picked, ["followed"])


def _screens() -> Iterator[tuple[str, Callable[[], Any]]]:
    from django.db.models import Q

    from helder.people.audiences.facts import facts_of
    from helder.people.audiences.matching import matching
    from helder.people.audiences.reasons import verdict
    from helder.people.audiences.rules import parse
    from helder.people.audiences.size import sample
    from helder.people.audiences.world import fetch, fetch_all
    from helder.people.models import Person

    rule = parse(COMBINED)

    def members() -> Q:
        return matching(rule, fetch([], also=rule))

    def why() -> None:
        facts, world = facts_of(Person.objects.earliest("pk")), fetch_all()
        assert all(verdict(slug, facts, world).reasons for slug in world.audiences)

    yield "some names of it", lambda: sample(members())
    yield "why somebody is in each audience", why


if __name__ == "__main__":
    print(json.dumps(_inside()))
