"""What the worker does in the background for messages: reminding of promises, forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from helder.kit import clock
from helder.messages import pages, reminders
from helder.messages.models import LeftBe
from helder.messages.reactions.actions import PROMISE as ANSWER
from helder.organisation.queries import current
from helder.promises.models import Promise

FORGOTTEN_AT_ONCE = 5000
LONGEST_LEAD = timedelta(days=2)


def remind_promises() -> int:
    """Reminds owners before the time and alerts deputies at it; each once per promise. Promised
    answers come together in one letter (reactions/tasks.py)."""
    at = clock.now()
    reminded = sum(_remind(promise, at) for promise in _nearly_due(at))
    return reminded + sum(_alert(promise, at) for promise in _past_due(at))


def lead(promise: Promise) -> timedelta:
    """How long before its time the owner hears of it: what its kind says (ten minutes for an
    update), or a third when it is short."""
    return min(pages.of_subject(promise.subject).lead, (promise.due_at - promise.made_at) / 3)


def _nearly_due(at: datetime) -> list[Promise]:
    soon = Promise.objects.open().exclude(kind=ANSWER)
    soon = soon.filter(owner_reminded_at=None, due_at__gt=at, due_at__lte=at + LONGEST_LEAD)
    found = soon.select_related("owner", "deputy")
    return [promise for promise in found if promise.due_at - lead(promise) <= at]


def _past_due(at: datetime) -> list[Promise]:
    past = Promise.objects.open().exclude(kind=ANSWER)
    past = past.filter(deputy_alerted_at=None, due_at__lte=at)
    return list(past.select_related("owner", "deputy"))


@transaction.atomic
def _remind(promise: Promise, at: datetime) -> int:
    """One worker wins the row; the letter and the mark are one transaction."""
    mine = Promise.objects.open().filter(pk=promise.pk, owner_reminded_at=None)
    if not mine.update(owner_reminded_at=at):
        return 0
    reminders.remind_owner(promise)
    return 1


@transaction.atomic
def _alert(promise: Promise, at: datetime) -> int:
    mine = Promise.objects.open().filter(pk=promise.pk, deputy_alerted_at=None)
    if not mine.update(deputy_alerted_at=at):
        return 0
    reminders.alert_deputy(promise)
    return 1


def forget_left_be() -> int:
    """Removes sentences kept for the coach that are older than the organisation keeps them."""
    before = clock.now() - timedelta(days=current().keep_coach_days)
    old = LeftBe.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
    return LeftBe.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()[0]
