"""What happened at the demo's school, what happens now, and what is planned.

Owns: playing it through the real actions, at times in the past. Refuses: mailing the past again:
what was sent then is written down as sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from helder.config.demo.people import Crew
from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.kit import clock
from helder.outages import actions
from helder.outages.history import incidents, page_of, read_incident
from helder.outages.models import Outage, Update
from helder.outages.rules import Facts, Word
from helder.people.models import Place
from helder.promises import actions as promises
from helder.services.models import Service

HISTORIES = {
    "statuspage_anthropic.json": "ai-assistent",
    "statuspage_characterai.json": "oefengesprekken",
}


def document(name: str) -> Any:
    """One of the real status histories."""
    return json.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


def real_history(progress: Callable[[int], None]) -> None:
    """177 real incidents with 514 updates, as they were written."""
    for name, slug in HISTORIES.items():
        read = document(name)
        services = [Service.objects.get(slug=slug)]
        for raw in incidents(read):
            past = read_incident(raw, page_of(read))
            actions.bring_in(past, services, lang="en")
            progress(1)


def own_past(crew: Crew) -> None:
    """The school's own outages of this year, with promises kept, late and moved."""
    text = (files(__package__) / "data" / "past.json").read_text(encoding="utf-8")
    for number, happened in enumerate(json.loads(text)):
        _play(happened, crew.writers[number % len(crew.writers)])


def now_and_planned(crew: Crew) -> Outage:
    """One outage that runs, two kinds of maintenance to come."""
    _maintenance(crew)
    return _running(crew)


def _play(happened: dict[str, Any], author: Any) -> None:
    start = _days_ago(happened["days_ago"], happened["at"])
    told = start + timedelta(minutes=7)
    with happening_at(told):
        outage = actions.publish(
            _facts(happened, start), _first_word(happened, told), by=author, at=told
        )
    for step in happened["steps"]:
        said = told + timedelta(minutes=step["after"])
        with happening_at(said):
            _next(outage, step, author, said)
        if "moved" in step:
            _move(outage, step["moved"], author, told)


def _facts(happened: dict[str, Any], start: datetime) -> Facts:
    return Facts(
        kind=happened["kind"],
        services=list(Service.objects.filter(slug__in=happened["services"])),
        places=list(Place.objects.filter(slug__in=happened["places"])),
        since=start,
    )


def _first_word(happened: dict[str, Any], told: datetime) -> Word:
    parts = {name: happened[name] for name in ("symptom", "workaround", "doing")}
    return Word(parts, told + timedelta(minutes=happened["promise"]))


def _next(outage: Outage, step: dict[str, Any], author: Any, said: datetime) -> None:
    if step["promise"] is None:
        actions.resolve(outage, Word({"news": step["news"]}), by=author, at=said)
        return
    due = said + timedelta(minutes=step["promise"])
    word = Word({"news": step["news"]}, due, Update.Step.IDENTIFIED)
    actions.update(outage, word, by=author, at=said)


def _move(outage: Outage, moved: dict[str, Any], author: Any, told: datetime) -> None:
    promise = actions.open_promise(outage)
    assert promise is not None  # noqa: S101 - the data file is ours
    when = told + timedelta(minutes=moved["at"])
    with happening_at(when):
        new = promises.move(
            promise,
            promise.due_at + timedelta(minutes=moved["promise"]),
            by=author,
            reason={"nl": moved["nl"], "en": moved["en"]},
            at=when,
        )
    Update.objects.filter(promise=promise).update(promise=new)


def _running(crew: Crew) -> Outage:
    now = clock.now().replace(second=0, microsecond=0)
    author = crew.writers[1]
    told = now - timedelta(minutes=38)
    facts = Facts(
        kind=Outage.Kind.OUTAGE,
        services=[Service.objects.get(slug="wifi")],
        places=[Place.objects.get(slug="noord")],
        since=now - timedelta(minutes=45),
    )
    first = Word(
        {
            "symptom": {
                "nl": "Je laptop en telefoon vinden het wifinetwerk niet op locatie Noord.",
                "en": "Your laptop and phone do not find the wifi network at North.",
            },
            "affected": {
                "nl": "Iedereen op locatie Noord. Op de andere locaties werkt de wifi.",
                "en": "Everyone at North. At the other locations wifi works.",
            },
            "workaround": {
                "nl": "Gebruik een vaste computer in de mediatheek, of je mobiele internet.",
                "en": "Use a wired computer in the library, or your mobile data.",
            },
            "doing": {
                "nl": "We onderzoeken waarom de zenders op locatie Noord niet aangaan.",
                "en": "We are finding out why the access points at North do not start.",
            },
        },
        told + timedelta(minutes=30),
    )
    with happening_at(told):
        outage = actions.publish(facts, first, by=author, at=told)
    said = told + timedelta(minutes=27)
    second = Word(
        {
            "news": {
                "nl": "Op de begane grond werkt de wifi weer. Op de verdiepingen nog niet.",
                "en": "On the ground floor wifi works again. On the other floors it does not yet.",
            },
            "workaround": {
                "nl": "Ga naar de begane grond als je internet nodig hebt.",
                "en": "Go to the ground floor if you need internet.",
            },
        },
        _quarter(now + timedelta(minutes=20)),
        Update.Step.IDENTIFIED,
    )
    with happening_at(said):
        actions.update(outage, second, by=author, at=said)
    return outage


def _maintenance(crew: Crew) -> None:
    saturday = _next_weekday(5)
    wednesday = _next_weekday(2)
    _plan(
        crew,
        clock.now() - timedelta(hours=26),
        "e-mail",
        saturday,
        7,
        9,
        (
            "Je kunt tussen 7:00 en 9:00 niet mailen. Mail die aankomt, blijft bewaard.",
            "You cannot use e-mail between 7:00 and 9:00. Incoming mail is kept.",
        ),
        ("Verstuur belangrijke mail op vrijdag.", "Send important mail on Friday."),
    )
    _plan(
        crew,
        clock.now() - timedelta(hours=5),
        "cijfers",
        wednesday + timedelta(days=7),
        19,
        21,
        (
            "Cijfers bekijken en invoeren kan die avond niet.",
            "That evening you cannot see or enter grades.",
        ),
        ("Voer cijfers die dag voor 19:00 in.", "Enter grades before 19:00 that day."),
    )


def _plan(
    crew: Crew,
    told: datetime,
    slug: str,
    day: datetime,
    begin: int,
    end: int,
    symptom: tuple[str, str],
    workaround: tuple[str, str],
) -> None:
    facts = Facts(
        kind=Outage.Kind.MAINTENANCE,
        services=[Service.objects.get(slug=slug)],
        scheduled_for=day.replace(hour=begin),
        scheduled_until=day.replace(hour=end),
    )
    word = Word(
        {
            "symptom": dict(zip(("nl", "en"), symptom, strict=True)),
            "workaround": dict(zip(("nl", "en"), workaround, strict=True)),
        }
    )
    with happening_at(told):
        actions.publish(facts, word, by=crew.writers[0], at=told)


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """What is written inside happened at `moment`: for all of Helder it is that time meanwhile."""
    last_entry = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last_dispatch = Dispatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with patch.object(clock, "now", lambda: moment):
        yield
    # these two take their time from the database's own field
    Entry.objects.filter(pk__gt=last_entry).update(at=moment)
    Dispatch.objects.filter(pk__gt=last_dispatch).update(created_at=moment)


def _days_ago(days: int, at: str) -> datetime:
    hour, minute = map(int, at.split(":"))
    day = timezone.localtime() - timedelta(days=days)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _next_weekday(weekday: int) -> datetime:
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=(weekday - day.weekday()) % 7 or 7)


def _quarter(moment: datetime) -> datetime:
    return moment + timedelta(minutes=-moment.minute % 15)
