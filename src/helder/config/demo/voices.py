"""What the demo's readers answer: questions, and whether a message was clear.

Owns: playing data/voices.json through the real actions, at times in the past.
"""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any

from helder.config.demo.people import DOMAIN, Crew
from helder.config.demo.story import happening_at
from helder.delivery import queries
from helder.kit import clock
from helder.messages.models import Message, Reaction
from helder.messages.reactions import actions, ballots, clarity
from helder.messages.reactions.threads import Sender, Topic
from helder.outages.models import Update
from helder.people.models import Person


def speak(crew: Crew) -> None:
    """Everything that readers said."""
    told = json.loads((files(__package__) / "data" / "voices.json").read_text(encoding="utf-8"))
    for said in sorted(told["reactions"], key=lambda one: -one["minutes_ago"]):
        _react(said, crew)
    for asked in told["votes"]:
        _vote(asked)


def _about(where: list[Any]) -> Message:
    """The newest outage of a service, and which of its words."""
    slug, number = where
    words = Update.objects.filter(outage__services__slug=slug, number=number)
    return words.latest("published_at").message


def _react(said: dict[str, Any], crew: Crew) -> None:
    message = _about(said["about"])
    asked = clock.now() - timedelta(minutes=said["minutes_ago"])
    with happening_at(asked):
        reaction = _hear(said, message)
    if "answer" in said:
        by, minutes, text = said["answer"]
        with happening_at(asked + timedelta(minutes=minutes)):
            actions.answer(reaction, text, by=crew.writers[by])
    if "hand_over" in said:
        by, to, minutes = said["hand_over"]
        with happening_at(asked + timedelta(minutes=minutes)):
            actions.hand_over(reaction, crew.writers[to], by=crew.writers[by])
    if "close" in said:
        by, minutes, reason = said["close"]
        with happening_at(asked + timedelta(minutes=minutes)):
            actions.close(reaction, reason, by=crew.writers[by])


def _hear(said: dict[str, Any], message: Message) -> Reaction:
    if said.get("unclear"):
        return clarity.vote_and_ask(ballots.new(message, _person(said["by"])), said["text"])
    topic = Topic(message=message, dispatch=message.dispatch, subject=said.get("subject", ""))
    heard = actions.Heard(said["text"], whole=said.get("whole", ""))
    return actions.hear(_sender(said), topic, heard, confirm=True)


def _sender(said: dict[str, Any]) -> Sender:
    if "address" in said:
        return Sender(address=said["address"], name=said["name"], language="nl")
    person = _person(said["by"])
    return Sender(person=person, language=person.language)


def _person(who: list[Any]) -> Person:
    """One of the accounts by its name, or somebody of a role, place and language."""
    if len(who) == 1:
        return Person.objects.get(email=f"{who[0]}@{DOMAIN}")
    role, place, language, number = who
    found = Person.objects.filter(
        affiliations__slug=role, place__slug=place, language=language, role=Person.DeskRole.READER
    )
    person: Person = found.order_by("pk")[number]
    return person


def _vote(asked: dict[str, Any]) -> None:
    """So many found it clear, and these did not; each of them got it."""
    message = _about(asked["about"])
    reasons = asked["reasons"]
    readers = _readers(message, asked["clear"] + len(reasons))
    with happening_at((message.published_at or clock.now()) + timedelta(minutes=2)):
        for number, reader in enumerate(readers):
            ballot = ballots.new(message, reader)
            unclear = number < len(reasons)
            clarity.vote(ballot, not unclear, reasons[number] if unclear else "")


def _readers(message: Message, count: int) -> list[Person]:
    if message.dispatch is None:
        return list(Person.objects.order_by("pk")[10 : 10 + count])
    return list(queries.recipients(message.dispatch).order_by("pk")[10 : 10 + count])
