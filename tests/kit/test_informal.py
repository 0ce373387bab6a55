"""Informal Dutch says what formal Dutch says, except where it has words of its own."""

from __future__ import annotations

from pathlib import Path

import polib
from django.utils import translation
from django.utils.translation import gettext

import helder

LOCALE = Path(helder.__file__).parent / "locale"


def catalogue(name: str) -> polib.POFile:
    """One catalogue as written."""
    return polib.pofile(str(LOCALE / name / "LC_MESSAGES" / "django.po"))


def said(msgid: str, language: str) -> str:
    """What a reader of this language sees."""
    with translation.override(language):
        return gettext(msgid)


def test_no_words_of_the_framework_come_through() -> None:
    own = {entry.msgid for entry in catalogue("nl_Informal") if entry.msgstr}
    plain = [e.msgid for e in catalogue("nl") if not e.msgid_plural and e.msgid not in own]
    assert len(plain) > 500
    assert [m for m in plain if said(m, "nl") != said(m, "nl-informal")] == []
