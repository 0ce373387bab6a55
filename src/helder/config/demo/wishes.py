"""How the demo's people want to hear news: most as the house does, some in their own way.

Owns: made-up choices, the same each time. Refuses: choosing for the people with an account.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import time, timedelta

from helder.kit import clock
from helder.people.models import MAIL, PORTAL, Person

NIGHT = (time(22, 30), time(7, 0))
EVENING = (time(19, 0), time(8, 0))
NUMBER = "06 1234 5{:03}"
"""Numbers as in examples; and the demo's text messages stay on this computer."""


def _nothing_chosen(_person: Person, _chance: random.Random) -> None:
    pass


def _text_message_first(person: Person, chance: random.Random) -> None:
    person.urgent_by, person.phone = f"sms,{MAIL}", NUMBER.format(chance.randrange(1000))


def _together_weekly(person: Person, _chance: random.Random) -> None:
    person.digest = Person.Digest.WEEKLY


def _together_daily(person: Person, _chance: random.Random) -> None:
    person.digest = Person.Digest.DAILY


def _quiet(person: Person, chance: random.Random) -> None:
    person.quiet_from, person.quiet_until = chance.choice((NIGHT, EVENING))


def _website_for_what_can_wait(person: Person, _chance: random.Random) -> None:
    person.ordinary_by = PORTAL


def _only_website(person: Person, _chance: random.Random) -> None:
    person.urgent_by = person.ordinary_by = PORTAL


def _pause(person: Person, chance: random.Random) -> None:
    person.paused_until = clock.now() + timedelta(days=chance.randint(3, 30))


OF_A_THOUSAND: dict[Callable[[Person, random.Random], None], int] = {
    _nothing_chosen: 778,
    _together_weekly: 70,
    _quiet: 60,
    _together_daily: 30,
    _text_message_first: 30,
    _website_for_what_can_wait: 20,
    _only_website: 8,
    _pause: 4,
}


def choose(persons: Iterable[Person], chance: random.Random) -> None:
    """Fills in what each of these wants; nothing is saved."""
    wishes, weights = list(OF_A_THOUSAND), list(OF_A_THOUSAND.values())
    for person in persons:
        chance.choices(wishes, weights)[0](person, chance)


def of_the_reader(reader: Person) -> None:
    """Mail, and a text message when that fails; quiet nights; once a week what can wait."""
    reader.urgent_by, reader.phone = f"{MAIL},sms", NUMBER.format(1)
    reader.quiet_from, reader.quiet_until = NIGHT
    reader.digest = Person.Digest.WEEKLY
