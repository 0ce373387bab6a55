"""People and messages for measurements, written straight into the database."""

from __future__ import annotations

from typing import Any

from helder.delivery.actions import dispatch
from helder.delivery.models import Dispatch
from helder.organisation.models import Organisation
from helder.people.audiences import Selection
from helder.people.models import Audience, Department, Person, Place

PARAGRAPH = (
    "Door werkzaamheden aan het netwerk werkt de wifi in een deel van de gebouwen niet. U kunt "
    "met een kabel of via uw telefoon verder werken. Wij laten u om 14:00 uur weten hoe het staat. "
)


def make(count: int) -> None:
    """An organisation with this many readers."""
    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Hogeschool Rivierland", "sender_mail": "it@rivierland.example"}
    )
    Audience.objects.everyone()
    place = Place.objects.create(slug="noord", name={"nl": "Noord"})
    part = Department.objects.create(slug="zorg", name="Zorg", path="Zorg")
    for start in range(0, count, 5_000):
        Person.objects.bulk_create(
            Person(
                email=f"p{n}@rivierland.example",
                name=f"Jöran van der Persoon {n}",
                place=place if n % 2 else None,
                department=part if n % 3 else None,
            )
            for n in range(start, min(start + 5_000, count))
        )


def letter(size: int) -> dict[str, Any]:
    """A letter whose HTML is about this many bytes."""
    sections = [
        {"heading": "Wat merkt u?", "text": PARAGRAPH * 3, "lang": "nl"}
        for _n in range(max(1, size // 900))
    ]
    return {"subject": "De wifi werkt niet", "lead": PARAGRAPH, "sections": sections, "url": "/x/"}


def publish(size: int = 6_000, **fields: Any) -> Dispatch:
    """One message to everybody."""
    fields = {
        "kind": "outage",
        "urgency": 0,
        "if_uncertain": Dispatch.Uncertain.RESEND,
        "content": {"nl": letter(size)},
        "selection": Selection(audiences=("all",)),
    } | fields
    return dispatch(**fields)
