"""What Alertmanager sends (webhook, version 4): a group of alerts, each with a state of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.outages.monitors import Kind, Snippet
from helder.outages.monitors.events import (
    FIRING,
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    MOST_ALERTS,
    RESOLVED,
    Came,
    Event,
    Heard,
    Unreadable,
    is_test,
    labels,
    moment,
    text,
)

TRUNCATED = _("Alertmanager left alerts out of its message (max_alerts). Give it room for more.")
TOO_MANY = _("More alerts than fit in one message; the last ones were left out.")
ANNOTATIONS = ("summary", "description", "message")


def read(came: Came, _mapping: Mapping[str, Any]) -> Heard:
    """Each alert as it stands. Raises Unreadable."""
    found = came.document()
    alerts = found.get("alerts") if isinstance(found, dict) else None
    if not isinstance(alerts, list):
        raise Unreadable(
            _("This is not a message of Alertmanager: it has no list called “alerts”.")
        )
    events = [_event(alert) for alert in alerts[:MOST_ALERTS]]
    tests = [event for event in events if is_test(event.name, event.labels)]
    notes = [TRUNCATED] if _number(found.get("truncatedAlerts")) > 0 else []
    notes += [TOO_MANY] if len(alerts) > MOST_ALERTS else []
    return Heard([event for event in events if event not in tests], bool(tests), notes)


def _event(alert: Any) -> Event:
    if not isinstance(alert, Mapping):
        raise Unreadable(_("Something in the list “alerts” is not an alert."))
    held = labels(alert.get("labels"))
    state = text(alert.get("status"), 20).lower()
    if state not in (FIRING, RESOLVED):
        raise Unreadable(_("An alert in it is neither “firing” nor “resolved”."))
    thing = text(alert.get("fingerprint"), 100) or _fingerprint(held)
    if not thing:
        raise Unreadable(_("An alert in it has no fingerprint and no labels."))
    start = moment(alert.get("startsAt"))
    return Event(
        thing=thing,
        state=state,
        name=held.get("alertname") or text(thing, LONGEST_NAME),
        summary=_summary(alert.get("annotations")),
        labels=held,
        key=_key(thing, start),
        starts_at=start,
        ends_at=moment(alert.get("endsAt")) if state == RESOLVED else None,
    )


def _key(thing: str, start: datetime | None) -> str:
    """The fingerprint stays the same as often as it fires; the start makes it one alert."""
    return f"{thing}@{start.isoformat() if start else ''}"[:LONGEST_KEY]


def _fingerprint(held: Mapping[str, str]) -> str:
    """Its labels, for what speaks like Alertmanager but sends no fingerprint."""
    return text(",".join(f"{name}={of}" for name, of in sorted(held.items())), 150)


def _summary(annotations: Any) -> str:
    if not isinstance(annotations, Mapping):
        return ""
    said = (text(annotations.get(name), LONGEST_SUMMARY) for name in ANNOTATIONS)
    return next((words for words in said if words), "")


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def snippets(address: str, secret: str) -> list[Snippet]:
    """What comes into alertmanager.yml, and how a test is sent."""
    proof = "        http_config:\n          authorization:\n            credentials: {}\n"
    return [
        Snippet(
            gettext_lazy("A receiver, and the route to it"),
            "alertmanager.yml",
            "receivers:\n"
            "  - name: helder\n"
            "    webhook_configs:\n"
            f"      - url: {address}\n"
            "        send_resolved: true\n"
            "        max_alerts: 0\n" + (proof.format(secret) if secret else "") + "route:\n"
            "  routes:\n"
            "    - receiver: helder\n"
            '      matchers: [ severity = "critical" ]\n'
            "      continue: true\n",
        ),
        Snippet(
            gettext_lazy("Send a test"),
            gettext_lazy("In a terminal"),
            "amtool alert add alertname=HelderTest severity=critical "
            "--alertmanager.url=http://localhost:9093\n",
        ),
    ]


KIND = Kind(
    name="alertmanager",
    path="alertmanager",
    label="Prometheus Alertmanager",
    icon="bell-ring",
    read=read,
    snippets=snippets,
    order=10,
    about=gettext_lazy("Also for what speaks like it: Grafana, Mimir, VictoriaMetrics."),
    test=gettext_lazy("An alert called HelderTest is a test: it opens nothing."),
)
