"""What the banner on other sites shows: all that runs and is planned, in both languages at once.

Owns: one document that is the same for everybody, so that it can stand in a copy; the script on the
page chooses what it was asked for. Refuses: relative times: it may be read later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from helder.kit import clock
from helder.kit.texts import LANGUAGES
from helder.outages.status import queries
from helder.outages.status.feeds import exact
from helder.outages.status.headline import about
from helder.outages.status.reading import Reading
from helder.people.middleware import in_house_form

AHEAD = timedelta(days=7)
SCRIPT = Path(__file__).resolve().parent.parent / "static" / "outages" / "banner.js"
LONGEST = 400


def script() -> bytes:
    """The script as it is served: without what is there for its readers only."""
    lines = (line.strip() for line in SCRIPT.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")).encode()


def document() -> dict[str, Any]:
    """{"label": {lang: …}, "items": [{"state", "services", "places", "starts", "url", lang: …}]}"""
    now = queries.now()
    soon = clock.now() + AHEAD
    shown = [*now.current, *(r for r in now.planned if _begins_before(r, soon))]
    items = [_item(reading) for reading in shown]
    label: dict[str, str] = {}
    for lang in LANGUAGES:
        with translation.override(in_house_form(lang)):
            label[lang] = gettext("News from IT")
            _say(items, shown, lang)
    return {"label": label, "items": items}


def _begins_before(reading: Reading, moment: datetime) -> bool:
    start = reading.outage.scheduled_for
    return start is not None and start < moment


def _item(reading: Reading) -> dict[str, Any]:
    outage = reading.outage
    start = outage.scheduled_for if reading.planned else None
    return {
        "state": reading.state,
        "services": [service.slug for service in outage.services.all()],
        "places": [place.slug for place in outage.places.all()],
        "starts": start.isoformat() if start else None,
        "url": settings.BASE_URL + outage.get_absolute_url(),
    }


def _say(items: list[dict[str, Any]], readings: Sequence[Reading], lang: str) -> None:
    for item, reading in zip(items, readings, strict=True):
        fresh = Reading(reading.outage)
        item[lang] = {
            "title": _title(fresh),
            "text": _text(fresh),
            "next": _next(fresh),
            "more": gettext("Read all about it"),
        }


def _title(reading: Reading) -> str:
    if not reading.planned:
        return about(reading).text
    return f"{reading.title.text.rstrip('.')}."


def _text(reading: Reading) -> str:
    """What to do; else what is the matter."""
    part = reading.workaround
    said = part.said.text if part else reading.news.text
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _next(reading: Reading) -> str:
    outage = reading.outage
    if reading.planned and outage.scheduled_for and outage.scheduled_until:
        window = {"start": exact(outage.scheduled_for), "end": exact(outage.scheduled_until)}
        return gettext("From %(start)s until %(end)s.") % window
    if reading.own_promise and not reading.late:
        return gettext("Next update: %(when)s.") % {"when": exact(reading.own_promise.due_at)}
    return ""
