"""What a reader sees of a look back. Pure over rows that were fetched before (`queries.one`).

Refuses: fetching anything, and showing who is behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from helder.kit.texts import Chosen, choose
from helder.messages.models import Revision
from helder.outages.afterwards.letters import lead
from helder.outages.afterwards.telling import HEADINGS
from helder.outages.models import Change, Review
from helder.promises.queries import Told, told

Parts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """One moment of the timeline."""

    at: datetime
    said: Chosen


@dataclass(frozen=True)
class Part:
    """One of the texts, under its heading."""

    heading: str
    said: Chosen


@dataclass(frozen=True)
class Correction:
    """What a correction changed: when, why, and the earlier words."""

    at: datetime
    reason: Chosen
    earlier: list[Chosen]


@dataclass(frozen=True)
class Reading:
    """One look back."""

    review: Review

    @property
    def title(self) -> Chosen:
        """Its name."""
        return choose(self.review.message.title)

    @property
    def lead(self) -> str:
        """How long it lasted."""
        return lead(self.review.outage)

    @property
    def lines(self) -> list[Line]:
        """The timeline, the oldest first."""
        found = [
            Line(datetime.fromisoformat(line["at"]), choose(line["text"]))
            for line in self.review.timeline
        ]
        return [line for line in found if line.said.text]

    @cached_property
    def parts(self) -> list[Part]:
        """What happened, what we learned."""
        texts = self.review.message.parts
        found = [Part(str(words), choose(texts.get(name))) for name, words in HEADINGS.items()]
        return [part for part in found if part.said.text]

    @cached_property
    def changes(self) -> list[tuple[Change, Told | None]]:
        """What we change, and what became of it."""
        rows = list(self.review.changes.all())
        states = {t.promise.pk: t for t in told(row.promise for row in rows if row.promise)}
        return [(row, states.get(row.promise_id or 0)) for row in rows]

    @property
    def corrections(self) -> list[Correction]:
        """What was mended, the oldest first."""
        revisions: list[Revision] = list(self.review.message.revisions.all())
        return [
            Correction(after.created_at, choose(after.reason), _earlier(before.parts, after.parts))
            for before, after in pairwise(revisions)
        ]


def _earlier(before: Parts, after: Parts) -> list[Chosen]:
    changed = [texts for name, texts in before.items() if after.get(name) != texts]
    return [said for said in map(choose, changed) if said.text]
