"""The words of the first templates: plain ones that are true of nearly every service. Pure.

Owns: two templates per service, in the organisation's form of address. Refuses: saying more than
a name of a service tells; people who know more write it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Texts = dict[str, str]


@dataclass(frozen=True)
class Starter:
    """A template to begin with: its name, kind, texts per part, and the last word."""

    kind: str
    name: Texts
    parts: dict[str, Texts]
    last_word: dict[str, Texts]


def starters(service: Mapping[str, str], *, informal: bool) -> list[Starter]:
    """What a service's name is enough for: it does not work, it works poorly."""
    nl = service.get("nl") or service.get("en", "")
    en = service.get("en") or service.get("nl", "")
    you = "je" if informal else "u"
    last = {"news": {"nl": f"{nl} werkt weer.", "en": f"{en} works again."}}
    wait = {
        "nl": f"Even wachten is genoeg: {you} hoeft zelf niets te doen.",
        "en": "Waiting is enough: you need not do anything yourself.",
    }
    doing = {"nl": "We zoeken de oorzaak.", "en": "We are looking for the cause."}
    down = {"nl": f"{nl} doet het nu niet.", "en": f"{en} does not work now."}
    slow = {
        "nl": f"{nl} is nu traag of valt soms even weg.",
        "en": f"{en} is slow now or drops out now and then.",
    }
    return [
        Starter(
            "outage",
            {"nl": f"{nl} doet het niet", "en": f"{en} does not work"},
            {"symptom": down, "workaround": wait, "doing": doing},
            last,
        ),
        Starter(
            "degraded",
            {"nl": f"{nl} werkt slecht", "en": f"{en} works poorly"},
            {"symptom": slow, "doing": doing},
            last,
        ),
    ]
