"""What a higher floor gets of a mail that a person wrote.

Owns: the contract. A module that takes replies declares `reply_takers` in its AppConfig: dotted
names of functions from a Reply to one word for what came of it ("" when it is not for them).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.module_loading import import_string

from helder.delivery.inbound.incoming import Incoming
from helder.kit.registry import declared

UNCLAIMED = "unclaimed"


@dataclass(frozen=True)
class Reply:
    """A mail of a person, with the dispatch and the person that its address named, if it did."""

    mail: Incoming
    dispatch: int | None = None
    person: int | None = None


def hand_on(reply: Reply) -> str:
    """Gives it to the first module that takes it; what came of it."""
    for taker in declared("reply_takers"):
        outcome: str = import_string(taker)(reply)
        if outcome:
            return outcome
    return UNCLAIMED
