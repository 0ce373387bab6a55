"""What is asked of the database about look backs, each in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Prefetch, QuerySet

from helder.kit import clock
from helder.outages.models import Change, Outage, Review
from helder.outages.status.scope import Scope
from helder.promises.models import Promise

LONG = timedelta(hours=4)
LOOKED_AT = timedelta(days=60)
MOST = 5


def whole() -> QuerySet[Review]:
    """Published look backs with all that their page shows."""
    changes = Change.objects.select_related("promise__moved_to", "owner")
    found = Review.objects.filter(published_at__isnull=False)
    return found.select_related("outage", "message").prefetch_related(
        "message__revisions", Prefetch("changes", changes)
    )


def one(public_id: str) -> Review | None:
    """That of one outage."""
    return whole().filter(outage__public_id=public_id).first()


def newest(most: int, scope: Scope) -> list[Review]:
    """The latest ones about what is asked for, for the feeds."""
    found = whole().prefetch_related("outage__services", "outage__places")
    rows = found.order_by("-published_at", "-pk")[:most]
    return [review for review in rows if scope.holds(review.outage)]


def wanting() -> list[Outage]:
    """Outages of late that lasted long or broke a promise, and that nobody looked back at."""
    since = clock.now() - LOOKED_AT
    ended = Outage.objects.ended().filter(review=None, resolved_at__gte=since, source=None)
    found = list(
        ended.exclude(kind=Outage.Kind.MAINTENANCE)
        .exclude(resolved_at__lt=F("since"))
        .order_by("-resolved_at")[:50]
    )
    subjects = [outage.subject for outage in found]
    missed = set(
        Promise.objects.late().filter(subject__in=subjects).values_list("subject", flat=True)
    )
    return [outage for outage in found if outage.subject in missed or lasted_long(outage)][:MOST]


def lasted_long(outage: Outage) -> bool:
    """Longer than people easily bear."""
    start, end = outage.since, outage.resolved_at
    return bool(start and end and end - start > LONG)
