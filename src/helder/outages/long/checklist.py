"""What works again and what does not yet: lines with three states, and the words they become; pure.

Owns: the shape in which a list is frozen with an update, and its text in both languages. Refuses:
rows of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from helder.kit.texts import LANGUAGES, pick

NOT_YET, PARTLY, WORKS = "not_yet", "partly", "works"
STATES = (NOT_YET, PARTLY, WORKS)
PARTS = (WORKS, NOT_YET)
MOST = 30


@dataclass(frozen=True)
class Line:
    """One thing that people use, for everybody or for one audience, and how it stands.

    `name` is what it is called in each language; `label` only what somebody typed.
    """

    name: Mapping[str, str]
    state: str = NOT_YET
    service: str = ""
    audience: str = ""
    audience_name: Mapping[str, str] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)

    def frozen(self) -> dict[str, Any]:
        """As kept with an update."""
        return {
            "name": dict(self.name),
            "state": self.state,
            "service": self.service,
            "audience": self.audience,
            "audience_name": dict(self.audience_name),
        }

    def said(self, lang: str) -> str:
        """As it stands in a text: "E-mail (Studenten)"."""
        name = pick(self.name, lang)
        audience = pick(self.audience_name, lang)
        return f"{name} ({audience})" if audience else name


def in_words(lines: Iterable[Line]) -> dict[str, dict[str, str]]:
    """The parts `works` and `not_yet`, a line of text for each line; empty ones are left out."""
    every = list(lines)
    said = {
        WORKS: {lang: _listed(every, lang, {WORKS}) for lang in LANGUAGES},
        NOT_YET: {lang: _listed(every, lang, {NOT_YET, PARTLY}) for lang in LANGUAGES},
    }
    return {part: texts for part, texts in said.items() if any(texts.values())}


def _listed(lines: Sequence[Line], lang: str, states: set[str]) -> str:
    with translation.override(lang):
        return "\n".join(_spoken(line, lang) for line in lines if line.state in states)


def _spoken(line: Line, lang: str) -> str:
    said = line.said(lang)
    if line.state == PARTLY:
        return gettext("%(what)s: works in part") % {"what": said}
    return said


def all_work(frozen: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A frozen list in which everything works again."""
    return [{**line, "state": WORKS} for line in frozen]
