"""How tests let a monitor tell: one with its address, and messages as each kind sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.http import HttpResponse
from django.test import Client

from helder.kit import clock
from helder.outages.models import Monitor, Rule, Template
from helder.outages.monitors import acting, kinds, proof
from helder.services.models import Service

GOLDEN = Path(__file__).with_name("monitors_golden")
TOKEN = "a-token-of-the-tests"
JSON = "application/json"


def monitor(kind: str = "alertmanager", **fields: Any) -> Monitor:
    """One whose address ends in TOKEN."""
    token = fields.pop("token", TOKEN)
    return Monitor.objects.create(
        kind=kind, name=fields.pop("name", "Bewaking"), token_hash=proof.hashed(token), **fields
    )


def address(kind: str = "alertmanager", token: str = TOKEN) -> str:
    """Where it tells."""
    return f"/hooks/{kinds()[kind].path}/{token}"


def send(body: Any, kind: str = "alertmanager", token: str = TOKEN, **headers: str) -> HttpResponse:
    """One message, as JSON unless it is text."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    return client.post(address(kind, token), data, content_type=JSON, headers=headers)  # type: ignore[return-value]


@contextmanager
def in_minutes(minutes: float) -> Iterator[None]:
    """So many minutes from now, for all of Helder."""
    then = clock.now() + timedelta(minutes=minutes)
    with patch.object(clock, "now", lambda: then):
        yield


def later(minutes: float) -> None:
    """The worker looks again, so many minutes from now."""
    with in_minutes(minutes):
        acting.act()


def group(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message of Alertmanager."""
    return {"version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "alerts": alerts, **more}


def alert(
    service: str = "wifi",
    state: str = "firing",
    *,
    name: str = "Down",
    minutes: float = 3,
    start: datetime | None = None,
    **labels: str,
) -> dict[str, Any]:
    """One alert in it, that began so many minutes ago."""
    since = start or (clock.now() - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    held = {"alertname": name, **({"service": service} if service else {}), **labels}
    return {
        "status": state,
        "labels": held,
        "annotations": {"summary": f"{name} of {service}"},
        "startsAt": since.isoformat(),
        "endsAt": clock.now().isoformat() if state == "resolved" else "0001-01-01T00:00:00Z",
        "fingerprint": f"{abs(hash(tuple(sorted(held.items()))))}",
    }


def template(*services: Service, **fields: Any) -> Template:
    """Words that may be published."""
    made = Template.objects.create(
        slug=fields.pop("slug", "wifi-weg"),
        name={"nl": "Wifi weg", "en": "No wifi"},
        parts=fields.pop(
            "parts",
            {"symptom": {"nl": "U vindt het wifinetwerk niet.", "en": "You find no wifi network."}},
        ),
        minutes=fields.pop("minutes", 30),
        **fields,
    )
    made.services.set(services)
    return made


def rule(
    of: Monitor, act: str = "draft", match: dict[str, str] | None = None, **fields: Any
) -> Rule:
    """One more rule of a monitor."""
    return Rule.objects.create(
        monitor=of, position=of.rules.count(), act=act, match=match or {}, **fields
    )
