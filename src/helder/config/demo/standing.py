"""How long the demo's services have been known, so that their bars have a past."""

from __future__ import annotations

from datetime import timedelta

from helder.kit import clock
from helder.services.models import Service

KNOWN, YOUNGEST = timedelta(days=400), timedelta(days=41)


def make() -> None:
    """All for more than a year, but the newest one: before it was there, nothing is known."""
    now = clock.now()
    Service.objects.update(created_at=now - KNOWN)
    newest = Service.objects.filter(is_active=True).order_by("-position", "-pk").first()
    if newest is not None:
        Service.objects.filter(pk=newest.pk).update(created_at=now - YOUNGEST)
