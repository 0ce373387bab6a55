"""What Uptime Kuma sends: a heartbeat of one monitor, as JSON, in a form, or in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.outages.monitors import Kind, Snippet
from helder.outages.monitors.events import (
    FIRING,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    RESOLVED,
    Came,
    Event,
    Heard,
    Unreadable,
    document,
    moment,
    text,
)

DOWN, UP, PENDING, MAINTENANCE = 0, 1, 2, 3
STATES = {DOWN: FIRING, UP: RESOLVED}
SAID_NOTHING = _("A message without a state, such as a certificate that ends soon: nothing to do.")
WAITS = _("Uptime Kuma is not sure yet (pending): nothing to do.")
PLANNED = _("Uptime Kuma says that this is maintenance: nothing to do.")
NOTES = {PENDING: WAITS, MAINTENANCE: PLANNED}


def read(came: Came, _mapping: Mapping[str, Any]) -> Heard:
    """At most one alert. Raises Unreadable."""
    found = _found(came)
    beat, watched = found.get("heartbeat"), found.get("monitor")
    if not isinstance(beat, Mapping):
        return _without_state(found, beat)
    watched = watched if isinstance(watched, Mapping) else {}
    state = beat.get("status")
    if not isinstance(state, int) or isinstance(state, bool):
        state = None
    if state in NOTES:
        return Heard(notes=[NOTES[state]])
    if state not in STATES:
        raise Unreadable(_("The status in it is none of 0, 1, 2 and 3."))
    return Heard([_event(beat, watched, STATES[state])])


def _found(came: Came) -> dict[str, Any]:
    """The message, however it was sent."""
    if "data" in came.fields:
        found = document(came.fields["data"])
    elif "msg" in came.fields or "heartbeat" in came.fields:
        found = {name: _part(came.fields.get(name, "")) for name in ("heartbeat", "monitor")}
        found["msg"] = came.fields.get("msg", "")
    else:
        found = came.document()
    if not isinstance(found, dict) or not {"heartbeat", "monitor", "msg"} & set(found):
        raise Unreadable(
            _("This is not a message of Uptime Kuma: it has no “heartbeat” and no “msg”.")
        )
    return found


def _part(sent: str) -> Any:
    return document(sent) if sent else None


def _without_state(found: Mapping[str, Any], beat: Any) -> Heard:
    """Tests carry no heartbeat; neither do warnings about certificates."""
    if beat is not None:
        raise Unreadable(_("The “heartbeat” in it cannot be read."))
    said = text(found.get("msg"), LONGEST_SUMMARY)
    tested = said.endswith("Testing") or not said
    return Heard(test=tested, notes=() if tested else (SAID_NOTHING,))


def _event(beat: Mapping[str, Any], watched: Mapping[str, Any], state: str) -> Event:
    thing = text(beat.get("monitorID", watched.get("id")), 40)
    if not thing:
        raise Unreadable(_("It does not say which monitor it is about (monitorID)."))
    at = moment(beat.get("time"))
    return Event(
        thing=thing,
        state=state,
        name=text(watched.get("name"), LONGEST_NAME) or thing,
        summary=text(beat.get("msg"), LONGEST_SUMMARY),
        labels=_labels(watched),
        starts_at=at if state == FIRING else moment(beat.get("lastDownTime")),
        ends_at=at if state == RESOLVED else None,
    )


def _labels(watched: Mapping[str, Any]) -> dict[str, str]:
    """What a rule may ask for: the kind of monitor, where it looks, its group, its tags."""
    held = {
        name: text(watched.get(name), 200)
        for name in ("type", "url", "hostname", "pathName", "description")
    }
    tags = watched.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, Mapping) and tag.get("name"):
            held[text(tag.get("name"), 100)] = text(tag.get("value"), 200) or "true"
    return {name: of for name, of in held.items() if of and of != "https://"}


def snippets(address: str, secret: str) -> list[Snippet]:
    """What is filled in under Settings → Notifications."""
    found = [
        Snippet(
            gettext_lazy("The address"),
            gettext_lazy("Settings → Notifications → Setup Notification → Webhook → Post URL"),
            f"{address}\n",
        ),
    ]
    if secret:
        headers = json.dumps({"Authorization": f"Bearer {secret}"}, indent=2)
        where = gettext_lazy("Switch on “Additional Headers” and paste this")
        found.append(Snippet(gettext_lazy("The headers"), where, f"{headers}\n"))
    return found


KIND = Kind(
    name="uptime_kuma",
    path="uptime-kuma",
    label="Uptime Kuma",
    icon="activity",
    read=read,
    snippets=snippets,
    order=20,
    methods=("POST", "GET"),
    about=gettext_lazy("Version 1.18 and later. The request body may stay “application/json”."),
    test=gettext_lazy("Press “Test” in the window of the notification."),
)
