"""Names and words of old calls go when the journal goes; what came of a call, and when, stays."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from helder.kit import clock
from helder.organisation.queries import current
from helder.outages.models import Call

AT_ONCE = 1000


def forget_old() -> int:
    """Empties what is old enough. How many calls."""
    before = clock.now() - timedelta(days=current().keep_journal_days)
    said = ~Q(spoke_to="") | ~Q(note="") | Q(by__isnull=False) | Q(undone_by__isnull=False)
    old = Call.objects.filter(said, at__lt=before).order_by("at").values_list("pk", flat=True)
    keys = list(old[:AT_ONCE])
    return Call.objects.filter(pk__in=keys).update(spoke_to="", note="", by=None, undone_by=None)
