"""How readers thought that we told of an outage: one tap, kept without who.

Owns: one opinion per reader and look back, and counting them. Refuses: figures of so few that
somebody could be recognised, and showing readers what others wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helder.delivery.answers import Question
from helder.kit import clock
from helder.messages.reactions.ballots import Ballot
from helder.messages.reactions.clarity import LONGEST_REASON
from helder.outages.afterwards.actions import SENT_AS
from helder.outages.models import Opinion, Review

ENOUGH = 10
"""Of fewer than these nobody reads a count."""
WORDS = {
    Opinion.Mark.GOOD: _("Good"),
    Opinion.Mark.FAIR: _("Fair"),
    Opinion.Mark.BAD: _("Bad"),
}
QUESTION = Question(
    kind=SENT_AS,
    page="afterwards:answer",
    sentence=_("How did we communicate?"),
    answers=tuple((mark.value, word) for mark, word in WORDS.items()),
)


@dataclass(frozen=True)
class Counted:
    """One answer and how many gave it."""

    mark: str
    word: str
    count: int


@dataclass(frozen=True)
class Figures:
    """How many gave each answer; `counts` is empty while there are too few."""

    total: int
    counts: list[Counted]


def of_ballot(ballot: Ballot) -> Review | None:
    """The look back that a vote is about."""
    return Review.objects.select_related("outage").filter(message=ballot.message).first()


@transaction.atomic
def give(review: Review, ballot: Ballot, mark: str, reason: str = "") -> Opinion:
    """Keeps the opinion, in the place of an earlier one of the same reader."""
    row, _made = Opinion.objects.update_or_create(
        review=review,
        key=ballot.key,
        defaults={
            "mark": mark,
            "reason": reason.strip()[:LONGEST_REASON],
            "on": timezone.localdate(clock.now()),
        },
    )
    return row


def given(review: Review, ballot: Ballot) -> Opinion | None:
    """What this reader said before."""
    return review.opinions.filter(key=ballot.key).first()


def figures(review: Review) -> Figures:
    """For everybody to read, in one query."""
    rows = review.opinions.order_by().values_list("mark").annotate(n=Count("pk"))
    counts = dict(rows)
    total = sum(counts.values())
    if total < ENOUGH:
        return Figures(total, [])
    return Figures(
        total, [Counted(mark, str(word), counts.get(mark, 0)) for mark, word in WORDS.items()]
    )


def reasons(review: Review) -> list[tuple[str, str]]:
    """What readers wrote, for the desk: the answer and the words, not in the order of coming."""
    said = review.opinions.exclude(reason="").order_by("key")
    return [(str(WORDS[Opinion.Mark(row.mark)]), row.reason) for row in said]
