"""Whether anybody is waiting for something that is broken.

Owns telling a story or an announcement from a message about trouble when nobody said which it is:
in the first a boast is a matter of taste. Refuses to judge sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from helder.coach import guard
from helder.coach.frames import Scene
from helder.coach.heard import Heard

_TROUBLE = ("symptom", "affected", "since", "workaround", "status", "solved", "forecast")
_FEWEST_SENTENCES = 3  # of less text the kind cannot be told
_MOST = 0.2


def are_low(scenes: Sequence[Scene]) -> bool:
    """Whether a text of no stated kind tells of anything but trouble."""
    if len(scenes) < _FEWEST_SENTENCES or scenes[0].kind != "general":
        return False
    trouble = sum(_tells_of_trouble(guard.hear(scene)) for scene in scenes)
    return trouble / len(scenes) <= _MOST


def _tells_of_trouble(ear: Heard) -> bool:
    return any(ear.functions[name] >= 0 for name in _TROUBLE)
