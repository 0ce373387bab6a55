"""What one sentence sounds like: the answer of the scorer.

Owns what the numbers mean. Refuses to compute them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from helder.coach.result import Level

ALSO = 0.5  # so close behind the loudest offence is another one named too


class Heard(NamedTuple):
    """What one sentence sounds like: `offences` by label, `functions` by what it does.

    The numbers are log-odds, each less the threshold that the training has chosen: above 0 means
    yes. An offence above 1 is beyond doubt: its threshold for stopping is 1, for a question 0.
    """

    offences: Mapping[str, float]
    functions: Mapping[str, float]

    def levels(self) -> dict[str, Level]:
        """The rules that the sentence breaks by ear, with their level."""
        most = max(self.offences.values())
        return {
            f"guard.{label}": "block" if score >= 1 else "ask"
            for label, score in self.offences.items()
            if score >= max(0, most - ALSO)
        }
