"""An update's form that grows and shrinks without a script: lines of the checklist, audiences.

Owns: the fields after such a tap, everything else as it was typed. Refuses: keeping them.
"""

from __future__ import annotations

from django.http import QueryDict

from helder.outages.composer import lines
from helder.outages.composer.apart_fields import FOR
from helder.outages.composer.word_form import WordForm, field_name
from helder.outages.long import checklist


def changed(data: QueryDict, form: WordForm) -> QueryDict:
    """What the button asks: "line:+wifi", "line:-2", "for:+students", "for", "listed"."""
    do, _colon, what = str(data.get("do", "")).partition(":")
    if do == "line":
        return lines.changed(data, what)
    if do == "for":
        return _with_audience(data, what or f"+{data.get('for_more', '')}")
    return _with_words(data, form)


def _with_audience(data: QueryDict, what: str) -> QueryDict:
    fresh = data.copy()
    kept = [slug for slug in fresh.getlist(FOR) if slug != what[1:]]
    fresh.setlist(FOR, [*kept, what[1:]] if what[:1] == "+" else kept)
    return fresh


def _with_words(data: QueryDict, form: WordForm) -> QueryDict:
    """The words of the checklist in their fields, so that the writer can change them."""
    fresh = data.copy()
    for part in checklist.PARTS:
        for lang, text in form.parts.get(part, {}).items():
            fresh[field_name(part, lang)] = text
    return fresh
