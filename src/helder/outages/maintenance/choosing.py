"""The verbs of whoever plans: another reminder, one less, by the clock or by hand.

Each is one transaction with its journal row. Refuses: reminders that would come too late or twice.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.messages.actions import guard
from helder.outages.maintenance import noticing
from helder.outages.maintenance.reminding import Wish, in_time
from helder.outages.models import Notice, Outage
from helder.outages.rules import LONGEST_TEXT, Refused


@transaction.atomic
def add_reminder(outage: Outage, wish: Wish, *, by: Actor | None) -> Notice:
    """One more reminder; own words pass the guard. Raises Refused, Blocked."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    _check_running(outage)
    moment = clock.now()
    if outage.scheduled_for is None or not in_time([wish], outage.scheduled_for, moment):
        raise Refused({"moment": gettext("That moment is past. Choose one closer to it.")})
    if any(noticing.wish_of(row).key == wish.key for row in noticing.waiting(outage)):
        raise Refused({"moment": gettext("This reminder is there already, for the same people.")})
    if max((len(text) for text in wish.words.values()), default=0) > LONGEST_TEXT:
        raise Refused({"words": gettext("This text is too long to be read. Make it shorter.")})
    guard("outage", {"news": dict(wish.words)})
    made = noticing.plan(outage, [wish], moment)[0]
    record("notice.added", outage.subject, by=by, moment=wish.moment, minutes=wish.minutes)
    return made


@transaction.atomic
def remove_reminder(outage: Outage, key: int, *, by: Actor | None) -> bool:
    """One reminder less. False when it went already, or is no more."""
    waiting = Notice.objects.filter(outage=outage, pk=key, sent_at=None, dropped="")
    gone = waiting.delete()[0]
    if gone:
        record("notice.removed", outage.subject, by=by)
    return bool(gone)


@transaction.atomic
def go_by_clock(outage: Outage, by_clock: bool, *, by: Actor | None) -> None:
    """Whether Helder says by itself that it begins and is done. Raises Refused."""
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    _check_running(outage)
    others = Outage.objects.filter(pk=outage.pk).exclude(by_clock=by_clock)
    if not others.update(by_clock=by_clock):
        return
    if by_clock:
        record("outage.by_clock", outage.subject, by=by)
    else:
        record("outage.by_hand", outage.subject, by=by)


def _check_running(outage: Outage) -> None:
    running = outage.state == Outage.State.RUNNING
    if outage.kind != Outage.Kind.MAINTENANCE or not running:
        raise Refused({"": gettext("This maintenance is over.")})
