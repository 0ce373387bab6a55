"""The reasons that readers gave go when the answers of readers go; what they chose stays."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.models import Opinion

AT_ONCE = 1000


def forget_old() -> int:
    """Empties what is old enough. How many opinions."""
    before = timezone.localdate(clock.now()) - timedelta(days=current().keep_reactions_days)
    old = Opinion.objects.exclude(reason="").filter(on__lt=before).values_list("pk", flat=True)
    return Opinion.objects.filter(pk__in=list(old[:AT_ONCE])).update(reason="")
