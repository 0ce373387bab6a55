"""Any JSON: the mapping of the monitor says where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.outages.monitors import Kind, Snippet
from helder.outages.monitors.events import (
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
from helder.outages.monitors.generic.paths import ALERTS, Mapped, mapped

TOO_MANY = _("More alerts than fit in one message; the last ones were left out.")


def read(came: Came, mapping: Mapping[str, Any]) -> Heard:
    """The alerts that the mapping finds. Raises Unreadable."""
    document = came.document()
    if isinstance(document, Mapping) and document.get("test") is True:
        return Heard(test=True)
    where = mapped(mapping)
    found = _alerts(where, document)
    events = [event(where, alert) for alert in found[:MOST_ALERTS]]
    tests = [one for one in events if is_test(one.name, one.labels)]
    return Heard(
        [one for one in events if one not in tests],
        bool(tests),
        [TOO_MANY] if len(found) > MOST_ALERTS else [],
    )


def _alerts(where: Mapped, document: Any) -> list[Any]:
    if not where.paths[ALERTS]:
        return [document]
    found = where.find(ALERTS, document)
    if not isinstance(found, list):
        raise Unreadable(
            _("There is no list at “%(path)s” in this message."), path=where.paths[ALERTS]
        )
    return found


def event(where: Mapped, alert: Any) -> Event:
    """One alert. Raises Unreadable with what is missing."""
    state = state_of(where, alert)
    name = text(where.find("name", alert), LONGEST_NAME)
    if not name:
        raise Unreadable(
            _("There is no name at “%(path)s” in this message."), path=where.paths["name"]
        )
    return Event(
        thing=text(where.find("key", alert), LONGEST_KEY) or name,
        state=state,
        name=name,
        summary=text(where.find("summary", alert), LONGEST_SUMMARY),
        labels=labels(where.find("labels", alert)),
        starts_at=moment(where.find("starts", alert)),
        ends_at=moment(where.find("ends", alert)) if state == RESOLVED else None,
    )


def state_of(where: Mapped, alert: Any) -> str:
    """Firing or resolved. Raises Unreadable."""
    found = where.find("state", alert)
    if found is None:
        raise Unreadable(
            _("There is no state at “%(path)s” in this message."), path=where.paths["state"]
        )
    state = where.state(text(found, 100))
    if not state:
        raise Unreadable(
            _("“%(value)s” is no state that the mapping knows: name it as firing or as over."),
            value=text(found, 40),
        )
    return state


SAMPLE = (
    '{\n  "id": "switch-12",\n  "status": "down",\n  "name": "Switch 12 does not answer",\n'
    '  "message": "No answer for 3 minutes",\n  "since": "2026-11-23T09:30:00+01:00",\n'
    '  "labels": {"service": "wifi", "place": "noord"}\n}\n'
)


def snippets(address: str, secret: str) -> list[Snippet]:
    """How any program tells, with and without a signature."""
    sign = f' \\\n  -H "Authorization: Bearer {secret}"' if secret else ""
    found = [
        Snippet(
            gettext_lazy("Send a test"),
            gettext_lazy("In a terminal"),
            f'curl --json \'{{"test": true}}\'{sign} \\\n  "{address}"\n',
        ),
    ]
    if secret:
        found.append(
            Snippet(
                gettext_lazy("Or sign the body"),
                gettext_lazy("HMAC-SHA256 of the body, in the header X-Helder-Signature"),
                "body='{\"test\": true}'\n"
                "sign=$(printf '%s' \"$body\" | openssl dgst -sha256 "
                f'-hmac "{secret}" -r | cut -d" " -f1)\n'
                'curl --json "$body" -H "X-Helder-Signature: sha256=$sign" \\\n'
                f'  "{address}"\n',
            )
        )
    return found


KIND = Kind(
    name="generic",
    path="generic",
    label=gettext_lazy("Something else that sends JSON"),
    icon="webhook",
    read=read,
    snippets=snippets,
    order=90,
    mapped=True,
    about=gettext_lazy("Zabbix, Icinga, a script: you say where in its message stands what."),
    test=gettext_lazy("Send the test line from a terminal."),
)
