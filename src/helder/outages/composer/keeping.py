"""A writer keeps their own words against the coach's advice, with one tap.

Owns: which remark was meant, and noting it. Refuses: what stops publishing; that takes a second
person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helder.messages import actions as messages
from helder.messages import remarks
from helder.outages.composer import intent as composer
from helder.outages.composer.intent import About
from helder.outages.composer.word_form import WordForm, part_and_language


@dataclass(frozen=True)
class Asked:
    """The remark that a writer leaves be, with the text that it is about."""

    part: str
    lang: str
    text: str
    finding: Mapping[str, Any]
    labels: list[str]

    @property
    def token(self) -> str:
        """Its name in the form."""
        return remarks.token(self.lang, self.text, self.finding)


def asked(about: About, form: WordForm, do: str) -> Asked | None:
    """The remark of "keep:symptom_nl:12:jargon.term"; None when it is not there (any more)."""
    _do, field, start, rule = [*do.split(":"), "", "", ""][:4]
    part, lang = part_and_language(field)
    composer.coach(about, form)
    every = form.coach.get(f"{part}.{lang}", [])
    for finding in every:
        if (str(finding["start"]), finding["rule"]) == (start, rule):
            if finding["level"] == "block":
                return None
            text = composer.texts_of(form)[part][lang]
            return Asked(part, lang, text, finding, remarks.labels_beside(every, finding))
    return None


def note(found: Asked | None) -> None:
    """Keeps what was left be, for whoever teaches the coach."""
    if found is not None:
        messages.leave_be(
            composer.KIND, found.part, found.lang, found.text, found.finding, found.labels
        )
