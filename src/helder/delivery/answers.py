"""The links under a message with which its reader answers one question in one tap: "Is this
clear?", or what a module declares for a kind of its own (`questions` in its AppConfig).

Owns: the links and whose they are. Refuses: storing an answer (messages.reactions does), and asking
the database anything: the link is made for each mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from helder.delivery.models import Dispatch
from helder.delivery.seals import opened, seal
from helder.kit.registry import declared

PURPOSE = "answer"
YES, NO = "yes", "no"
NOT_ASKED = frozenset({"reminder", "reaction-owner", "reaction-came-in", "reaction-answer"})
"""Kinds that go to colleagues about their work, or answer a reader: no vote on their clearness."""
_HERE = "0.0"


@dataclass(frozen=True)
class Question:
    """What messages of one kind ask at their end: at most three answers, each with its words.
    `page` is the URL name of an answer's page; it takes a seal and the answer."""

    kind: str
    page: str
    sentence: Any
    answers: tuple[tuple[str, Any], ...]


CLEAR = Question(
    kind="",
    page="reactions:answer",
    sentence=_("Is this clear?"),
    answers=((YES, _("Yes, it is clear")), (NO, _("No, not yet"))),
)


@cache
def _of_kinds() -> dict[str, Question]:
    """The questions that modules declare, by the kind of message."""
    found: list[Question] = [import_string(name) for name in declared("questions")]
    return {question.kind: question for question in found}


@cache
def _path(page: str) -> tuple[str, str, str]:
    """What stands before, between and after the seal and the answer."""
    before, rest = reverse(page, args=[_HERE, YES]).split(_HERE)
    between, after = rest.split(YES)
    return before, between, after


def answer_url(
    dispatch_pk: int, person_pk: int, answer: str, page: str = "reactions:answer"
) -> str:
    """The whole address where this reader gives this answer to this message. Opening it changes
    nothing; only the button on its page does."""
    before, between, after = _path(page)
    sealed = seal(PURPOSE, dispatch_pk, person_pk)
    return f"{settings.BASE_URL}{before}{sealed}{between}{answer}{after}"


def answer_urls(question: Question, dispatch_pk: int, person_pk: int) -> list[str]:
    """The address of each of its answers, for this reader."""
    return [
        answer_url(dispatch_pk, person_pk, answer, question.page)
        for answer, _words in question.answers
    ]


def question_of(dispatch: Dispatch) -> Question | None:
    """What is asked at the end of this message; nothing when it does not go to many."""
    many = dispatch.selection.get("audiences") or any(dispatch.followed.values())
    if not many or dispatch.kind in NOT_ASKED:
        return None
    return _of_kinds().get(dispatch.kind, CLEAR)


def answerer(sealed: str) -> tuple[int, int] | None:
    """Which dispatch and which person a link is about; None when it was altered."""
    found = opened(PURPOSE, sealed, 2)
    return (found[0], found[1]) if found else None
