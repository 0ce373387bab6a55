"""Whether readers would see something else than before: one query, cheap enough to ask often.

Owns: what makes a change. Whoever changes what readers see of an outage moves its `changed_at`;
every web process finds that here, also when another process or another machine did it.
"""

from __future__ import annotations

import hashlib

from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce

from helder.kit import clock
from helder.outages.models import Outage
from helder.promises.models import Promise

LATEST = 12
"""More than the newest one: of two transactions, the one that began first may end last."""


def beat() -> str:
    """Differs as soon as a word, a late promise, or the beginning of planned work is to be seen."""
    now = clock.now()
    late = Promise.objects.open().filter(due_at__lt=now)
    planned = Outage.objects.planned(now)
    rows = Outage.objects.order_by("-changed_at", "-pk").values_list(
        "pk", "changed_at", _count(late), _count(planned)
    )
    return hashlib.sha256(repr(list(rows[:LATEST])).encode()).hexdigest()[:32]


def _count(rows: object) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*"))  # type: ignore[attr-defined]
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
