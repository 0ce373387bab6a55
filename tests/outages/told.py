"""Builders for what readers see: an outage told, a promise, a visitor."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils.html import strip_tags

from helder.kit import clock
from helder.outages import actions
from helder.outages.models import Outage
from helder.outages.rules import Facts, Word
from helder.people.models import Person
from tests.cast import Cast

MAINTENANCE = Outage.Kind.MAINTENANCE


def ago(minutes: float) -> datetime:
    """A moment in the past, to the second."""
    return (clock.now() - timedelta(minutes=minutes)).replace(microsecond=0)


def word(due: datetime | None = None, main: str = "symptom", **parts: dict[str, str]) -> Word:
    """A word with its main part, in both languages unless given."""
    said = {main: {"nl": "U kunt geen verbinding maken.", "en": "You cannot connect."}, **parts}
    return Word(said, due)


def tell(cast: Cast, *, due: float = 30, said: float = 10, **facts: Any) -> Outage:
    """An outage of the wifi, told `said` minutes ago, with the next word in `due` minutes."""
    found = Facts(**{"kind": "outage", "services": [cast.wifi], **facts})
    workaround = {"nl": "Gebruik uw telefoon.", "en": "Use your phone."}
    return actions.publish(
        found, word(ago(-due), workaround=workaround), by=cast.carol, at=ago(said)
    )


def plan(cast: Cast, *, hours: float = 24, lasts: float = 3, **facts: Any) -> Outage:
    """Planned maintenance of the mail."""
    start = ago(-60 * hours)
    found = Facts(
        kind="maintenance",
        services=facts.pop("services", [cast.mail]),
        scheduled_for=start,
        scheduled_until=start + timedelta(hours=lasts),
        **facts,
    )
    return actions.publish(found, word(), by=cast.carol, at=ago(60))


def visitor(person: Person | None = None, lang: str = "en") -> Client:
    """A browser, signed in or not."""
    client = Client(headers={"accept-language": lang})
    if person:
        client.force_login(person)
    return client


def read(client: Client, url: str) -> str:
    """The words of a page, as a person reads them."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags(main)).split())
