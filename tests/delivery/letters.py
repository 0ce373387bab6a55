"""A letter as a writer delivers it, and the shortest way to send one."""

from __future__ import annotations

from typing import Any

from helder.delivery import actions
from helder.delivery.models import Dispatch
from helder.people.audiences import Selection

EVERYONE = Selection(audiences=("all",))


def letter(subject: str, **changes: Any) -> dict[str, Any]:
    """One letter in one language."""
    return {
        "subject": subject,
        "preheader": "We weten ervan.",
        "lead": "U kunt niet op de wifi.",
        "badge": {"state": "down", "word": "Werkt niet"},
        "sections": [
            {"heading": "Wat kunt u nu doen?", "text": "Gebruik een kabel.", "lang": "nl"}
        ],
        "promise": "De volgende update komt vandaag om 14:00.",
        "url": "/status/k3x/",
        "button": "Volg deze storing",
        "footer": "U krijgt dit omdat u wifi gebruikt.",
    } | changes


def content(subject: str = "De wifi doet het niet", **changes: Any) -> dict[str, Any]:
    """In the three locales."""
    return {
        "nl": letter(subject, **changes),
        "nl-informal": letter(f"{subject}, je merkt het", **changes),
        "en": letter("Wifi does not work", **changes),
    }


def send(subject: str = "De wifi doet het niet", **fields: Any) -> Dispatch:
    """A dispatch to everyone, not yet worked on."""
    fields = {"kind": "outage", "selection": EVERYONE, "content": content(subject)} | fields
    return actions.dispatch(**fields)


def states(dispatch: Dispatch) -> dict[str, str]:
    """First name → state of each row."""
    rows = dispatch.deliveries.select_related("person")
    return {row.person.first_name: row.state for row in rows}
