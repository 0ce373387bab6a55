"""How far a message is, as the sender reads it: few words, shares, and what each word means.

Owns: which states are told together. Refuses: counting (queries.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """States that a sender need not tell apart, under one word."""

    key: str
    states: tuple[str, ...]
    word: Any
    meaning: Any
    icon: str


KINDS = (
    Kind(
        "handed_over",
        ("accepted", "delivered"),
        _("Handed over"),
        _(
            "The mail server or another service has taken it, it went along with other news, or it "
            "stands in their inbox here."
        ),
        "circle-check",
    ),
    Kind(
        "waiting",
        ("waiting", "claimed", "handing_over"),
        _("Still to go"),
        _("On its way, or tried again in a while."),
        "hourglass",
    ),
    Kind(
        "uncertain",
        ("uncertain",),
        _("Uncertain"),
        _("Sent, but never confirmed. It may have arrived."),
        "circle-question-mark",
    ),
    Kind(
        "bounced",
        ("bounced",),
        _("Address refused"),
        _("The other side says that this address does not exist, or refuses it."),
        "mail-x",
    ),
    Kind("failed", ("failed",), _("Failed"), _("It could not be sent."), "circle-x"),
    Kind(
        "expired",
        ("expired",),
        _("Dropped"),
        _("It was no longer of use by the time it could be sent."),
        "clock-alert",
    ),
    Kind(
        "suppressed",
        ("suppressed",),
        _("Not sent"),
        _(
            "No address that works, a pause, or no account any more. "
            "It does stand in the inbox here of whoever has an account."
        ),
        "bell-off",
    ),
)
WORDS = {state: kind.word for kind in KINDS for state in kind.states}
PROBLEM_KEYS = ("uncertain", "failed", "bounced")


@dataclass(frozen=True)
class Figure:
    """One line of the picture."""

    kind: Kind
    count: int
    total: int


@dataclass(frozen=True)
class Picture:
    """Everything that the counts of one message say."""

    figures: tuple[Figure, ...]
    total: int

    @property
    def shown(self) -> list[Figure]:
        """Handed over always; the rest when there is something to tell."""
        return [f for f in self.figures if f.count or f.kind.key == "handed_over"]

    @property
    def problems(self) -> list[Figure]:
        """What a person may want to do something about."""
        return [f for f in self.figures if f.count and f.kind.key in PROBLEM_KEYS]

    def of(self, key: str) -> int:
        """The count of one kind."""
        return next(f.count for f in self.figures if f.kind.key == key)

    @property
    def handed_over(self) -> int:
        """How many were taken by the other side, or stand in an inbox by choice."""
        return self.of("handed_over")

    @property
    def waiting(self) -> int:
        """How many are still to go."""
        return self.of("waiting")

    @property
    def uncertain(self) -> int:
        """How many nobody knows of."""
        return self.of("uncertain")

    @property
    def dropped(self) -> int:
        """How many came too late."""
        return self.of("expired")


def picture(counts: Mapping[str, int]) -> Picture:
    """The picture of one message from its counts per state."""
    total = sum(counts.values())
    figures = tuple(
        Figure(kind, sum(counts.get(state, 0) for state in kind.states), total) for kind in KINDS
    )
    return Picture(figures, total)
