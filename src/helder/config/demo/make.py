"""Makes the whole demo, in order."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction

from helder.config.demo import (
    catalogue,
    long_outage,
    looked_back,
    mailed,
    metoo,
    monitors,
    people,
    phone,
    planning,
    plans,
    readymade,
    standing,
    starting,
    story,
    suppliers,
    voices,
    wording,
)
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
        long_outage.tell(crew)
        story.now_and_planned(crew)
        suppliers.make(crew)
        looked_back.write(crew)
        plans.make(crew)
        planning.make(crew)
        standing.make()
        readymade.write(crew)
        phone.connect()
        voices.speak(crew)
        metoo.tell(crew)
        monitors.watch(crew)
        starting.commands(crew)
        mailed.settle(crew)
        _passwords(crew, password)
    return crew


def _passwords(crew: Crew, password: str) -> None:
    hashed = make_password(password)
    known = [person.pk for person in crew.everybody]
    Person.objects.filter(pk__in=known).update(password=hashed)
