"""The register in public: our word."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from helder.kit import clock
from helder.organisation.queries import current
from helder.promises import queries
from helder.promises.wording import headline

PER_PAGE = 20


@require_safe
@cache_control(private=True, no_cache=True)
def word(request: HttpRequest) -> HttpResponse:
    """Made, kept, late, moved and withdrawn, per month, with the newest promises."""
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in queries.OUTCOMES else ""
    page = Paginator(queries.newest(outcome), PER_PAGE).get_page(request.GET.get("page"))
    months = queries.months()
    context = {
        "months": months,
        "headline": headline(months, clock.now(), zoneinfo.ZoneInfo(current().time_zone)),
        "outcome": outcome,
        "choices": _choices(outcome),
        "page": page,
        "promises": queries.told(page),
    }
    return render(request, "promises/word.html", context)


def _choices(chosen: str) -> list[dict[str, Any]]:
    """The outcomes to choose from, as tabs."""
    labels = {
        "": gettext("All"),
        "kept": gettext("Kept"),
        "late": gettext("Late"),
        "open": gettext("Still open"),
        "renegotiated": gettext("Moved"),
        "withdrawn": gettext("Withdrawn"),
    }
    return [{"key": key, "label": label, "current": key == chosen} for key, label in labels.items()]
