"""A letter as an Adaptive Card for Teams. Pure.

Owns: the card, and that it stays small enough to be shown. People's own words go into rich text,
which Teams never reads as markdown. Version 1.4: a workflow shows nothing newer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from helder.delivery.channels.plain import cut, link_of, state_of
from helder.delivery.letters import Letter

MOST_BYTES = 20_000
"""Teams stops at 28 kB, counted after it has wrapped and rewritten the card."""
LENGTHS = (6000, 3000, 1500, 800, 400, 200, 100)
STYLES = {
    "down": "attention",
    "security": "attention",
    "limited": "warning",
    "maintenance": "accent",
    "works": "good",
}
Element = dict[str, Any]


def message(letter: Letter, locale: str) -> dict[str, Any]:
    """What a workflow takes: one message with one card."""
    card = fitting(letter, locale)
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def fitting(letter: Letter, locale: str) -> dict[str, Any]:
    """The card with texts as long as fit; the whole text stands on the page."""
    for most in LENGTHS:
        built = card(letter, locale, most)
        if len(json.dumps(built).encode()) <= MOST_BYTES:
            return built
    return card(Letter(**{**letter, "sections": []}), locale, LENGTHS[-1])


def card(letter: Letter, locale: str, most: int) -> dict[str, Any]:
    """The card with no text longer than `most`."""
    made: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": locale.split("-")[0],
        "fallbackText": cut(letter["subject"], most),
        "msteams": {"width": "Full"},
        "body": list(_body(letter, most)),
    }
    if url := link_of(letter):
        title = letter.get("button") or letter["subject"]
        made["actions"] = [{"type": "Action.OpenUrl", "title": cut(title, 80), "url": url}]
    return made


def _body(letter: Letter, most: int) -> Iterator[Element]:
    if word := state_of(letter):
        style = STYLES.get(letter["badge"]["state"], "emphasis")
        yield {"type": "Container", "style": style, "items": [_rich(word, weight="Bolder")]}
    yield _rich(cut(letter["subject"], min(most, 400)), size="Large", weight="Bolder")
    yield from _paragraphs(letter.get("lead", ""), most)
    for section in letter.get("sections", []):
        yield _rich(cut(section["heading"], min(most, 200)), weight="Bolder") | {
            "spacing": "Medium"
        }
        yield from _paragraphs(section["text"], most)
    if promise := letter.get("promise", ""):
        yield {
            "type": "Container",
            "style": "emphasis",
            "spacing": "Medium",
            "items": [_rich("🕑 " + cut(promise, most))],
        }


def _paragraphs(text: str, most: int) -> Iterator[Element]:
    for line in cut(text, most).splitlines():
        if line.strip():
            yield _rich(line.strip()) | {"spacing": "Small"}


def _rich(text: str, **look: str) -> Element:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
