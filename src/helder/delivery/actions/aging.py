"""What time does to rows: leases that ran out, messages that came too late."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from helder.delivery.actions.handing import HANDING_OVER_LEASE, MOST_RESENDS
from helder.delivery.models import AT_ONCE, CLOCKS_DIFFER, Delivery, Dispatch
from helder.delivery.routes import TOO_LATE
from helder.kit import clock

State = Delivery.State
STOPPED_MIDWAY = _("Helder was stopped while handing this over; it may have arrived.")
FARTHEST = timedelta(days=120)
"""No row waits longer than the longest pause that a person may take."""


def reap() -> int:
    """Frees the rows of workers that died: not begun goes back, begun is uncertain and named, and
    is sent again when its message says so."""
    now = clock.now()
    longest = now + HANDING_OVER_LEASE + CLOCKS_DIFFER  # beyond it, the clock was put back
    dead = Delivery.objects.filter(Q(lease_until__lt=now) | Q(lease_until__gt=longest))
    back = dead.filter(state=State.CLAIMED).update(state=State.WAITING, lease_until=None)
    begun = dead.filter(state=State.HANDING_OVER)
    again = begun.filter(
        dispatch__if_uncertain=Dispatch.Uncertain.RESEND, attempts__lt=MOST_RESENDS
    ).update(
        state=State.WAITING,
        note=STOPPED_MIDWAY,
        lease_until=None,
        doubted_at=now,
        attempts=F("attempts") + 1,
    )
    unsure = begun.update(
        state=State.UNCERTAIN, note=STOPPED_MIDWAY, lease_until=None, ended_at=now, doubted_at=now
    )
    return back + again + unsure


def expire() -> int:
    """Drops what is of no use any more, and says so."""
    now = clock.now()
    late = Delivery.objects.filter(state=State.WAITING, dispatch__not_after__lt=now)
    return late.update(state=State.EXPIRED, note=TOO_LATE, ended_at=now)


def hurry() -> int:
    """What waits longer than anybody can have asked for waits because the clock was put back."""
    now = clock.now()
    stuck = Delivery.objects.filter(state=State.WAITING, due_at__gt=now + FARTHEST)
    return stuck.update(due_at=AT_ONCE)
