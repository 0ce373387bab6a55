"""A letter as a text message: what matters first, always with the link at its end. Pure.

Owns: which words go in, and cutting to a number of messages. A link is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from helder.delivery.channels.plain import link_of
from helder.delivery.channels.sms.segments import count, plain
from helder.delivery.letters import Letter

DOTS = "..."


def text_of(letter: Letter, most: int) -> str:
    """At most `most` messages, unless the link alone takes more."""
    link = link_of(letter)
    for words in _choices(letter):
        whole = _joined(words, link)
        if count(whole).segments <= most:
            return whole
    return _cut(plain(_subject(letter)), link, most)


def _choices(letter: Letter) -> Iterator[str]:
    """From all that helps to the least: the last answers go first, then the time since when, and
    the time of the next word last."""
    subject, lead, promise = _subject(letter), letter.get("lead", ""), letter.get("promise", "")
    answers = [s["text"] for s in letter.get("sections", []) if not _said(s["text"], subject)]
    for number in range(len(answers), -1, -1):
        yield _sentences(subject, lead, *answers[:number], promise)
    yield _sentences(subject, promise)
    yield plain(subject)


def _said(text: str, subject: str) -> bool:
    """Whether the subject says it already."""
    words = set(re.findall(r"\w+", text.lower()))
    return len(words - set(re.findall(r"\w+", subject.lower()))) <= 1


def _sentences(*parts: str) -> str:
    return plain(" ".join(_sentence(part) for part in parts if part.strip()))


def _subject(letter: Letter) -> str:
    return " ".join(letter["subject"].split())


def _sentence(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if one_line[-1:] in ".!?:" else f"{one_line}."


def _joined(words: str, link: str) -> str:
    return f"{words} {link}".strip()


def _cut(words: str, link: str, most: int) -> str:
    """The longest beginning of the words that fits, found by halving."""
    fits, too_long = 0, len(words)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if count(_joined(words[:middle] + DOTS, link)).segments <= most:
            fits = middle
        else:
            too_long = middle
    if not fits:
        return link or words
    kept = words[:fits]
    at_word = kept.rsplit(" ", 1)[0] if " " in kept and words[fits] != " " else kept
    return _joined(at_word.rstrip(" ,;:-.") + DOTS, link)
