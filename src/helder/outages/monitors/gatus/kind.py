"""What Gatus sends: the body that we give its operator, as lines, as JSON, or in the address.

Gatus puts its words into the body as they are, so an error with a quotation mark in it breaks any
JSON. Lines of “name: words” cannot break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from helder.outages.monitors import Kind, Snippet
from helder.outages.monitors.events import (
    FIRING,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    RESOLVED,
    TEST_NAME,
    Came,
    Event,
    Heard,
    Unreadable,
    text,
)

FIELDS = ("status", "group", "name", "url", "description", "errors")
STATES = {"TRIGGERED": FIRING, "RESOLVED": RESOLVED, "FIRING": FIRING}


def read(came: Came, _mapping: Mapping[str, Any]) -> Heard:
    """One alert. Raises Unreadable."""
    found = {name: words for name, words in _found(came).items() if not _unfilled(words)}
    name = text(found.get("name"), LONGEST_NAME)
    state = text(found.get("status"), 20).upper()
    if state == "TEST" or name == TEST_NAME:
        return Heard(test=True)
    if state not in STATES:
        raise Unreadable(
            _("“status” must be TRIGGERED or RESOLVED: write [ALERT_TRIGGERED_OR_RESOLVED] there.")
        )
    if not name:
        raise Unreadable(_("There is no “name” in it: write [ENDPOINT_NAME] there."))
    return Heard([_event(found, name, STATES[state])])


def _event(found: Mapping[str, str], name: str, state: str) -> Event:
    group = text(found.get("group"), 90)
    said = [text(found.get(part), LONGEST_SUMMARY) for part in ("description", "errors")]
    held = {"group": group, "url": text(found.get("url"), 200)}
    return Event(
        thing=f"{group}/{name}"[:LONGEST_NAME],
        state=state,
        name=name,
        summary=text(": ".join(words for words in said if words), LONGEST_SUMMARY),
        labels={key: of for key, of in held.items() if of},
    )


def _found(came: Came) -> dict[str, str]:
    """The fields, however they were written."""
    body = came.body.decode("utf-8", "replace").strip()
    if body.startswith("{"):
        sent = came.document()
        return {name: text(sent.get(name), 2_000) for name in FIELDS}
    lines = dict(_lines(body))
    return lines or {name: came.fields[name] for name in FIELDS if name in came.fields}


def _lines(body: str) -> Iterator[tuple[str, str]]:
    """Each “name: words”; a line of another sort belongs to the one before it."""
    name, words = "", ""
    for line in body.splitlines():
        before, colon, after = line.partition(":")
        if colon and before.strip().lower() in FIELDS:
            if name:
                yield name, words
            name, words = before.strip().lower(), after.strip()
        elif name:
            words += f" {line.strip()}"
    if name:
        yield name, words


def _unfilled(words: str) -> bool:
    """A placeholder that this version of Gatus does not know stays as it was written."""
    return words.startswith("[") and words.endswith("]") and words[1:-1].replace("_", "").isupper()


def snippets(address: str, secret: str) -> list[Snippet]:
    """What comes into the configuration of Gatus, and how a test is sent."""
    proof = f'      Authorization: "Bearer {secret}"\n' if secret else ""
    sign = f' -H "Authorization: Bearer {secret}"' if secret else ""
    return [
        Snippet(
            gettext_lazy("The alert itself"),
            "config.yaml",
            "alerting:\n"
            "  custom:\n"
            f'    url: "{address}"\n'
            '    method: "POST"\n'
            "    headers:\n"
            '      Content-Type: "text/plain; charset=utf-8"\n' + proof + "    body: |\n"
            "      status: [ALERT_TRIGGERED_OR_RESOLVED]\n"
            "      group: [ENDPOINT_GROUP]\n"
            "      name: [ENDPOINT_NAME]\n"
            "      url: [ENDPOINT_URL]\n"
            "      description: [ALERT_DESCRIPTION]\n"
            "      errors: [RESULT_ERRORS]\n"
            "    default-alert:\n"
            "      enabled: true\n"
            "      failure-threshold: 3\n"
            "      success-threshold: 2\n"
            "      send-on-resolved: true\n",
        ),
        Snippet(
            gettext_lazy("With each thing that it watches"),
            "config.yaml",
            "    alerts:\n      - type: custom\n",
        ),
        Snippet(
            gettext_lazy("Send a test"),
            gettext_lazy("In a terminal"),
            f'curl{sign} --data "status: TEST" "{address}"\n',
        ),
    ]


KIND = Kind(
    name="gatus",
    path="gatus",
    label="Gatus",
    icon="stethoscope",
    read=read,
    snippets=snippets,
    order=30,
    methods=("POST", "GET"),
    about=gettext_lazy("With the alert of type “custom”; use the body that you find here."),
    test=gettext_lazy("Gatus has no test of its own: send the test line from a terminal."),
)
