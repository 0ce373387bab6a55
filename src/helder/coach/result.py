"""What the coach gives back: findings, readability, the result object.

Owns the shape that the command line, the API and the composer rely on. Refuses any judgement:
no rule lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["nl", "en"]
Reader = Literal["nl", "nl-informal", "en"]
Level = Literal["block", "ask", "info"]
ReadingLevel = Literal["A2", "B1", "B2", "C1"]
Verdict = Literal["easy", "effort"]

KINDS = ("outage", "change", "newsletter", "ticket", "general")
LANGUAGES: tuple[Language, ...] = ("nl", "en")
READERS: tuple[Reader, ...] = ("nl", "nl-informal", "en")


@dataclass(frozen=True)
class Context:
    """What the organisation knows and the text does not say.

    `next_update` is the time for a better wording ("14:00"); None leaves a blank to fill in, and
    "" leaves the sentence out: the promise stands beside the text. `glossary` holds per language
    the organisation's IT terms with their everyday wording; `avoided` the words that it does not
    use, with the one that it prefers, or "" to leave it out. `now` (with a time zone) turns "om
    drie uur" into a moment; without it times are found but not reckoned.
    """

    suppliers: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    next_update: str | None = None
    form: Literal["u", "je"] | None = None
    glossary: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    avoided: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    now: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """One remark about one stretch of the text, by character offsets in the text as given."""

    rule: str
    level: Level
    start: int
    end: int
    excerpt: str
    why: str
    suggestion: str

    def as_dict(self) -> dict[str, object]:
        """The finding as the JSON of the coach's interface."""
        return {
            "rule": self.rule,
            "level": self.level,
            "start": self.start,
            "end": self.end,
            "excerpt": self.excerpt,
            "why": self.why,
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True)
class Time:
    """A time that the text names, and what it is about.

    `message`: when the next message comes; `repair`: when it works again; `plan`: when something
    planned happens. `at` is the moment, None without `Context.now`.
    """

    start: int
    end: int
    excerpt: str
    about: Literal["message", "repair", "plan"]
    at: datetime | None

    def as_dict(self) -> dict[str, object]:
        """The time as the JSON of the coach's interface."""
        return {
            "start": self.start,
            "end": self.end,
            "excerpt": self.excerpt,
            "about": self.about,
            "at": self.at.isoformat() if self.at else None,
        }


@dataclass(frozen=True)
class Readability:
    """How easily a text reads, and the words that cost effort, the worst first.

    `level` says the same as the verdict in finer steps: A2 and B1 are easy; it is a sign for the
    writer, no certificate. `score` and `formulas` are for display and decide nothing.
    """

    level: ReadingLevel = "A2"
    score: float = 100.0
    words: int = 0
    sentences: int = 0
    verdict: Verdict = "easy"
    causes: tuple[str, ...] = ()
    formulas: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The verdict and the figures as the JSON of the coach's interface."""
        return {
            "level": self.level,
            "score": self.score,
            "words": self.words,
            "sentences": self.sentences,
            "verdict": self.verdict,
            "causes": list(self.causes),
            "formulas": dict(self.formulas),
        }


@dataclass(frozen=True)
class Result:
    """Everything the coach has to say about one text."""

    lang: Language
    kind: str
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    readability: Readability = field(default_factory=Readability)
    times: tuple[Time, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether publishing must stop until a second person lets the text through."""
        return any(finding.level == "block" for finding in self.findings)

    def as_dict(self) -> dict[str, object]:
        """The result as the JSON of the coach's interface."""
        return {
            "lang": self.lang,
            "kind": self.kind,
            "findings": [finding.as_dict() for finding in self.findings],
            "missing": list(self.missing),
            "readability": self.readability.as_dict(),
            "times": [time.as_dict() for time in self.times],
        }
