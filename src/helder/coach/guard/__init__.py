"""The guard: the four kinds of sentences that make users furious.

Owns which sentence offends and how gravely: rules that were written, together with the scorer
that was trained. Refuses to word the answer (`wording` does) and to
block a newsletter, whose readers are not waiting for something that is broken.
"""

from __future__ import annotations

from collections.abc import Callable

from helder.coach import scorer
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
    found = written(scene)
    if scorer.hears(scene):
        found = weighed(found, scorer.hear(scene), scene.kind)
    return {rule: _softened(level, scene.kind) for rule, level in found.items()}


def written(scene: Scene) -> dict[str, Level]:
    """What the written rules alone say."""
    judged = {rule: judge(scene) for rule, judge in JUDGES.items()}
    return {rule: level for rule, level in judged.items() if level}


def weighed(found: dict[str, Level], heard: scorer.Heard | None, kind: str) -> dict[str, Level]:
    """What rules and scorer say together.

    The scorer stops a sentence alone when it is sure; a rule does when the scorer hears at least
    a question. A rule that stands alone asks: on sentences that nobody had in mind, a rule alone
    was wrong too often.
    """
    if heard is None:
        return dict.fromkeys(found, "ask")
    if "block" in found.values() and heard.level == "ask":
        return found
    if kind == "change" and heard.rule == "guard.false_certainty":
        return found  # a planned change may name its hours; only the rules can tell those apart
    return found | {heard.rule: heard.level}


def _softened(level: Level, kind: str) -> Level:
    return "ask" if kind == "newsletter" else level
