"""False certainty: an unhedged promise of repair, of an outcome, or of no repeat.

Refuses to object to the time of the next message, planned windows, facts and forecasts that say
they are forecasts.
"""

from __future__ import annotations

from helder.coach.frames import Scene
from helder.coach.lexicon import Hit
from helder.coach.result import Level

_OUTCOMES = ("recovered", "again", "fix_own", "smooth", "never_again")


def judge(scene: Scene) -> Level | None:
    """How gravely the sentence promises what nobody can know, if it does."""
    levels = [_judge_outcome(scene, hit) for hit in scene.all(*_OUTCOMES)]
    if "block" in levels:
        return "block"
    return "ask" if "ask" in levels else None


def _judge_outcome(scene: Scene, outcome: Hit) -> Level | None:
    if _open_question(scene, outcome) or scene.share(outcome, "hedge"):
        return None
    if _absolute(scene, outcome):
        return "ask" if scene.has("purpose") else "block"
    if scene.share(outcome, "message"):
        return None
    if _sworn(scene, outcome):
        return "block"
    if _undone(scene, outcome):
        return None
    return _timed(scene, outcome)


def _open_question(scene: Scene, outcome: Hit) -> bool:
    """`As soon as it works`, `whether it is solved`: no promise at all."""
    number = scene.clause[outcome.start]
    return any(
        word.start <= outcome.start and scene.clause[word.start] == number
        for word in scene.all("conditional")
    )


def _absolute(scene: Scene, outcome: Hit) -> bool:
    """No repeat, or nothing that goes wrong: a promise without any time."""
    return outcome in scene.all("never_again", "smooth") and not scene.share(outcome, "past")


def _sworn(scene: Scene, outcome: Hit) -> bool:
    """Certainty sworn; `not certain` is none, `without doubt` is its own kind."""
    number = scene.clause[outcome.start]
    oaths = [hit for hit in scene.all("certain") if scene.clause[hit.start] == number]
    return any(not _denied(scene, hit) for hit in oaths)


def _denied(scene: Scene, oath: Hit) -> bool:
    negations = [hit for hit in scene.all("negation") if not oath.start <= hit.start < oath.end]
    return any(
        -2 <= oath.start - no.end <= 3 and scene.clause[no.start] == scene.clause[oath.start]
        for no in negations
    )


def _undone(scene: Scene, outcome: Hit) -> bool:
    """`Not back before noon`; the `no` of `in no time` denies nothing."""
    negations = [
        hit
        for hit in scene.all("negation")
        if not any(time.start <= hit.start < time.end for time in scene.all("soon_sure"))
    ]
    number = scene.clause[outcome.start]
    return any(
        scene.clause[no.start] == number and -1 <= outcome.start - no.end <= 3 for no in negations
    )


def _timed(scene: Scene, outcome: Hit) -> Level | None:
    """A repair with a time: certain when it is surely ahead, a question when it may be past."""
    if scene.share(outcome, "past") or scene.kind == "change" or scene.has("planned"):
        return None
    if scene.share(outcome, "soon_sure"):
        return "block"
    if not scene.share(outcome, "clock_time"):
        return None
    return "block" if _ahead(scene, outcome) else "ask"


def _ahead(scene: Scene, outcome: Hit) -> bool:
    """A verb of what is to come stands close to the outcome, or the outcome is itself one."""
    verbs = scene.all("future_verb")
    return any(max(a.start - outcome.end, outcome.start - a.end) <= 5 for a in verbs)
