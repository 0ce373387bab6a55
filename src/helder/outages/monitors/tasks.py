"""What the worker does for monitors: alerts that had to wait, and those that are over."""

from __future__ import annotations

from datetime import timedelta

from helder.kit import clock
from helder.outages.models import Alert
from helder.outages.monitors import acting

KEPT = timedelta(days=180)
AT_ONCE = 1_000


def look_again() -> int:
    """Acts upon what waits: for time to pass, for maintenance to end, or because it failed."""
    return acting.act()


def forget_old() -> int:
    """Removes alerts that were over long ago and belong to no outage."""
    old = Alert.objects.filter(
        state=Alert.State.RESOLVED, outage__isnull=True, heard_at__lt=clock.now() - KEPT
    ).order_by("heard_at")
    return Alert.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
