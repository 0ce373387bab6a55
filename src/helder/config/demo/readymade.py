"""The templates of the demo: the first set, and one that somebody wrote after a bad morning."""

from __future__ import annotations

from helder.config.demo.people import Crew
from helder.outages.models import Template
from helder.outages.readymade.actions import Wanted, make_starters, save
from helder.services.models import Service


def write(crew: Crew) -> None:
    """As the desk of the demo keeps them."""
    wifi = Service.objects.filter(slug="wifi")
    save(Template(), _no_wifi_in_rooms(list(wifi)), by=crew.writers[0])
    make_starters(by=crew.writers[0])


def _no_wifi_in_rooms(wifi: list[Service]) -> Wanted:
    return Wanted(
        name={"nl": "Wifi weg in lokalen", "en": "No wifi in classrooms"},
        kind="outage",
        services=wifi,
        parts={
            "symptom": {
                "nl": "In de lokalen krijg je geen verbinding met de wifi.",
                "en": "In the classrooms you cannot connect to the wifi.",
            },
            "workaround": {
                "nl": "Gebruik een vaste computer, of deel internet vanaf je telefoon.",
                "en": "Use a fixed computer, or share the internet of your phone.",
            },
            "doing": {
                "nl": "We kijken de kastjes per gang na.",
                "en": "We are checking the boxes corridor by corridor.",
            },
        },
        last_word={
            "news": {
                "nl": "De wifi in de lokalen werkt weer. Opnieuw verbinden is genoeg.",
                "en": "The wifi in the classrooms works again. Choose the network once more.",
            }
        },
        minutes=30,
    )
