"""The link under a message with which its reader answers "Is this clear?" in one tap.

Owns: the link and whose it is. Refuses: storing an answer (messages.reactions does), and asking the
database anything: the link is made for each mail.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse

from helder.delivery.models import Dispatch
from helder.delivery.seals import opened, seal

PURPOSE = "answer"
YES, NO = "yes", "no"
NOT_ASKED = frozenset({"reminder", "reaction-owner", "reaction-came-in", "reaction-answer"})
"""Kinds that go to colleagues about their work, or answer a reader: no vote on their clearness."""
_HERE = "0.0"


@cache
def _path() -> tuple[str, str, str]:
    """What stands before, between and after the seal and the answer."""
    before, rest = reverse("reactions:answer", args=[_HERE, YES]).split(_HERE)
    between, after = rest.split(YES)
    return before, between, after


def answer_url(dispatch_pk: int, person_pk: int, answer: str) -> str:
    """The whole address where this reader says "yes" or "no" of this message. Opening it changes
    nothing; only the button on its page does."""
    before, between, after = _path()
    sealed = seal(PURPOSE, dispatch_pk, person_pk)
    return f"{settings.BASE_URL}{before}{sealed}{between}{answer}{after}"


def is_asked(dispatch: Dispatch) -> bool:
    """Whether it is a message to many, of whom IT wants to know if it is clear."""
    many = dispatch.selection.get("audiences") or any(dispatch.followed.values())
    return bool(many) and dispatch.kind not in NOT_ASKED


def answerer(sealed: str) -> tuple[int, int] | None:
    """Which dispatch and which person a link is about; None when it was altered."""
    found = opened(PURPOSE, sealed, 2)
    return (found[0], found[1]) if found else None
