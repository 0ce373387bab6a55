"""The monitors of the demo: two systems that watch, what they told today, and the draft that lies
ready because of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from helder.config.demo.people import Crew
from helder.config.demo.story import happening_at
from helder.kit import clock
from helder.outages.models import Monitor, Rule
from helder.outages.monitors import acting, actions, kinds, taking
from helder.outages.monitors.events import Came
from helder.services.models import Service


def watch(crew: Crew) -> None:
    """As they told it, through the same door as real ones."""
    author = crew.writers[0]
    prometheus = Monitor(kind="alertmanager", name="Prometheus in het datacenter")
    kuma = Monitor(kind="uptime_kuma", name="Uptime Kuma van de servicedesk")
    for monitor in (prometheus, kuma):
        actions.add(monitor, signed=monitor is prometheus, by=author)
    _rules(prometheus, author)
    _tell(prometheus, 300, _group(_alert("PrinterTonerLow", "info", "printen", 300)))
    _tell(prometheus, 250, _group(_alert("DiskAlmostFull", "warning", "", 250, instance="db-3")))
    _tell(kuma, 90, _beat(0, 92, "HTTP 502 Bad Gateway"))
    _tell(kuma, 86, _beat(1, 86, "200 - OK"))
    _tell(prometheus, 44, _group(_alert("AccessPointsDown", "critical", "wifi", 45, site="noord")))
    _tell(
        prometheus,
        6,
        _group(
            _alert("SipTrunkDown", "critical", "telefonie", 9, instance="sbc-1"),
            _alert("CallsFail", "critical", "telefonie", 8, instance="sbc-1"),
        ),
    )


def _rules(monitor: Monitor, author: Any) -> None:
    telephony = Service.objects.get(slug="telefonie")
    for rule in (
        Rule(monitor=monitor, match={"severity": "info"}, act=Rule.Act.IGNORE),
        Rule(monitor=monitor, match={"name": "Sip*"}, service=telephony),
        Rule(monitor=monitor, match={"severity": "critical"}, wait_minutes=0),
    ):
        actions.save_rule(rule, [], by=author)


def _tell(monitor: Monitor, minutes: float, said: Mapping[str, Any]) -> None:
    at = _ago(minutes)
    with happening_at(at):
        came = Came(json.dumps(said).encode())
        taking.take(monitor, kinds()[monitor.kind].read(came, {}), at=at)
        acting.act(at)
        acting.act(at + timedelta(minutes=20) if said.get("heartbeat") else at)


def _group(*alerts: Mapping[str, Any]) -> dict[str, Any]:
    return {"version": "4", "truncatedAlerts": 0, "alerts": alerts}


SAYS = {
    "PrinterTonerLow": "De toner van de printer bij de receptie is bijna op.",
    "DiskAlmostFull": "De schijf /var is voor 91% vol.",
    "AccessPointsDown": "28 van de 31 zenders op locatie Noord antwoorden niet.",
    "SipTrunkDown": "De telefooncentrale heeft geen verbinding met buiten.",
    "CallsFail": "Negen van de tien gesprekken komen niet tot stand.",
}


def _alert(name: str, severity: str, service: str, minutes: float, **labels: str) -> dict[str, Any]:
    held = {"alertname": name, "severity": severity, "service": service, **labels}
    return {
        "status": "firing",
        "labels": {key: value for key, value in held.items() if value},
        "annotations": {"summary": SAYS[name]},
        "startsAt": _ago(minutes).isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": f"{name.lower()[:12]}-{service or 'db'}",
    }


def _beat(status: int, minutes: float, said: str) -> dict[str, Any]:
    beat = {"monitorID": 4, "status": status, "time": _ago(minutes).isoformat(), "msg": said}
    watched = {"id": 4, "name": "Leeromgeving", "type": "http", "tags": []}
    return {"heartbeat": beat, "monitor": watched, "msg": said}


def _ago(minutes: float) -> datetime:
    return clock.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes)
