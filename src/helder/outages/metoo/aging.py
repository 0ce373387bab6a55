"""How long a tap is kept, and as what.

Owns: after a day nobody can tell any more whose it was, not even with the secret key; after the
organisation's period only the number for each hour stays.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.models import Outage, Report, Tapped

AT_ONCE = 2000
LOOSE = "-"
"""How a key begins that belongs to nobody any more."""
A_DAY = timedelta(days=1)


def forget_old() -> int:
    """Both, a piece at a time; how many rows changed or went."""
    return _loosen() + _count_old()


@transaction.atomic
def _loosen() -> int:
    """Keys of slots that are over are replaced by numbers from nowhere."""
    over = Q(outage=None) | ~Q(outage__state=Outage.State.RUNNING)
    old = Report.objects.filter(over, at__lt=clock.now() - A_DAY).exclude(key__startswith=LOOSE)
    rows = list(old.order_by("pk").only("pk", "key")[:AT_ONCE])
    instead: dict[str, str] = {}
    for row in rows:
        row.key = instead.setdefault(row.key, LOOSE + secrets.token_hex(16))
    Report.objects.bulk_update(rows, ["key"], batch_size=500)
    return len(rows)


@transaction.atomic
def _count_old() -> int:
    """Rows older than the period become a number per service, place, outage and hour."""
    until = clock.now() - timedelta(days=current().keep_taps_days)
    until = until.replace(minute=0, second=0, microsecond=0)  # whole hours, so each counts once
    old = Report.objects.filter(at__lt=until).order_by("at")[:AT_ONCE]
    rows = list(old.values_list("pk", "service", "outage", "place", "at"))
    counts: Counter[tuple[int, int | None, int | None, datetime]] = Counter(
        (service, outage, place, at.replace(minute=0, second=0, microsecond=0))
        for _pk, service, outage, place, at in rows
    )
    Tapped.objects.bulk_create(
        Tapped(service_id=service, outage_id=outage, place_id=place, hour=hour, count=count)
        for (service, outage, place, hour), count in counts.items()
    )
    return Report.objects.filter(pk__in=[row[0] for row in rows]).delete()[0]
