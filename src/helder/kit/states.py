"""How a service can stand, always as a word and a shape; the colour only adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """The word, the shape and the colour of a state."""

    word: Any
    icon: str
    tone: str


LOOKS = {
    "works": Look(_("Works"), "state-works", "works"),
    "limited": Look(_("Works poorly"), "state-limited", "limited"),
    "down": Look(_("Does not work"), "state-down", "down"),
    "maintenance": Look(_("Maintenance"), "state-maintenance", "maintenance"),
    "security": Look(_("Security"), "state-security", "security"),
    "unknown": Look(_("Not known"), "state-unknown", "unknown"),
}
SHAPES = {
    "down": "■",
    "security": "■",
    "limited": "▲",
    "maintenance": "◆",
    "works": "●",
    "unknown": "○",
}
"""A sign per state for where there are no icons: mail, paper, chat."""
SAME = {
    "outage": "down",
    "degraded": "limited",
    "resolved": "works",
    "operational": "works",
}


def look(state: str) -> Look:
    """How a state looks; kinds of outages count as the state that they cause."""
    return LOOKS.get(SAME.get(state, state), LOOKS["unknown"])
