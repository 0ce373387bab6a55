"""What the register shows on pages of others."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.http import HttpRequest

from helder.kit import clock
from helder.organisation.queries import current
from helder.promises import queries
from helder.promises.wording import headline


def our_word(_request: HttpRequest) -> dict[str, Any] | None:
    """The newest score in a sentence; nothing before the first promise came to its time."""
    months = queries.months()
    known = next((month for month in months if month.score.judged), None)
    if known is None:
        return None
    zone = zoneinfo.ZoneInfo(current().time_zone)
    return {"sentence": headline(months, clock.now(), zone), "score": known.score}
