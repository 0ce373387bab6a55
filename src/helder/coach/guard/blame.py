"""Blaming another: the cause or the guilt put on a supplier, a department, the users.

Refuses to object when another party is named with what it does next, or when the text owns up.
"""

from __future__ import annotations

from itertools import pairwise

from helder.coach.frames import Scene
from helder.coach.lexicon import Hit
from helder.coach.result import Level
from helder.coach.smallwords import words

_PARTIES = ("outside", "other_own")


def judge(scene: Scene) -> Level | None:
    """How gravely the sentence puts the blame elsewhere, if it does."""
    if _helpless(scene) or _blames_reader(scene):
        return "block"
    if not scene.has(*_PARTIES):
        return "block" if _lies_with_name(scene) else None
    return _judge_parties(scene)


def _judge_parties(scene: Scene) -> Level | None:
    if any(_caused_by(scene, party) for party in scene.all(*_PARTIES)):
        return "block"
    if _depends(scene) or _contrasts(scene):
        return "block"
    return "ask" if _waits(scene) or _hints(scene) else None


def _helpless(scene: Scene) -> bool:
    """`Not our fault`, `nothing we can do`, `beyond our control`."""
    return scene.has("helpless") and not scene.has("price_fact")


def _blames_reader(scene: Scene) -> bool:
    """`Because you did not …`; or users as the subject of a fault."""
    if scene.then("reason_you", "user_fault", 8) or _if_only(scene):
        return True
    return scene.has("users_did") and not scene.has("hedge", "conditional", "own_fault")


def _lies_with_name(scene: Scene) -> bool:
    """`The cause lies with Contoso`: an unknown name right behind the phrase."""
    return any(
        scene.is_name(hit.end) and not scene.has("own_fault")
        for _noun, hit in scene.chains("cause_noun", "lies_with", 4)
        if scene.norm(hit.end - 1) in ("bij", "aan", "with", "down")
    )


def _caused_by(scene: Scene, party: Hit) -> bool:
    return (
        _cause_before(scene, party)
        or _guilt_before(scene, party)
        or _failure_before(scene, party)
        or _misdeed_after(scene, party)
        or _breaks_things(scene, party)
        or bool(_before(scene, "cause_is", party, 1))
    )


def _before(scene: Scene, concept: str, party: Hit, distance: int) -> list[Hit]:
    number = scene.clause[party.start]
    return [
        hit
        for hit in scene.all(concept)
        if 0 <= party.start - hit.end <= distance and scene.clause[hit.start] == number
    ]


def _cause_before(scene: Scene, party: Hit) -> bool:
    """`Due to … our supplier`, `lies with … our supplier`."""
    if scene.has("planned") and scene.has("ahead", "from_time"):
        return False  # announced work of a supplier is a date, not an excuse
    if any(not scene.negated(hit, 1, 0) for hit in _before(scene, "cause_prep", party, 9)):
        return not _repairs(scene, party) or scene.has("cause_noun")
    nouns = scene.has("cause_noun") or scene.has("failure")
    lying = _before(scene, "lies_with", party, 8)
    if nouns and lying:
        return not _repairs_between(scene, lying[-1], party)
    return bool(_before(scene, "by", party, 6)) and _failure_by(scene, party)


def _failure_by(scene: Scene, party: Hit) -> bool:
    """`By/door` names a culprit only with a failure behind it: `door een storing bij KPN`."""
    return any(
        any(by.end <= fail.start <= party.start for fail in scene.all("failure"))
        or any(0 <= by.start - fail.end <= 1 for fail in scene.all("failure", "misdeed"))
        for by in _before(scene, "by", party, 6)
    ) or (scene.has("misdeed") and not _repairs(scene, party))


def _guilt_before(scene: Scene, party: Hit) -> bool:
    """`The fault of Microsoft`, `the responsibility of the vendor`."""
    if not any(hit.start - party.end <= 3 for hit in _before(scene, "responsible", party, 4)):
        return _guilt_after(scene, party)
    return not scene.has("own_fault")


def _guilt_after(scene: Scene, party: Hit) -> bool:
    """`Microsoft is to blame`, `Microsoft's fault`."""
    for guilt in scene.all("responsible"):
        if 0 <= guilt.start - party.end <= 4 and not scene.negated(guilt, 3, 0):
            return not _repairs(scene, party)
    return False


def _failure_before(scene: Scene, party: Hit) -> bool:
    """`A problem at our provider`, unless somebody reports or repairs it there."""
    for fail in _before(scene, "failure", party, 5):
        if scene.norm(fail.end - 1) in words("interventions"):  # planned work is no failure
            continue
        between = (scene.norm(place) for place in range(fail.end, party.start))
        if any(word in _LINKS[scene.lang] for word in between):
            return not _reported(scene) and not scene.negated(fail, 2, 0)
    return False


_LINKS = {
    "nl": frozenset({"bij", "van", "aan", "tussen", "vanuit", "in"}),
    "en": frozenset(
        {"at", "of", "with", "by", "affecting", "on", "within", "from", "between", "in"}
    ),
}


def _reported(scene: Scene) -> bool:
    return scene.has("repair_word")


def _repairs(scene: Scene, party: Hit) -> bool:
    """After being named, the party repairs: what happens next, no blame."""
    return any(0 <= hit.start - party.end <= 8 for hit in scene.all("repair_word"))


def _repairs_between(scene: Scene, cause: Hit, party: Hit) -> bool:
    return any(cause.end <= hit.start < party.start for hit in scene.all("repair_word"))


def _misdeed_after(scene: Scene, party: Hit) -> bool:
    """The party as the subject of something that went wrong."""
    wrongs = [
        hit
        for hit in scene.all("misdeed")
        if 0 <= hit.start - party.end <= 12 and scene.clause[hit.start] == scene.clause[party.start]
    ]
    if not wrongs or _own_between(scene, party, wrongs[0]):
        return False
    return not any(party.end <= hit.start <= wrongs[0].end for hit in scene.all("repair_word"))


def _breaks_things(scene: Scene, party: Hit) -> bool:
    """The party did something, `so now` the reader's thing is broken."""
    for link in scene.all("consequence"):
        if 0 <= link.start - party.end <= 10 and not _repairs(scene, party):
            return any(link.end <= bad.start for bad in scene.all("broken"))
    return False


def _own_between(scene: Scene, party: Hit, wrong: Hit) -> bool:
    """`The supplier says that we made a mistake` is our own mistake."""
    ours = scene.all("own_fault")
    return any(party.start <= hit.start <= wrong.end for hit in ours)


def _depends(scene: Scene) -> bool:
    """`We depend on …`, `we chase …`, `still waiting for …, who does not answer`."""
    if scene.then("dependent", "outside", 6) or scene.has("chase"):
        return True
    return scene.then("waiting", "outside", 6) and scene.has("impatient")


def _contrasts(scene: Scene) -> bool:
    """`We did our job, the supplier did not`: the sentence ends in the other's failure."""
    last = len(scene.words)
    return any(
        no.end == last and 0 <= no.start - party.end <= 1
        for party in scene.all("outside")
        for no in scene.all("negation")
    )


def _if_only(scene: Scene) -> bool:
    """`Had the supplier …, this would not have happened`; `if everyone had cleaned up …`."""
    wishes = [hit for hit in scene.all("if_only") if hit.start == 0]
    if not wishes or not scene.has("negation"):
        return False
    others = scene.all(*_PARTIES, "users", "own_staff")
    return any(party.start <= 3 for party in others) and scene.norm(1) not in ("wij", "we")


def _waits(scene: Scene) -> bool:
    return scene.then("waiting", "outside", 6)


def _hints(scene: Scene) -> bool:
    """A cause and an outside party in one breath, not clearly tied together."""
    causes = [hit for hit in scene.all("cause_prep") if not scene.negated(hit, 1, 0)]
    tied = any(0 < abs(a.start - b.start) <= 12 for a, b in pairwise(causes))
    return tied and not scene.has("repair_word", "own_fault")
