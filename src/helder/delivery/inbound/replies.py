"""What a higher floor gets of a mail that a person wrote.

Owns: the contract. A module that takes replies declares `reply_takers` in its AppConfig: dotted
names (or Takers) of functions from a Reply to one word for what came of it ("" when it is not for
them).
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


@dataclass(frozen=True)
class Taker:
    """A function that takes replies, and when it is asked: the lowest order first, then 0."""

    take: str
    order: int = 0


def hand_on(reply: Reply) -> str:
    """Gives it to the first module that takes it; what came of it."""
    for taker in declared("reply_takers"):
        name = taker.take if isinstance(taker, Taker) else taker
        outcome: str = import_string(name)(reply)
        if outcome:
            return outcome
    return UNCLAIMED
