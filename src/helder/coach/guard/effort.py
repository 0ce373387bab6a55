"""Bragging about effort: own toil, hours, sacrifice or number of attempts as the message.

Refuses neutral progress ("we are investigating"), however often it is repeated.
"""

from __future__ import annotations

from helder.coach.frames import Scene
from helder.coach.lexicon import Hit
from helder.coach.result import Level


def judge(scene: Scene) -> Level | None:
    """How gravely the sentence brags about effort, if it does."""
    if _idiom(scene) or _toil_under(scene) or _heap(scene):
        return "block"
    return "ask" if scene.has("toil_stock") else None


def _own(scene: Scene) -> bool:
    return scene.has("own_we", "own_staff", "passive", "outside")


def _idiom(scene: Scene) -> bool:
    """A saying that only means: look how hard we work."""
    return any(not _of_reader(scene, hit) for hit in scene.all("toil_idiom"))


def _of_reader(scene: Scene, hit: Hit) -> bool:
    """The reader is the one who toils: `you have been working hard`."""
    if scene.has("own_we", "own_staff", "passive"):
        return False
    return any(0 <= hit.start - you.end <= 4 for you in scene.all("reader"))


def _toil(scene: Scene) -> list[Hit]:
    """The words for own work; `it works again` and `back to work` are no work of ours."""
    hits = scene.all("toil", "work_verb")
    if scene.has("again"):
        hits = [hit for hit in hits if not _says_work(scene, hit)]
    return [hit for hit in hits if not scene.negated(hit, 2, 1)]


def _says_work(scene: Scene, hit: Hit) -> bool:
    return any(scene.norm(place)[:3] in ("wer", "wor") for place in range(hit.start, hit.end))


def _toil_under(scene: Scene) -> bool:
    """Work together with its duration, its intensity or its odd hours."""
    toil = _toil(scene)
    if not toil or not _own(scene):
        return False
    return any(_weighed(scene, hit) for hit in toil)


def _weighed(scene: Scene, toil: Hit) -> bool:
    if _close(scene, toil, ("intensity",), 3):
        return not _of_reader(scene, toil)
    if scene.has("together"):
        return False  # a test with users is theirs too
    if scene.has("ahead") and not scene.has("already"):
        return False  # planned work, no boasting about it
    if _close(scene, toil, ("long_time", "since_time"), 9):
        return not _of_reader(scene, toil)
    return _close(scene, toil, ("odd_hours",), 6) and scene.has("toil_done")


def _close(scene: Scene, toil: Hit, concepts: tuple[str, ...], distance: int) -> bool:
    number = scene.clause[toil.start]
    return any(
        max(hit.start - toil.end, toil.start - hit.end) <= distance
        and scene.clause[hit.start] == number
        for hit in scene.all(*concepts)
    )


def _heap(scene: Scene) -> bool:
    """A heap of attempts, of time put in, or of people on top of it."""
    if scene.near("attempt", "many", 3) and _own(scene):
        return True
    if scene.near("time_input", "much", 4) and not scene.has("reader"):
        return True
    toil = _toil(scene)
    return any(_close(scene, hit, ("headcount",), 7) for hit in toil) and not scene.has("reader")
