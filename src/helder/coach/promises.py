"""The times that a text names, told apart by what they are about.

Owns telling a promised message from a promised repair and from a plan. Refuses to read times
(`times` does) and to promise anything: whoever publishes does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from helder.coach import guard, times
from helder.coach.frames import Scene
from helder.coach.heard import Heard
from helder.coach.result import Context, Time
from helder.coach.sentences import Sentence, words_of

About = Literal["message", "repair", "plan"]

_LOUDER = 4.0  # the unit of an offence is about so many times that of a function


def times_in(text: str, scenes: Sequence[Scene], now: datetime | None) -> Iterator[Time]:
    """Every moment ahead that the text names for a message, a repair or a plan, in order."""
    for scene in scenes:
        base = scene.sentence.start
        for moment in times.find(scene.sentence.text, scene.lang):
            about = _about(scene, moment.start) if moment.kind == "moment" else None
            if about:
                start, end = base + moment.start, base + moment.end
                at = times.resolve(moment, now) if now else None
                yield Time(start, end, text[start:end], about, at)


def _about(scene: Scene, place: int) -> About | None:
    """What the time at this place is about; where a sentence has two statements, its own tells."""
    own = _statement(scene, place) if scene.clause and scene.clause[-1] else scene
    heard = _sounds(guard.hear(own))
    about = max(heard, key=lambda name: heard[name])
    return about if heard[about] >= 0 else None


def _sounds(ear: Heard) -> dict[About, float]:
    """How much a statement sounds like each. A repair may be forecast or flatly promised, and what
    works again at a time ahead is one too."""
    flat = _LOUDER * ear.offences["false_certainty"]
    return {
        "message": ear.functions["next_update"],
        "repair": max(ear.functions["forecast"], ear.functions["solved"], flat),
        "plan": ear.functions["when"],
    }


def _statement(scene: Scene, place: int) -> Scene:
    """The statement of a sentence in which a character stands, as a sentence of its own."""
    base = scene.sentence.start
    own = next((n for n, word in enumerate(scene.words) if word.end - base > place), 0)
    number = scene.clause[own]
    inside = [
        word for word, clause in zip(scene.words, scene.clause, strict=True) if clause == number
    ]
    text = scene.sentence.text[inside[0].start - base : inside[-1].end - base]
    sentence = Sentence(text, 0, len(text), words_of(text))
    context = Context(suppliers=scene.outside, departments=scene.other_own)
    return guard.scene_of(sentence, scene.lang, scene.kind, context)
