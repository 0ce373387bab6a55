"""Several messages as one letter: short, each with its link, the newest first.

Owns: the words of a digest. Refuses: whose digest it is and when it goes (actions/digesting.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from helder.delivery.letters import LOCALES, Content, Letter, Section, letter_for
from helder.kit import clock

KIND = "digest"
LONGEST = 280


def content(messages: Sequence[Content]) -> dict[str, Any]:
    """The digest of these messages, in every locale."""
    return {locale: _in_locale(messages, locale) for locale in LOCALES}


def _in_locale(messages: Sequence[Content], locale: str) -> Letter:
    letters = [letter_for(message, locale) for message in messages]
    with translation.override(locale):
        count = len(letters)
        day = date_format(timezone.localtime(clock.now()), "j F")
        title = ngettext(
            "%(n)d message from IT, %(day)s", "%(n)d messages from IT, %(day)s", count
        ) % {"n": count, "day": day}
        return Letter(
            subject=title,
            preheader=" · ".join(letter["subject"] for _found, letter in letters)[:140],
            sections=[_section(found, letter) for found, letter in letters],
            footer=gettext("You asked us to send what can wait together."),
        )


def _section(locale: str, letter: Letter) -> Section:
    sections = letter.get("sections", [])
    parts = [letter.get("lead", ""), sections[0]["text"] if sections else ""]
    text = _shortened("\n".join(filter(None, parts)))
    lines = [text, letter.get("promise", ""), letter.get("url", "")]
    lang = locale.split("-")[0]
    return Section(heading=letter["subject"], text="\n".join(filter(None, lines)), lang=lang)


def _shortened(text: str) -> str:
    """Whole words, with a sign that there is more."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(" .,;:") + " …"
