"""Where in a JSON message it says what: one expression of JMESPath per field.

Owns: the fields, their defaults, what each finds in a message and what goes wrong. Pure. JMESPath
is a language of its own (jmespath.org); it can pick and combine, and never run anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _
from jmespath.exceptions import JMESPathError

from helder.outages.monitors.events import Unreadable

LONGEST = 300
ALERTS = "alerts"


@dataclass(frozen=True)
class Field:
    """One thing that Helder wants to know, and where it is looked for unless the desk says else."""

    name: str
    label: Any
    help: Any
    default: str
    required: bool = False


FIELDS = (
    Field(
        ALERTS,
        gettext_lazy("The list of alerts"),
        gettext_lazy("Empty when a message is one alert. The other paths start at one alert."),
        "",
    ),
    Field(
        "state",
        gettext_lazy("Whether it fires or is over"),
        gettext_lazy("Its values are named below."),
        "status || state",
        required=True,
    ),
    Field(
        "name",
        gettext_lazy("What the alert is called"),
        gettext_lazy("This is what colleagues read."),
        "name || title",
        required=True,
    ),
    Field(
        "key",
        gettext_lazy("What tells it from other alerts"),
        gettext_lazy("The same when it fires and when it is over. Empty: its name."),
        "id || key",
    ),
    Field("summary", gettext_lazy("In one sentence"), "", "summary || message || description"),
    Field("starts", gettext_lazy("Since when"), "", "startsAt || started_at || since"),
    Field("ends", gettext_lazy("Until when"), "", "endsAt || ended_at"),
    Field(
        "labels",
        gettext_lazy("Its labels"),
        gettext_lazy("An object with names and values; rules look at them."),
        "labels || tags",
    ),
)
VALUES = {
    "firing": "firing, down, alert, alerting, critical, problem, triggered, error, open, 0, false",
    "resolved": "resolved, ok, up, recovered, recovery, closed, normal, success, 1, true",
}


@dataclass(frozen=True)
class Mapped:
    """A mapping as it is kept: paths per field, and the values that mean firing and over."""

    paths: Mapping[str, str]
    firing: frozenset[str]
    resolved: frozenset[str]

    def find(self, name: str, document: Any) -> Any:
        """What stands at the path of this field; None when nothing. Raises Unreadable."""
        path = self.paths[name]
        return search(path, document) if path else None

    def state(self, found: Any) -> str:
        """The word of this state: firing or resolved, "" when it is neither."""
        said = str(found).strip().lower()
        return "firing" if said in self.firing else "resolved" if said in self.resolved else ""


def mapped(kept: Mapping[str, Any]) -> Mapped:
    """What the desk filled in; where it filled in nothing, the defaults."""
    paths = {field.name: str(kept.get(field.name, field.default)) for field in FIELDS}
    firing, resolved = (_values(str(kept.get(name) or VALUES[name])) for name in VALUES)
    return Mapped(paths, firing, resolved)


def search(path: str, document: Any) -> Any:
    """What a path finds. Raises Unreadable when it cannot be followed."""
    try:
        return jmespath.search(path, document)
    except (JMESPathError, ValueError, TypeError, RecursionError):
        raise Unreadable(
            _("The path “%(path)s” does not fit this message."), path=path[:100]
        ) from None


def check(path: str) -> None:
    """Raises Unreadable when this is no path."""
    if len(path) > LONGEST:
        raise Unreadable(_("A path has at most %(most)d signs."), most=LONGEST)
    try:
        jmespath.compile(path)
    except (JMESPathError, ValueError, RecursionError):
        raise Unreadable(
            _("This is not a path. Write it like alert.status, or items[0].name.")
        ) from None


def _values(typed: str) -> frozenset[str]:
    return frozenset(value.strip().lower() for value in typed.split(",") if value.strip())
