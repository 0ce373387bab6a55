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
    return {
        "id": service.slug,
        "name": pick(service.name),
        "status": _component_status(standing),
        "created_at": _moment(service.created_at),
        "updated_at": _moment(service.updated_at),
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
            "status": _state(reading),
            "created_at": _moment(outage.published_at or outage.created_at),
            "updated_at": _moment(outage.changed_at),
            "monitoring_at": _moment(_monitoring_at(reading)),
            "resolved_at": _moment(_resolved_at(reading)),
            "impact": IMPACTS[outage.kind],
            "shortlink": settings.BASE_URL + outage.get_absolute_url(),
            "started_at": _moment(outage.since),
            "page_id": PAGE,
            "incident_updates": [self._update(reading, update) for update in reading.updates],
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

    def _update(self, reading: Reading, update: Update) -> Document:
        said_at = _moment(update.published_at)
        return {
            "id": update.message.public_id,
            "status": _step(reading, update),
            "body": _body(update),
            "incident_id": reading.outage.public_id,
            "created_at": said_at,
            "updated_at": _moment(_corrected_at(update)),
            "display_at": said_at,
            "affected_components": self._affected(reading, update),
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _affected(self, reading: Reading, update: Update) -> list[Document] | None:
        now = _worst_of(reading.outage)
        before = "operational" if update.number == 1 else now
        after = "operational" if update.step in {"resolved", "scheduled"} else now
        found = [
            {
                "code": component["id"],
                "name": component["name"],
                "old_status": before,
                "new_status": after,
            }
            for component in self._touched(reading.outage)
        ]
        return found or None


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
    said = [part.said.text for part in parts_of(update)]
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
