"""The rows of reminders: proposed when planned work is announced, kept when it moves, sent once.

Owns: Notice. Refuses: when the clock says so (tasks.py) and what they say (letters.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from helder.outages.maintenance.reminding import Moment, Wish, in_time
from helder.outages.models import Notice, Outage


def plan(outage: Outage, wishes: Iterable[Wish], at: datetime) -> list[Notice]:
    """The reminders of work that is announced now; what comes too late is left out."""
    if outage.scheduled_for is None:
        return []
    return Notice.objects.bulk_create(
        _row(outage, wish) for wish in in_time(wishes, outage.scheduled_for, at)
    )


def _row(outage: Outage, wish: Wish) -> Notice:
    return Notice(
        outage=outage,
        moment=wish.moment,
        minutes=wish.minutes,
        audience=wish.audience,
        words=dict(wish.words),
    )


def waiting(outage: Outage) -> list[Notice]:
    """Those that were neither sent nor dropped."""
    return list(outage.notices.filter(sent_at=None, dropped="").select_related("audience"))


def wish_of(notice: Notice) -> Wish:
    """A row as a wish."""
    return Wish(notice.moment, notice.minutes, notice.audience, notice.words)


def move_along(outage: Outage, at: datetime) -> None:
    """After its window moved: a reminder that went before, or was too late then, goes again when
    its new time is still to come. Those that wait need nothing: they count from the beginning."""
    rows = list(outage.notices.select_related("audience"))
    held = {wish_of(row).key for row in rows if not row.sent_at and not row.dropped}
    again = [
        wish
        for wish in {wish_of(row).key: wish_of(row) for row in rows}.values()
        if wish.moment == Moment.BEFORE and wish.key not in held
    ]
    plan(outage, again, at)


def drop(notices: Iterable[Notice], why: str) -> int:
    """They will not go, for this reason."""
    keys = [notice.pk for notice in notices]
    return Notice.objects.filter(pk__in=keys, sent_at=None, dropped="").update(dropped=why)
