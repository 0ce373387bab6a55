"""The status page in the public JSON shape of Statuspage v2, so that existing clients read it.

Owns: which of our states is which of theirs. That shape has no room for the next update: it
stands in the body, and in the extra key `_helder`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from helder.kit import clock
from helder.kit.texts import pick
from helder.organisation.queries import current
from helder.outages.afterwards.entries import body as body_afterwards
from helder.outages.models import Outage, Update
from helder.outages.status import queries
from helder.outages.status.feeds import exact
from helder.outages.status.headline import headline
from helder.outages.status.queries import Standing
from helder.outages.status.reading import Reading, parts_of

PAGE = "helder"
MOST = 50
IMPACTS = {
    "outage": "major",
    "security": "major",
    "degraded": "minor",
    "maintenance": "maintenance",
}
WEIGHT = ("none", "maintenance", "minor", "major", "critical")
COMPONENTS = {
    "works": "operational",
    "limited": "degraded_performance",
    "security": "degraded_performance",
    "down": "major_outage",
    "maintenance": "under_maintenance",
}
STEPS = {"reopened": "investigating", "merged": "resolved", "scheduled": "investigating"}
PLANNED_STEPS = {
    "investigating": "in_progress",
    "identified": "in_progress",
    "monitoring": "verifying",
    "resolved": "completed",
    "merged": "completed",
    "reopened": "in_progress",
}
OVER = frozenset({"resolved", "merged", "scheduled"})
SENT = {"deliver_notifications": True, "custom_tweet": None, "tweet_id": None}
Document = dict[str, Any]


def _moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="milliseconds") if moment else None


def _page() -> Document:
    house = current()
    return {
        "id": PAGE,
        "name": house.name,
        "url": settings.BASE_URL,
        "time_zone": house.time_zone,
        "updated_at": _moment(queries.changed_at() or clock.now().replace(microsecond=0)),
    }


def _status(running: list[Reading]) -> Document:
    impacts = [IMPACTS[reading.outage.kind] for reading in running]
    return {
        "indicator": max(impacts, key=WEIGHT.index, default="none"),
        "description": headline(running).sentence.text,
    }


def _component(standing: Standing) -> Document:
    service = standing.service
    changed = [reading.outage.changed_at for reading in standing.because]
    return {
        "id": service.slug,
        "name": pick(service.name),
        "status": _component_status(standing),
        "created_at": _moment(service.created_at),
        "updated_at": _moment(max([service.updated_at, *changed])),
        "position": service.position,
        "description": pick(service.description) or None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": PAGE,
        "group": False,
        "only_show_if_degraded": False,
    }


def _component_status(standing: Standing) -> str:
    if standing.state == "down" and standing.where:
        return "partial_outage"
    return COMPONENTS[standing.state]


class _Board:
    """What runs, and how each service stands: fetched once for a whole document."""

    def __init__(self) -> None:
        now = queries.now()
        self.running, self.planned = now.current, now.planned
        standings = queries.standings(self.running)
        self.components = {standing.service.pk: _component(standing) for standing in standings}

    def listed(self) -> list[Document]:
        """All components, in their order."""
        return list(self.components.values())

    def incident(self, reading: Reading) -> Document:
        """One incident or maintenance, whole."""
        outage = reading.outage
        document = {
            "id": outage.public_id,
            "name": pick(outage.title),
            "status": "postmortem" if _reviewed(outage) else _state(reading),
            "created_at": _moment(outage.published_at or outage.created_at),
            "updated_at": _moment(outage.changed_at),
            "monitoring_at": _moment(_monitoring_at(reading)),
            "resolved_at": _moment(_resolved_at(reading)),
            "impact": IMPACTS[outage.kind],
            "shortlink": settings.BASE_URL + outage.get_absolute_url(),
            "started_at": _moment(outage.since),
            "page_id": PAGE,
            "incident_updates": [*self._looking_back(outage), *self._said(reading)],
            "components": self._touched(outage),
            "_helder": {"next_update_at": _next(reading)},
        }
        if reading.is_maintenance:
            document["scheduled_for"] = _moment(outage.scheduled_for)
            document["scheduled_until"] = _moment(outage.scheduled_until)
        return document

    def _touched(self, outage: Outage) -> list[Document]:
        services = outage.services.all()
        return [self.components[s.pk] for s in services if s.pk in self.components]

    def _said(self, reading: Reading) -> list[Document]:
        """Every word, newest first, each with what it changed."""
        documents, before = [], "operational"
        for update in reversed(reading.updates):
            after = _after(reading.outage, update)
            documents.append(self._update(reading, update, before, after))
            before = after
        return documents[::-1]

    def _update(self, reading: Reading, update: Update, before: str, after: str) -> Document:
        touched = self._touched(reading.outage)
        affected = [
            {"code": c["id"], "name": c["name"], "old_status": before, "new_status": after}
            for c in touched
        ]
        return {
            "id": update.message.public_id,
            "status": _step(reading, update),
            "body": _body(update),
            "incident_id": reading.outage.public_id,
            **_when(update.published_at, _corrected_at(update)),
            "affected_components": affected or None,
            **SENT,
        }

    def _looking_back(self, outage: Outage) -> list[Document]:
        """The page afterwards as the last word, once it is published."""
        review = _reviewed(outage)
        if review is None:
            return []
        return [
            {
                "id": review.message.public_id,
                "status": "postmortem",
                "body": body_afterwards(review),
                "incident_id": outage.public_id,
                **_when(review.published_at, max(review.published_at, review.changed_at)),
                "affected_components": None,
                **SENT,
            }
        ]


def _when(said_at: datetime, changed_at: datetime) -> Document:
    moment = _moment(said_at)
    return {"created_at": moment, "updated_at": _moment(changed_at), "display_at": moment}


def _reviewed(outage: Outage) -> Any:
    """Its page afterwards, when readers see one. Maintenance has none in that shape."""
    if outage.kind == Outage.Kind.MAINTENANCE or outage.state == Outage.State.RUNNING:
        return None
    review = getattr(outage, "review", None)
    return review if review is not None and review.published_at else None


def _after(outage: Outage, update: Update) -> str:
    """How what it touches stood after this word."""
    return "operational" if update.step in OVER else _worst_of(outage)


def _worst_of(outage: Outage) -> str:
    if outage.kind == Outage.Kind.OUTAGE:
        return "partial_outage" if outage.places.all() else "major_outage"
    planned = outage.kind == Outage.Kind.MAINTENANCE
    return "under_maintenance" if planned else "degraded_performance"


def _state(reading: Reading) -> str:
    if reading.is_maintenance:
        if reading.planned:
            return "scheduled"
        if not reading.running:
            return "completed"
        newest = reading.newest
        verifying = newest is not None and newest.step == Update.Step.MONITORING
        return "verifying" if verifying else "in_progress"
    if not reading.running:
        return "resolved"
    return _step(reading, reading.newest) if reading.newest else "investigating"


def _step(reading: Reading, update: Update) -> str:
    names = PLANNED_STEPS if reading.is_maintenance else STEPS
    return names.get(update.step, str(update.step))


def _monitoring_at(reading: Reading) -> datetime | None:
    watched = [u.published_at for u in reading.updates if u.step == Update.Step.MONITORING]
    return min(watched, default=None)


def _resolved_at(reading: Reading) -> datetime | None:
    if reading.running or reading.newest is None:
        return None
    return reading.outage.resolved_at or reading.newest.published_at


def _corrected_at(update: Update) -> datetime:
    revisions = list(update.message.revisions.all())
    return max([update.published_at, *(r.created_at for r in revisions[1:])])


def _next(reading: Reading) -> str | None:
    return _moment(reading.promise.due_at) if reading.promise and reading.running else None


def _body(update: Update) -> str:
    said = [
        f"{part.heading}\n{part.said.text}" if ":" in part.name else part.said.text
        for part in parts_of(update)
    ]
    if update.promise:
        said.append(gettext("Next update: %(when)s.") % {"when": exact(update.promise.due_at)})
    return "\n\n".join(said)


def _listed(key: str, board: _Board, readings: Iterable[Reading]) -> Document:
    return {"page": _page(), key: [board.incident(reading) for reading in readings]}


def _troubles(board: _Board) -> list[Reading]:
    return [reading for reading in board.running if not reading.is_maintenance]


def _active(board: _Board) -> list[Reading]:
    return [reading for reading in board.running if reading.is_maintenance]


def summary() -> Document:
    """All that matters now in one document."""
    board = _Board()
    return {
        "page": _page(),
        "components": board.listed(),
        "incidents": [board.incident(reading) for reading in _troubles(board)],
        "scheduled_maintenances": [
            board.incident(reading) for reading in [*board.planned, *_active(board)]
        ],
        "status": _status(board.running),
    }


def status() -> Document:
    """How it stands as a whole."""
    return {"page": _page(), "status": _status(queries.now().current)}


def components() -> Document:
    """Every service in use."""
    return {"page": _page(), "components": _Board().listed()}


def incidents() -> Document:
    """The fifty newest outages."""
    found = queries.latest(MOST, maintenance=False)
    return _listed("incidents", _Board(), [Reading(outage) for outage in found])


def unresolved() -> Document:
    """The outages that still run."""
    board = _Board()
    return _listed("incidents", board, _troubles(board))


def maintenances() -> Document:
    """The fifty newest maintenances."""
    found = queries.latest(MOST, maintenance=True)
    return _listed("scheduled_maintenances", _Board(), [Reading(outage) for outage in found])


def upcoming() -> Document:
    """What is planned and has still to begin."""
    board = _Board()
    return _listed("scheduled_maintenances", board, board.planned)


def active() -> Document:
    """What is being worked on now."""
    board = _Board()
    return _listed("scheduled_maintenances", board, _active(board))


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "summary": summary,
    "status": status,
    "components": components,
    "incidents": incidents,
    "incidents/unresolved": unresolved,
    "scheduled-maintenances": maintenances,
    "scheduled-maintenances/upcoming": upcoming,
    "scheduled-maintenances/active": active,
}
