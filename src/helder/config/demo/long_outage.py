"""The demo's outage that lasts more than a day: with a checklist, words per audience, questions,
help points and shifts.

Owns: playing data/long.json through the real actions, at times in the past.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from helder.config.demo.people import Crew
from helder.config.demo.story import happening_at
from helder.kit import clock
from helder.outages import actions
from helder.outages.long import actions as long
from helder.outages.long.checklist import Line
from helder.outages.models import HelpPoint, Outage
from helder.outages.rules import Facts, Word
from helder.outages.shifts import actions as shifts
from helder.people.models import Audience, Person, Place
from helder.services.models import Service


def tell(crew: Crew) -> Outage:
    """All of it, the oldest first."""
    told = json.loads((files(__package__) / "data" / "long.json").read_text(encoding="utf-8"))
    outage = _begin(told, crew.writers[0])
    for number, said in enumerate(told["updates"]):
        _say(outage, said, crew.writers[number % 2])
    for one in told["help"]:
        audience = Audience.objects.filter(slug=one.pop("audience", "")).first()
        with happening_at(_ago(20)):
            point = HelpPoint(outage=outage, audience=audience, **one)
            long.save_help(point, by=crew.writers[1])
    for one in told["questions"]:
        with happening_at(_ago(one.pop("hours_ago"))):
            long.publish_answer(outage, **one, by=crew.writers[0])
    _share(outage, crew)
    return outage


def _begin(told: dict[str, Any], author: Person) -> Outage:
    at = _ago(told["hours_ago"])
    facts = Facts(
        kind=Outage.Kind.OUTAGE,
        services=list(Service.objects.filter(slug=told["service"])),
        places=list(Place.objects.filter(slug=told["place"])),
        since=at - timedelta(minutes=20),
    )
    with happening_at(at):
        return actions.publish(facts, Word(told["first"], _due(at, 1)), by=author, at=at)


def _say(outage: Outage, said: dict[str, Any], author: Person) -> None:
    at = _ago(said["hours_ago"])
    due = _due(at, said["promise"])
    word = Word(said["parts"], due, "identified", checklist=_lines(said.get("list", [])))
    with happening_at(at):
        actions.update(outage, word, by=author, at=at)


def _lines(listed: list[dict[str, Any]]) -> list[Line]:
    audiences = {audience.slug: audience.name for audience in Audience.objects.all()}
    return [
        Line(
            name=one["label"],
            label=one["label"],
            state=one["state"],
            audience=one.get("audience", ""),
            audience_name=audiences.get(one.get("audience", ""), {}),
        )
        for one in listed
    ]


def _share(outage: Outage, crew: Crew) -> None:
    """One writes now, the other is next."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    first, second = crew.writers[:2]
    with happening_at(_ago(3)):
        shifts.plan(outage, first, now - timedelta(hours=3), now + timedelta(hours=4), by=second)
        shifts.plan(outage, second, now + timedelta(hours=4), now + timedelta(hours=10), by=second)


def _ago(hours: float) -> datetime:
    return clock.now().replace(second=0, microsecond=0) - timedelta(hours=hours)


def _due(at: datetime, hours: float) -> datetime:
    due = at + timedelta(hours=hours)
    return due - timedelta(minutes=due.minute % 15)
