"""Whether messages were clear: keeping votes and counting them.

Owns: one vote per reader and message. Refuses: knowing who voted. Counts are numbers, never shares,
as long as they are few.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from helder.kit import clock
from helder.messages.models import Clarity, Message, Reaction
from helder.messages.reactions import actions
from helder.messages.reactions.ballots import Ballot
from helder.messages.reactions.threads import Sender, Topic

LONGEST_REASON = 2000
ENOUGH_FOR_SHARES = 20


@dataclass(frozen=True)
class Figures:
    """How many said that a message was clear, and how many that it was not."""

    clear: int = 0
    unclear: int = 0

    @property
    def total(self) -> int:
        """How many answered."""
        return self.clear + self.unclear

    @property
    def share(self) -> int | None:
        """Which part found it clear, in per cent; None while so few say little."""
        return round(100 * self.clear / self.total) if self.total >= ENOUGH_FOR_SHARES else None


@transaction.atomic
def vote(ballot: Ballot, is_clear: bool, reason: str = "") -> Clarity:
    """Keeps the vote, in the place of an earlier one of the same reader."""
    row, _made = Clarity.objects.update_or_create(
        message=ballot.message,
        key=ballot.key,
        defaults={
            "is_clear": is_clear,
            "reason": "" if is_clear else reason.strip()[:LONGEST_REASON],
            "on": timezone.localdate(clock.now()),
        },
    )
    return row


@transaction.atomic
def vote_and_ask(ballot: Ballot, question: str) -> Reaction:
    """Not clear, and the reader wants an answer: their words go to a person, by name; the vote
    itself stays without."""
    assert ballot.person is not None  # noqa: S101 - only offered to somebody known
    vote(ballot, is_clear=False)
    topic = Topic(message=ballot.message, dispatch=ballot.dispatch)
    sender = Sender(person=ballot.person, language=ballot.person.language)
    return actions.hear(sender, topic, actions.Heard(question.strip()), confirm=True)


def given(ballot: Ballot) -> Clarity | None:
    """What this reader answered before."""
    return Clarity.objects.filter(message=ballot.message, key=ballot.key).first()


def figures(messages: Iterable[int]) -> dict[int, Figures]:
    """Counts for these messages (ids), in one query; nothing for those without a vote."""
    rows = Clarity.objects.filter(message__in=list(messages)).order_by().values_list("message")
    counted = rows.annotate(
        clear=Count("pk", filter=Q(is_clear=True)), unclear=Count("pk", filter=Q(is_clear=False))
    )
    return {pk: Figures(clear, unclear) for pk, clear, unclear in counted}


def reasons(message: Message) -> list[str]:
    """What was not clear, in the readers' own words, without names; not in the order of coming."""
    said = message.clarity.filter(is_clear=False).exclude(reason="")
    return list(said.order_by("key").values_list("reason", flat=True))
