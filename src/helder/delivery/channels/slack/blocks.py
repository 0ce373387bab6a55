"""A letter as blocks for Slack. Pure.

Owns: the limits of Block Kit (150 signs in a header, 3000 in a section, 50 blocks); that no one's
words become markup: &, < and > are escaped, and names or channels in a text call nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from helder.delivery.channels.plain import cut, link_of, state_of
from helder.delivery.letters import Letter

HEADER, SECTION, BLOCKS = 150, 3000, 50
LONGEST_URL = 1500
_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)]")
_FORMAT = re.compile(r"(?<!\w)([*_~`])(?=\S)|(?<=\S)([*_~`])(?!\w)")
_NOTHING = "\u200b"
"""A sign without width: between a word and a * it keeps Slack from making the word bold."""
Block = dict[str, Any]


def message(letter: Letter) -> dict[str, Any]:
    """What an incoming webhook takes; `text` is what a notification says."""
    said = " · ".join(filter(None, [state_of(letter), letter["subject"], letter.get("lead", "")]))
    blocks = [*_top(letter), *list(_middle(letter))[: BLOCKS - 6], *_bottom(letter)]
    return {"text": escaped(cut(said, SECTION // 2)), "blocks": blocks, "unfurl_links": False}


def escaped(text: str) -> str:
    """As Slack shows it letter by letter."""
    quiet = _FORMAT.sub(lambda found: f"{_NOTHING}{found[0]}{_NOTHING}", text)
    return quiet.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(text: str) -> str:
    """Escaped, with its web addresses as links."""
    pieces, end = [], 0
    for found in _URL.finditer(text):
        url = found[0].replace("&", "&amp;")
        pieces += [escaped(text[end : found.start()]), f"<{url}>"]
        end = found.end()
    return "".join([*pieces, escaped(text[end:])])


def _top(letter: Letter) -> Iterator[Block]:
    if word := state_of(letter):
        yield _section(f"*{escaped(cut(word, 200))}*")
    title = {"type": "plain_text", "text": cut(letter["subject"], HEADER), "emoji": False}
    yield {"type": "header", "text": title}
    if lead := letter.get("lead", ""):
        yield from _text(lead)


def _middle(letter: Letter) -> Iterator[Block]:
    for section in letter.get("sections", []):
        heading = f"*{escaped(cut(section['heading'], 120))}*\n"
        yield from _text(section["text"], heading)


def _bottom(letter: Letter) -> Iterator[Block]:
    if promise := letter.get("promise", ""):
        yield _section(f"🕑 {marked(cut(promise, SECTION // 6))}")
    url = link_of(letter)
    if url and len(url) <= LONGEST_URL:
        word = escaped(cut(letter.get("button") or letter["subject"], 200))
        yield _section(f"<{_for_link(url)}|{word}>")


def _for_link(url: str) -> str:
    return url.replace("&", "&amp;").replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")


def _text(text: str, before: str = "") -> Iterator[Block]:
    """One block, or more where a text is too long for one; at most three of them."""
    for number, piece in enumerate(_pieces(text)):
        yield _section((before if number == 0 else "") + piece)


def _pieces(text: str) -> list[str]:
    """The marked-up text in pieces that fit beside a heading."""
    room, rest = SECTION - 800, text.strip()
    pieces: list[str] = []
    while rest and len(pieces) < 3:
        size = room
        while len(marked(rest[:size])) > room:
            size = size * 3 // 4
        end = len(rest) if len(rest) <= size else _break(rest, size)
        last = len(pieces) == 2 and end < len(rest)
        pieces.append(marked(cut(rest, end) if last else rest[:end].strip()))
        rest = rest[end:].strip()
    return pieces


def _break(text: str, size: int) -> int:
    """Where to break a text of more than `size`: at a line, else a word, else anywhere."""
    places = (text.rfind(sign, size // 2, size) for sign in ("\n", " "))
    return next((place for place in places if place > 0), size)


def _section(markup: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": markup, "verbatim": True}}
