"""Tone: shouting in bad news, and two forms of address in one message.

Owns remarks about how a message sounds. Refuses taste: a newsletter may cheer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helder.coach.plain import Remark
from helder.coach.result import Context, Language
from helder.coach.sentences import Sentence, Word

_TROUBLE = ("outage", "ticket", "change", "general")
_SHOUT = re.compile(r"!+")
_FORMAL = frozenset({"u", "uw", "uzelf"})
_INFORMAL = frozenset({"je", "jij", "jou", "jouw", "jullie", "jezelf"})
_LOUD_WORDS = 3


def remarks(
    text: str, sentences: list[Sentence], lang: Language, kind: str, context: Context
) -> Iterator[Remark]:
    """Every remark about tone, in no particular order."""
    if kind in _TROUBLE:
        yield from _exclamations(text)
        yield from _capitals(sentences)
    if lang == "nl":
        yield from _address(sentences, context)


def _exclamations(text: str) -> Iterator[Remark]:
    """The first one says it for all."""
    match = _SHOUT.search(text)
    if match:
        yield Remark("tone.exclamation", "info", match.start(), match.end(), ".")


def _capitals(sentences: list[Sentence]) -> Iterator[Remark]:
    """Three words in capitals on end are no abbreviations any more."""
    for sentence in sentences:
        run: list[Word] = []
        for word in [*sentence.words, None]:
            if word and word.text.isupper() and len(word.text) > 1:
                run.append(word)
                continue
            if len(run) >= _LOUD_WORDS:
                yield Remark("tone.capitals", "info", run[0].start, run[-1].end)
            run = []


def _address(sentences: list[Sentence], context: Context) -> Iterator[Remark]:
    """The first word in the other form than the organisation's, or than most of the text."""
    words = [word for sentence in sentences for word in sentence.words]
    formal = [word for word in words if word.norm in _FORMAL]
    informal = [word for word in words if word.norm in _INFORMAL]
    if context.form:
        odd = informal if context.form == "u" else formal
    else:
        odd = min(formal, informal, key=len)
    if odd:
        yield Remark("tone.address", "ask", odd[0].start, odd[0].end)
