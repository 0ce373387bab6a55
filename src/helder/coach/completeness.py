"""What a reader needs and the text does not say.

Owns the elements per kind of message, and which sentences serve nobody. Refuses to judge wording:
it only asks what a sentence does for its reader.
"""

from __future__ import annotations

from collections.abc import Iterable

from helder.coach import guard
from helder.coach.frames import Scene
from helder.coach.heard import Heard

ELEMENTS = {
    "outage": ("symptom", "affected", "workaround", "since", "next_update"),
    "change": ("why", "benefit", "when", "action", "help"),
}

IDLE = "complete.no_use"
_FEWEST = 6  # words; a greeting or a heading need not do anything


def missing(heard: Iterable[Heard], kind: str) -> tuple[str, ...]:
    """The elements of this kind of message that no sentence seems to hold."""
    wanted = ELEMENTS.get(kind, ())
    there = {name for ear in heard for name in wanted if ear.functions[name] >= 0}
    return tuple(name for name in wanted if name not in there)


def is_idle(scene: Scene) -> bool:
    """Whether a sentence of a message about trouble or change does nothing for its reader."""
    if scene.kind not in ELEMENTS or scene.sentence.is_question or len(scene.words) < _FEWEST:
        return False
    return guard.hear(scene).is_idle
