"""What the desk shows of monitors and alerts, each list in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from helder.messages.models import Message
from helder.messages.queries import MACHINE, drafts, name_of
from helder.outages.models import Alert, Monitor, Outage
from helder.outages.monitors import Kind, kinds, told

FIRING, OVER, ALL = "firing", "over", "all"


@dataclass(frozen=True)
class Listed:
    """A monitor in the list, with its kind and how many of its alerts fire."""

    monitor: Monitor
    kind: Kind | None
    firing: int


@dataclass(frozen=True)
class Line:
    """One alert with what Helder did with it: words, and where that led to."""

    alert: Alert
    words: str
    draft: Message | None
    outage: Outage | None
    is_gone: bool


@dataclass(frozen=True)
class Opened:
    """A draft that a machine opened, with what is behind it."""

    message: Message
    name: str
    monitors: str
    count: int
    is_over: bool
    is_end: bool


def monitors() -> list[Listed]:
    """All, with the alerts that fire."""
    fires = Count("alerts", filter=Q(alerts__state=Alert.State.FIRING))
    rows = Monitor.objects.annotate(fires=fires)
    return [Listed(row, kinds().get(row.kind), row.fires) for row in rows]


def alerts(state: str = ALL, monitor: str = "", search: str = "") -> QuerySet[Alert]:
    """The newest first."""
    found = Alert.objects.select_related("monitor", "service", "draft", "outage")
    if state == FIRING:
        found = found.filter(state=Alert.State.FIRING)
    elif state == OVER:
        found = found.filter(state=Alert.State.RESOLVED)
    if monitor:
        found = found.filter(monitor__public_id=monitor)
    wanted = search.strip()[:100]
    if wanted:
        found = found.filter(
            Q(name__icontains=wanted)
            | Q(summary__icontains=wanted)
            | Q(service__slug__icontains=wanted)
        )
    return found.order_by("-heard_at", "-pk")


def lines(rows: Any) -> list[Line]:
    """Alerts as the desk tells them; the rows come from `alerts`."""
    return [_line(alert) for alert in rows]


def _line(alert: Alert) -> Line:
    draft = alert.draft
    open_draft = draft if draft and draft.state == Message.State.DRAFT else None
    led = open_draft or alert.outage or draft
    return Line(
        alert,
        alert.told,
        open_draft,
        alert.outage,
        is_gone=alert.told in told.OF_DRAFT and led is None,
    )


def of_outage(outage: Outage) -> list[Line]:
    """The alerts of an outage, those that fire first."""
    rows = alerts().filter(Q(outage=outage) | Q(draft__update__outage=outage)).distinct()
    return lines(rows.order_by("state", "-heard_at", "-pk")[:100])


def opened() -> list[Opened]:
    """Drafts that nobody touched since a monitor filled them in."""
    found = drafts().filter(form__has_key=MACHINE).prefetch_related("alerts__monitor")[:20]
    held = {draft.form.get("outage") for draft in found if draft.form[MACHINE].get("end")}
    told_of = {
        outage.public_id: list(outage.alerts.all())
        for outage in Outage.objects.filter(public_id__in=held).prefetch_related("alerts__monitor")
    }
    return [_opened(draft, told_of.get(draft.form.get("outage", ""))) for draft in found]


def _opened(draft: Message, of_outage: list[Alert] | None) -> Opened:
    rows = list(draft.alerts.all()) if of_outage is None else of_outage
    return Opened(
        draft,
        name_of(draft),
        ", ".join(sorted({alert.monitor.name for alert in rows})),
        len(rows),
        is_over=bool(rows) and all(alert.state == Alert.State.RESOLVED for alert in rows),
        is_end=of_outage is not None,
    )
