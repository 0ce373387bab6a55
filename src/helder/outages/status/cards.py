"""What the status page shows on the front page: now, planned, services, follow."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from helder.outages.status import queries
from helder.outages.status.headline import headline
from helder.outages.status.reading import WORST

FEW = 3


def _now(request: HttpRequest) -> queries.Now:
    """Fetched once per request, whichever card asks first."""
    kept: queries.Now | None = getattr(request, "_outages_now", None)
    if kept is None:
        kept = queries.now(queries.reader_of(request.user))
        request._outages_now = kept  # type: ignore[attr-defined]
    return kept


def now(request: HttpRequest) -> dict[str, Any]:
    """The sentence on top, and what to do."""
    current = _now(request).current
    said = headline(current)
    return {
        "headline": said,
        "page_title": said.sentence.text.rstrip("."),
        "styles": static("outages/public.css"),
        "scripts": "outages/public/live.html",
        "readings": current,
        "only": current[0] if len(current) == 1 else None,
    }


def planned(request: HttpRequest) -> dict[str, Any] | None:
    """What is coming."""
    coming = _now(request).planned
    return {"readings": coming[:FEW], "more": len(coming) > FEW} if coming else None


def services(request: HttpRequest) -> dict[str, Any] | None:
    """The reader's own services, or all."""
    running = _now(request)
    standings = queries.standings(running.current, running.reader)
    mine = [standing for standing in standings if standing.mine]
    shown = sorted(mine or standings, key=lambda standing: WORST.index(standing.state))
    if not shown:
        return None
    return {"standings": shown, "mine": bool(mine), "others": len(standings) - len(shown)}


def follow(_request: HttpRequest) -> dict[str, Any]:
    """Ways to hear of the next one."""
    return {}
