"""Reads the Statuspage v2 `incidents.json` shape into plain values; no database.

Owns: what is accepted from another status page, and the sentence for what is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helder.outages.rules import UNREADABLE

LONGEST_SOURCE = 200
KINDS = {"critical": "outage", "major": "outage", "minor": "degraded", "none": "degraded"}
STEPS = {
    "investigating": "investigating",
    "identified": "identified",
    "monitoring": "monitoring",
    "update": "identified",
    "resolved": "resolved",
    "postmortem": "resolved",
    "scheduled": "scheduled",
    "in_progress": "in_progress",
    "verifying": "monitoring",
    "completed": "resolved",
}


OVER = frozenset({"resolved", "postmortem", "completed"})


class Unreadable(Exception):
    """One sentence: why this row cannot come in."""


@dataclass(frozen=True)
class PastUpdate:
    """One word that was said, as it was written."""

    source: str
    step: str
    body: str
    at: datetime


@dataclass(frozen=True)
class PastIncident:
    """One incident with its updates oldest first; `resolved_at` is None while it goes on."""

    source: str
    name: str
    kind: str
    since: datetime
    resolved_at: datetime | None
    components: tuple[str, ...]
    updates: tuple[PastUpdate, ...]


def incidents(document: Any) -> Iterator[Any]:
    """The raw incidents of a document. Raises Unreadable when it has another shape."""
    if not isinstance(document, Mapping) or not isinstance(document.get("incidents"), list):
        raise Unreadable(
            'The file needs a list under "incidents", as /api/v2/incidents.json gives.'
        )
    yield from document["incidents"]


def page_of(document: Mapping[str, Any]) -> str:
    """The name under which this page's incidents are known."""
    page = document.get("page")
    return str(page.get("id", "page")) if isinstance(page, Mapping) else "page"


def name_of(document: Mapping[str, Any]) -> str:
    """The name of the other page as people know it; the id of a hosted one is a row of signs."""
    page = document.get("page")
    name = page.get("name") if isinstance(page, Mapping) else None
    return name.strip()[:80] if isinstance(name, str) and name.strip() else page_of(document)


def read_incident(raw: Any, page: str, *, running: bool = False) -> PastIncident:
    """One incident, checked; one that goes on only if `running`. Raises Unreadable."""
    if not isinstance(raw, Mapping):
        raise Unreadable("This is not an incident: an object with id, name and updates is needed.")
    source = _source(raw, page)
    since = _moment(raw.get("started_at") or raw.get("created_at"), "started_at")
    updates = _updates(raw, page)
    over = raw.get("status") in OVER
    if not over and not running:
        raise Unreadable(
            "This incident is not over; it comes in when it is, or now with --publish."
        )
    return PastIncident(
        source=source,
        name=_words(raw, "name"),
        kind=_kind(raw),
        since=since,
        resolved_at=_end(raw, since, updates) if over else None,
        components=_components(raw),
        updates=updates,
    )


def _end(raw: Mapping[str, Any], since: datetime, updates: tuple[PastUpdate, ...]) -> datetime:
    said = raw.get("resolved_at")
    return max(_moment(said, "resolved_at") if said else updates[-1].at, since)


def _kind(raw: Mapping[str, Any]) -> str:
    if raw.get("impact") == "maintenance" or raw.get("scheduled_for"):
        return "maintenance"
    return KINDS.get(str(raw.get("impact")), "degraded")


def _components(raw: Mapping[str, Any]) -> tuple[str, ...]:
    listed = raw.get("components")
    named = listed if isinstance(listed, list) else []
    return tuple(str(c["name"]) for c in named if isinstance(c, Mapping) and c.get("name"))


def _updates(raw: Mapping[str, Any], page: str) -> tuple[PastUpdate, ...]:
    listed = raw.get("incident_updates")
    if not isinstance(listed, list) or not listed:
        raise Unreadable("This incident has no updates.")
    read = [_update(update, page) for update in listed]
    return tuple(sorted(read, key=lambda update: update.at))


def _update(raw: Any, page: str) -> PastUpdate:
    if not isinstance(raw, Mapping):
        raise Unreadable("One of the updates is not an object.")
    step = STEPS.get(str(raw.get("status")))
    if step is None:
        raise Unreadable(f"The update status {raw.get('status')!r} is not known.")
    return PastUpdate(
        source=_source(raw, page),
        step=step,
        body=_words(raw, "body"),
        at=_moment(raw.get("display_at") or raw.get("created_at"), "created_at"),
    )


def _words(raw: Mapping[str, Any], key: str) -> str:
    """A filled text, without the signs that no feed, mail or database can carry."""
    value = raw.get(key)
    text = UNREADABLE.sub("", value).strip() if isinstance(value, str) else ""
    if not text:
        raise Unreadable(f'"{key}" is missing or empty.')
    return text


def _source(raw: Mapping[str, Any], page: str) -> str:
    """Under which name it is known here, so that it comes in once."""
    source = f"{page}/{_words(raw, 'id')}"
    if len(source) > LONGEST_SOURCE:
        raise Unreadable(f'"id" is longer than {LONGEST_SOURCE} signs.')
    return source


def _moment(value: Any, key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise Unreadable(f'"{key}" is not a time such as 2026-11-22T14:00:00+01:00.') from None
    if moment.tzinfo is None:
        raise Unreadable(f'"{key}" has no time zone.')
    return moment
