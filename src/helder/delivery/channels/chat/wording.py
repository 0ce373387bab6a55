"""A letter as a chat message: in markdown where the chat shows it, else in plain text. Pure.

Owns: escaping what people wrote, mentions that would call a whole room, and cutting to the limit of
a service so that the link always stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from helder.delivery.channels.plain import cut, link_of, state_of
from helder.delivery.letters import Letter

_CALLS = re.compile(r"(?<![\w.])@(?=(?:all|everyone|here|channel|room|group|\*\*)\b)", re.I)
_SIGNS = re.compile(r"([\\`*_\[\]|~<>#])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_URL = re.compile(r"https?://\S+")
WIDTHLESS = "\u200b"
Writes = Callable[[str], str]


@dataclass(frozen=True)
class Limits:
    """How many signs a service takes; `title` 0 means that the title becomes part of the body."""

    title: int
    body: int


@dataclass(frozen=True)
class Said:
    """What goes out."""

    title: str
    body: str


def said(letter: Letter, limits: Limits, *, markdown: bool) -> Said:
    """Title and body, within the limits, the link at the end whatever else must go."""
    write = _quiet if markdown else hushed
    heading = " · ".join(filter(None, [state_of(letter), letter["subject"]]))
    title = hushed(cut(heading, limits.title or 200))
    if markdown and not limits.title:
        title = _bold(write(cut(heading, 200)))
    end = _end(letter, markdown)
    room = limits.body - (0 if limits.title else len(title) + 2) - (len(end) + 2 if end else 0)
    text = "\n\n".join(_paragraphs(letter, write, markdown))
    if len(text) > room:
        text = _shortened(letter, room, write)
    return Said(title, "\n\n".join(filter(None, [text, end])))


def hushed(text: str) -> str:
    """A text that calls nobody by accident."""
    return _CALLS.sub("@" + WIDTHLESS, text)


def _quiet(text: str) -> str:
    """People's own words, which a chat with markdown shows as they are; addresses stay whole."""
    pieces, end = [], 0
    for found in _URL.finditer(text):
        pieces += [_escaped(text[end : found.start()]), found[0]]
        end = found.end()
    return hushed("".join([*pieces, _escaped(text[end:])]))


def _escaped(text: str) -> str:
    return _AT_START.sub(_at_start, _SIGNS.sub(r"\\\1", text))


def _at_start(found: re.Match[str]) -> str:
    """A dash or a number at the start of a line makes no list."""
    space, sign = found[1], found[2]
    return f"{space}{sign}{WIDTHLESS}" if sign.isdigit() else f"{space}\\{sign}"


def _bold(text: str) -> str:
    return f"**{text}**"


def _paragraphs(letter: Letter, write: Writes, markdown: bool) -> Iterator[str]:
    if lead := letter.get("lead", ""):
        yield write(lead)
    for section in letter.get("sections", []):
        heading = write(section["heading"])
        yield f"{_bold(heading) if markdown else heading}\n{write(section['text'].strip())}"
    if promise := letter.get("promise", ""):
        yield write(f"🕑 {promise}")


def _end(letter: Letter, markdown: bool) -> str:
    url, word = link_of(letter), letter.get("button", "")
    if not url or not word:
        return url
    if markdown:
        return f"[{_quiet(word)}]({url.replace('(', '%28').replace(')', '%29')})"
    return f"{word}: {url}"


def _shortened(letter: Letter, room: int, write: Writes) -> str:
    """When not all fits: the promise whole if it can be, and of the rest what fits."""
    promise = write(f"🕑 {promise}") if (promise := letter.get("promise", "")) else ""
    left = room - len(promise) - 2
    if not promise or left < 40:
        return _as_fits(letter, room, write)
    return f"{_as_fits(letter, left, write)}\n\n{promise}"


def _as_fits(letter: Letter, room: int, write: Writes) -> str:
    texts = [letter.get("lead", ""), *(s["text"].strip() for s in letter.get("sections", []))]
    rest = "\n\n".join(filter(None, texts))
    size = max(room, 0)
    while size and len(write(cut(rest, size))) > room:
        size = size * 9 // 10
    return write(cut(rest, size)) if size else ""
