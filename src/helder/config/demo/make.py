"""Makes the whole demo, in order."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction

from helder.config.demo import catalogue, mailed, people, story, wording
from helder.config.demo.people import Crew
from helder.people.models import Person

WEIGHT = 10


def everything(password: str, progress: Callable[[int], None]) -> Crew:
    """People, services, a real past, a present. `progress` hears of work done."""
    with transaction.atomic():
        catalogue.organisation()
        wording.make()
        crew = people.make(progress)
        catalogue.services(crew)
        story.real_history(lambda n: progress(n * WEIGHT))
        story.own_past(crew)
        story.now_and_planned(crew)
        mailed.settle()
        _passwords(crew, password)
    return crew


def _passwords(crew: Crew, password: str) -> None:
    known = [crew.administrator, crew.approver, *crew.writers, crew.reader]
    hashed = make_password(password)
    Person.objects.filter(pk__in=[person.pk for person in known]).update(password=hashed)
