"""What a monitor said, in plain terms: the same for every kind. Pure.

Owns: the shape of an alert as it came in, and the one way to say that something cannot be read.
Refuses: deciding what follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

FIRING, RESOLVED = "firing", "resolved"
LONGEST_NAME, LONGEST_SUMMARY, LONGEST_KEY = 200, 500, 200
LONGEST_LABEL, MOST_LABELS, MOST_ALERTS = 200, 40, 1_000
YEARS = range(2000, 2200)
TEST_NAME = "HelderTest"
"""An alert of this name is a test, whatever sends it."""


class Unreadable(Exception):
    """What came in cannot be understood: a sentence that says what to do, in the active language.

    `words` is the sentence as it is translated, with `values` for its placeholders.
    """

    def __init__(self, words: str, **values: object) -> None:
        super().__init__(words)
        self.words, self.values = words, values

    def __str__(self) -> str:
        return gettext(self.words) % self.values if self.values else gettext(self.words)


@dataclass(frozen=True)
class Came:
    """One request, without HTTP: its body, and the fields of its form or its address."""

    body: bytes = b""
    fields: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> Any:
        """The body as JSON. Raises Unreadable."""
        return document(self.body)


@dataclass(frozen=True)
class Event:
    """One alert as the monitor sees it.

    `thing` is what is watched. `key` tells this alert from every other one; where a monitor has no
    such key it is empty, and all that is said of a thing until it works again is one alert.
    """

    thing: str
    state: str
    name: str
    summary: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """All that one request said: alerts, whether it was a test, and sentences about what it left
    out (as they are translated)."""

    events: Sequence[Event] = ()
    test: bool = False
    notes: Sequence[str] = ()


def document(body: bytes | str) -> Any:
    """JSON. Raises Unreadable with the line at which it stops making sense."""
    try:
        text = body.decode() if isinstance(body, bytes) else body
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Unreadable(_("This is not text in UTF-8.")) from None
    except json.JSONDecodeError as error:
        if not text.strip():
            raise Unreadable(_("There is nothing in it: the body is empty.")) from None
        raise Unreadable(
            _("This is not JSON: at line %(line)d, sign %(sign)d it stops making sense."),
            line=error.lineno,
            sign=error.colno,
        ) from None
    except (ValueError, RecursionError):
        raise Unreadable(_("This is not JSON that can be read.")) from None


def text(value: Any, most: int) -> str:
    """Any value as one line of at most so many signs, all of which a database keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    clean = str(value).encode("utf-8", "ignore").decode().replace("\0", "")
    said = " ".join(clean.split())
    return said if len(said) <= most else said[: most - 1] + "…"


def labels(value: Any) -> dict[str, str]:
    """An object as labels; {} when it is none."""
    if not isinstance(value, Mapping):
        return {}
    held = ((text(name, 100), text(of, LONGEST_LABEL)) for name, of in value.items())
    return dict([(name, of) for name, of in held if name and of][:MOST_LABELS])


def moment(value: Any) -> datetime | None:
    """A time as monitors write it: ISO 8601 (UTC when it says no zone) or seconds since 1970; None
    when it is none, or when it means "not yet" as Go writes it."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        found = _seconds(value) if isinstance(value, (int, float)) else _iso(str(value).strip())
        found = found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year in YEARS else None


def is_test(name: str, of: Mapping[str, str]) -> bool:
    """Whether an alert says of itself that it is a test."""
    grafana = name == "TestAlert" and of.get("instance") == "Grafana"
    return name == TEST_NAME or grafana or of.get("helder_test", "").lower() in {"1", "true", "yes"}


def _iso(value: str) -> datetime:
    if value.isdecimal():
        return _seconds(int(value))
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(value: float) -> datetime:
    """Seconds, or milliseconds where seconds would lie far away."""
    return datetime.fromtimestamp(value / 1000 if value > 10_000_000_000 else value, UTC)


def _no_constant(name: str) -> None:
    raise ValueError(name)
