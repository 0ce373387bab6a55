"""False certainty: an unhedged promise of repair, of an outcome, or of no repeat.

Refuses to object to the time of the next message, planned windows, facts and forecasts that say
they are forecasts.
"""

from __future__ import annotations

from helder.coach.frames import Scene
from helder.coach.lexicon import Hit
from helder.coach.result import Level
from helder.coach.smallwords import words

_OUTCOMES = ("recovered", "again", "fix_own", "smooth", "never_again", "lasts")


def judge(scene: Scene) -> Level | None:
    """How gravely the sentence promises what nobody can know, if it does."""
    levels = [_judge_outcome(scene, hit) for hit in scene.all(*_OUTCOMES)]
    if "block" in levels or _oath(scene):
        return "block"
    return "ask" if "ask" in levels else None


def _oath(scene: Scene) -> bool:
    """`We guarantee that …`: whatever follows, unless it is the next message."""
    return any(
        not _denied(scene, oath)
        and not scene.share(oath, "message", "hedge")
        and scene.share(oath, "own_we")
        for oath in scene.all("oath")
    )


def _judge_outcome(scene: Scene, outcome: Hit) -> Level | None:
    if _open_question(scene, outcome) or scene.share(outcome, "hedge"):
        return None
    if _asked_of_reader(scene, outcome):
        return None
    if _absolute(scene, outcome):
        return _aimed(scene, outcome)
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


def _asked_of_reader(scene: Scene, outcome: Hit) -> bool:
    """`Turn it off and on again`, `have your files ready on Thursday`: the reader does it."""
    if scene.norm(0) not in words(f"imperatives_{scene.lang}") or scene.parted(1, outcome.start):
        return False
    others = words(f"finite_{scene.lang}")
    return not any(scene.norm(place) in others for place in range(1, outcome.end))


def _absolute(scene: Scene, outcome: Hit) -> bool:
    """No repeat, or nothing that goes wrong: a promise without any time."""
    return outcome in scene.all("never_again", "smooth") and not scene.share(outcome, "past")


def _aimed(scene: Scene, outcome: Hit) -> Level | None:
    """`We take measures so that …` is an aim; it still sounds like a promise of no repeat."""
    if not scene.has("purpose"):
        return "block"
    return "ask" if outcome in scene.all("never_again") else None


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
    times = scene.all("soon_sure")
    return any(
        -1 <= outcome.start - no.end <= 3 and not scene.parted(no.end, outcome.start)
        for no in scene.all("negation")
        if not any(time.start <= no.start < time.end for time in times)
    )


def _timed(scene: Scene, outcome: Hit) -> Level | None:
    """A repair with a time: certain when it is surely ahead, a question when it may be past."""
    if _past_or_planned(scene, outcome) or _infinitive(scene, outcome):
        return None
    if _soon(scene, outcome) or outcome in scene.all("lasts"):
        return "block"
    if not scene.share(outcome, "clock_time"):
        return None
    if _ahead(scene, outcome) or scene.share(outcome, "state"):
        return "block"
    return "ask" if scene.hits["clock_time"][0].start == 0 else None


_SHORT = 10


def _soon(scene: Scene, outcome: Hit) -> bool:
    """A time ahead in the same statement, or before it in a short one: `a moment more and …`."""
    vague = scene.all("asap")  # "as soon as possible" names no time
    times = [
        time
        for time in scene.all("soon_sure")
        if not any(hit.start <= time.start < hit.end for hit in vague)
    ]
    if any(scene.clause[time.start] == scene.clause[outcome.start] for time in times):
        return True
    short = len(scene.words) <= _SHORT and not scene.has("message", "hedge")
    return short and any(time.end <= outcome.start for time in times)


def _past_or_planned(scene: Scene, outcome: Hit) -> bool:
    if scene.kind == "change" or scene.has("planned"):
        return True
    number = scene.clause[outcome.start]
    told = [hit for hit in scene.all("past") if hit.start < outcome.end]
    return any(scene.clause[hit.start] == number for hit in told) or scene.share(
        outcome, "from_time"
    )


def _infinitive(scene: Scene, outcome: Hit) -> bool:
    """`To repair the fault` is an aim; `is going to be repaired` is a promise."""
    before = scene.norm(outcome.start - 1)
    return before in ("te", "to") and scene.norm(outcome.start - 2) != "going"


def _ahead(scene: Scene, outcome: Hit) -> bool:
    """A verb of what is to come stands close to the outcome, or the outcome is itself one."""
    verbs = scene.all("future_verb")
    return any(max(a.start - outcome.end, outcome.start - a.end) <= 5 for a in verbs)
