"""The guard: the four kinds of sentences that make users furious.

Owns which sentence offends and how gravely. Refuses to word the answer (`wording` does) and to
block a newsletter, whose readers are not waiting for something that is broken.
"""

from __future__ import annotations

from collections.abc import Callable

from helder.coach.frames import Scene
from helder.coach.guard import blame, certainty, effort, spend
from helder.coach.lexicon import load
from helder.coach.result import Context, Language, Level
from helder.coach.sentences import Sentence

JUDGES: dict[str, Callable[[Scene], Level | None]] = {
    "guard.effort": effort.judge,
    "guard.blame": blame.judge,
    "guard.spend": spend.judge,
    "guard.false_certainty": certainty.judge,
}


def scene_of(sentence: Sentence, lang: Language, kind: str, context: Context) -> Scene:
    """The sentence as the judges look at it."""
    return Scene(sentence, lang, load(lang), context, kind)


def verdicts(scene: Scene) -> dict[str, Level]:
    """The rules that this sentence breaks, with their level."""
    if scene.sentence.is_question:
        return {}
    found = {rule: judge(scene) for rule, judge in JUDGES.items()}
    return {rule: _softened(level, scene.kind) for rule, level in found.items() if level}


def _softened(level: Level, kind: str) -> Level:
    return "ask" if kind == "newsletter" else level
