"""What the demo's IT department has ready: a message that publishes itself tomorrow, and the screen
in the hall.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from helder.config.demo.people import Crew
from helder.delivery.channels.screen import actions as screens
from helder.delivery.models import Screen
from helder.messages import actions as messages
from helder.outages.composer import drafts
from helder.outages.composer.intent import NEW, About
from helder.outages.composer.moments import as_typed
from helder.people.models import Place

WORDS = {
    "symptom_nl": "Je kunt van 18:00 tot 20:00 niet printen op locatie Centrum. Scannen kan wel.",
    "symptom_en": "You cannot print at City centre from 18:00 to 20:00. Scanning works.",
    "workaround_nl": "Print wat je die avond nodig hebt vóór 18:00, of print op locatie Noord.",
    "workaround_en": "Print what you need that evening before 18:00, or print at North.",
    "doing_nl": "We zetten nieuwe printers neer. Je pas blijft hetzelfde werken.",
    "doing_en": "We are placing new printers. Your card keeps working the same way.",
}


def make(crew: Crew) -> None:
    """The scheduled draft and the screen."""
    _new_printers(crew)
    hall = Screen(name="Hal van locatie Noord")
    screens.save(hall, Place.objects.filter(slug="noord"), by=crew.administrator)


def _new_printers(crew: Crew) -> None:
    publish_at = _day(1, 9)
    evening = _day(7, 18)
    data = QueryDict(mutable=True)
    data.update(WORDS)
    for name, value in (
        ("kind", "maintenance"),
        ("services", "printen"),
        ("places", "centrum"),
        ("scheduled_for", as_typed(evening)),
        ("scheduled_until", as_typed(evening + timedelta(hours=2))),
        ("publish_at", as_typed(publish_at)),
    ):
        data[name] = value
    about = About(NEW)
    form = about.form(data)
    form.full_clean()
    writer = crew.writers[0]
    messages.schedule(drafts.keep(about, form, by=writer).message, publish_at, by=writer)


def _day(days: int, hour: int) -> datetime:
    """A working day from now, at a whole hour."""
    day = timezone.localtime() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
