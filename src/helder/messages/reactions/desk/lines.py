"""Lines of the desk's lists of reactions and of messages, and the coach's remarks there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helder.messages.models import Message, Reaction
from helder.messages.reactions import clarity
from helder.messages.reactions.clarity import Figures
from helder.messages.reactions.letters import about


@dataclass(frozen=True)
class ReactionLine:
    """One reaction in the list."""

    reaction: Reaction
    about: str
    excerpt: str
    attached: int


@dataclass(frozen=True)
class MessageLine:
    """One message with what its readers said."""

    message: Message
    figures: Figures


@dataclass(frozen=True)
class Remark:
    """One remark of the coach: about which words, why, and what to write instead."""

    level: str
    excerpt: str
    why: str
    suggestion: str


def reaction_lines(rows: Iterable[Reaction]) -> list[ReactionLine]:
    """As the list shows them; no query more than the rows themselves."""
    return [
        ReactionLine(
            row,
            about(row),
            " ".join((getattr(row, "excerpt", "") or "").split()),
            getattr(row, "attached", 0),
        )
        for row in rows
    ]


def message_lines(messages: Iterable[Message]) -> list[MessageLine]:
    """Messages with their counts, in one query more."""
    found = list(messages)
    counts = clarity.figures(message.pk for message in found)
    return [MessageLine(message, counts[message.pk]) for message in found if message.pk in counts]


def remarks(findings: Iterable[Mapping[str, Any]]) -> list[Remark]:
    """The coach's findings, what stops an answer first."""
    order = {"block": 0, "ask": 1, "info": 2}
    found = [
        Remark(f["level"], f["excerpt"].strip(), f["why"], _words(f.get("suggestion") or ""))
        for f in findings
    ]
    return sorted(found, key=lambda remark: order.get(remark.level, 3))


def _words(suggestion: str) -> str:
    """A better wording; not one of a single sign, which says nothing by itself."""
    return suggestion if len(suggestion.strip()) > 2 else ""
