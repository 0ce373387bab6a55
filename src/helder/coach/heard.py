"""What one sentence sounds like: the answer of the scorer.

Owns what the numbers mean. Refuses to compute them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from helder.coach.result import Level

IDLE = -0.5  # below this, nothing that a sentence may do for its reader is heard
HALFWAY = 0.5  # from asking to stopping: enough for a sentence that does nothing for its reader
ALSO = 0.5  # so close behind the loudest offence is another one named too


class Heard(NamedTuple):
    """What one sentence sounds like: `offences` by label, `functions` by what it does.

    The numbers are log-odds, each less the threshold that the training has chosen: above 0 means
    yes. For an offence 0 is the threshold for a question and 1 the one for stopping.
    """

    offences: Mapping[str, float]
    functions: Mapping[str, float]

    @property
    def is_idle(self) -> bool:
        """Whether the sentence does none of the things for which people read a message."""
        return max(self.functions.values()) < IDLE

    def levels(self) -> dict[str, Level]:
        """The rules that the sentence breaks by ear, with their level."""
        most = max(self.offences.values())
        enough = HALFWAY if self.is_idle else 1
        return {
            f"guard.{label}": "block" if score >= enough else "ask"
            for label, score in self.offences.items()
            if score >= max(0, most - ALSO)
        }
