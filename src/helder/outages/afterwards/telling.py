"""What a look back says: its words, its timeline, its changes. Pure values and how they are kept.

Owns: the names of its parts in a message: "happened", "learned", "line_…" for each line of the
timeline, "change_1" … for each change. Refuses: the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from helder.kit.texts import pick
from helder.outages.wording import bilingual

HAPPENED, LEARNED, LINE, CHANGE = "happened", "learned", "line_", "change_"
HEADINGS = {
    HAPPENED: gettext_lazy("What happened"),
    LEARNED: gettext_lazy("What we learned"),
}
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """One thing that will be different, who sees to it, and by which day."""

    number: int
    what: Texts
    owner: Any = None
    due_on: date | None = None

    @property
    def part(self) -> str:
        """Its name in the message."""
        return f"{CHANGE}{self.number}"


@dataclass(frozen=True)
class Told:
    """A whole look back as it is written. `moments` says when each line of the timeline was."""

    parts: Mapping[str, Texts]
    moments: Mapping[str, datetime] = field(default_factory=dict)
    changes: Sequence[Wanted] = ()

    def timeline(self) -> list[dict[str, Any]]:
        """The lines as they are kept, the oldest first."""
        return [
            {"key": key, "at": at.isoformat(), "text": dict(self.parts[LINE + key])}
            for key, at in sorted(self.moments.items(), key=lambda line: (line[1], line[0]))
            if self.parts.get(LINE + key)
        ]


def title(of: Texts) -> dict[str, str]:
    """Its name: "Terugblik: Wifi doet het niet"."""
    return bilingual(lambda: gettext("Looking back: %(title)s") % {"title": pick(of)})
