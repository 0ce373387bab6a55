"""Pieces of the page of one outage, brought by the rooms of this app: for readers and for the desk.

Owns: their order, and asking each for what it shows. A room adds one line here, so that the pages
need not know it. Each asks a fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string

from helder.outages.models import Outage


@dataclass(frozen=True)
class Panel:
    """`build(request, outage)` gives the template's context, or None to show nothing.

    `area` is where it stands: "now" (under the newest word), "main" (below it) or "aside".
    """

    template: str
    build: str
    area: str = "main"


@dataclass(frozen=True)
class Filled:
    """A piece with what it shows."""

    template: str
    context: dict[str, Any]


AFTERWARDS = "helder.outages.afterwards.cards"
LONG = "helder.outages.long.panels"
ME_TOO = "helder.outages.metoo.cards"
PLANNING = "outages/maintenance"
ROOM = "helder.outages.maintenance.panels"
READERS: tuple[Panel, ...] = (
    Panel(f"{PLANNING}/public_moved.html", f"{ROOM}.moved_before", "now"),
    Panel("outages/long/beside_newest.html", f"{LONG}.beside_newest", "now"),
    Panel("outages/afterwards/panel.html", f"{AFTERWARDS}.reader_panel", "now"),
    Panel("outages/metoo/tap.html", f"{ME_TOO}.reader_panel", "now"),
    Panel("outages/long/help_points.html", f"{LONG}.help_points", "main"),
    Panel("outages/long/first_questions.html", f"{LONG}.questions", "main"),
)
DESK: tuple[Panel, ...] = (
    Panel(f"{PLANNING}/desk_deeds.html", f"{ROOM}.deeds", "now"),
    Panel(f"{PLANNING}/desk_reminders.html", f"{ROOM}.reminders", "aside"),
    Panel("outages/long/around.html", f"{LONG}.around", "now"),
    Panel("outages/metoo/desk/panel.html", f"{ME_TOO}.desk_panel", "aside"),
    Panel("outages/shifts/panel.html", "helder.outages.shifts.cards.panel", "aside"),
    Panel("outages/escalation/panel.html", "helder.outages.escalation.cards.panel", "now"),
    Panel("outages/afterwards/desk_panel.html", f"{AFTERWARDS}.desk_panel", "now"),
    Panel("outages/monitors/panel.html", "helder.outages.monitors.cards.panel", "main"),
)


def filled(
    panels: Sequence[Panel], request: HttpRequest, outage: Outage
) -> dict[str, list[Filled]]:
    """What there is to show of this outage, per area."""
    found: dict[str, list[Filled]] = defaultdict(list)
    for panel in panels:
        context: dict[str, Any] | None = import_string(panel.build)(request, outage)
        if context is not None:
            found[panel.area].append(Filled(panel.template, context))
    return dict(found)
