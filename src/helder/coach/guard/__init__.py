"""The guard: the four kinds of sentences that make users furious.

Owns which sentence offends and how gravely: rules that were written, together with the scorer
that was trained. Refuses to word the answer (`wording` does) and to
block a newsletter, whose readers are not waiting for something that is broken.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from helder.coach import scorer
from helder.coach.frames import Scene
from helder.coach.guard import blame, certainty, effort, spend
from helder.coach.heard import Heard
from helder.coach.lexicon import load
from helder.coach.result import Context, Language, Level
from helder.coach.sentences import Sentence, words_of

_FEWEST_WORDS = 2
_SCRAP = 4

JUDGES: dict[str, Callable[[Scene], Level | None]] = {
    "guard.effort": effort.judge,
    "guard.blame": blame.judge,
    "guard.spend": spend.judge,
    "guard.false_certainty": certainty.judge,
}


def scene_of(sentence: Sentence, lang: Language, kind: str, context: Context) -> Scene:
    """The sentence as the judges look at it."""
    return Scene(sentence, lang, load(lang), context, kind)


def verdicts(scene: Scene, *, softly: bool = False) -> dict[str, Level]:
    """The rules that this sentence breaks, with their level; `softly` only asks."""
    if scene.sentence.is_question or len(scene.words) < _FEWEST_WORDS:
        return {}
    softly = softly or scene.kind == "newsletter" or _is_scrap(scene)
    return {rule: "ask" if softly else level for rule, level in hear(scene).levels().items()}


def _is_scrap(scene: Scene) -> bool:
    """A few words say too little to stop a message by ear alone."""
    return len(scene.words) < _SCRAP and not written(scene)


def hear(scene: Scene) -> Heard:
    """What the sentence sounds like to scorer and rules together.

    Somebody who types sends the same sentences again and again, so the answer is kept a while.
    """
    if scene.heard is None:
        names = scene.outside, scene.other_own
        scene.heard = _heard(scene.sentence.text, scene.lang, scene.kind, *names)
    return scene.heard


@lru_cache(maxsize=4096)
def _heard(
    text: str, lang: Language, kind: str, outside: tuple[str, ...], other_own: tuple[str, ...]
) -> Heard:
    sentence = Sentence(text, 0, len(text), words_of(text))
    context = Context(suppliers=outside, departments=other_own)
    scene = scene_of(sentence, lang, kind, context)
    return scorer.hear(scene, written(scene))


def written(scene: Scene) -> dict[str, Level]:
    """What the written rules alone say."""
    judged = {rule: judge(scene) for rule, judge in JUDGES.items()}
    return {rule: level for rule, level in judged.items() if level}
