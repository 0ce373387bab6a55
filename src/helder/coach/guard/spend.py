"""Bragging about money or capacity: what was put in, as a defence; also "too expensive".

Refuses prices that a reader pays and what a reader gains.
"""

from __future__ import annotations

from helder.coach.frames import Scene
from helder.coach.result import Level

_READER_GAINS = ("price_fact", "benefit")


def judge(scene: Scene) -> Level | None:
    """How gravely the sentence brags about money or capacity, if it does."""
    if scene.has("price_fact"):
        return None
    if scene.has("no_money", "crowd") and not scene.has("reader"):
        return "block"
    if _poured(scene) or _boasts(scene):
        return "ask" if scene.has("benefit") else "block"
    return "ask" if _added(scene) else None


def _poured(scene: Scene) -> bool:
    """Money, or much capacity, together with putting it in."""
    if scene.near("money", "put_in", 8) or scene.near("money", "invested", 8):
        return not scene.has("reader")
    if scene.near("capacity", "put_in", 6) and scene.has("much"):
        return scene.near("capacity", "much", 4) and not scene.has("reader")
    return scene.has("invested") and not scene.has("reader")


def _boasts(scene: Scene) -> bool:
    """Too expensive, people hired, machines bought."""
    if scene.has("reader"):
        return False
    if scene.has("expensive") or scene.near("hire", "staff_size", 6):
        return not scene.has("benefit")
    bought = scene.near("bought", "hardware", 6)
    return bought and (scene.has("just") or scene.kind == "outage")


def _added(scene: Scene) -> bool:
    """Capacity added: a fact that may well be a defence."""
    return scene.near("added", "machine_room", 5) and scene.has("own_we", "passive", "own_staff")
