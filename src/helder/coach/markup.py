"""Looks through HTML, keeping every character in its place.

Owns the mask: the same length as the text, with tags, scripts and addresses blanked, so that
offsets stay those of the text as given. Refuses to parse or clean HTML.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?:[/!]?[a-zA-Z]|!--)[^<>]{0,1000}>")
_BLOCK = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|section|article|blockquote)\b", re.I
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_HALF = re.compile(r"[\ud800-\udfff]")  # half of a character: no encoding can hold it
_HIDDEN = ("script", "style")


def mask(text: str) -> str:
    """Blank what a reader does not read; the answer is as long as `text`."""
    text = _HALF.sub(" ", text)
    if "<" in text:
        text = _blank_hidden(text)
        text = _TAG.sub(_blank_tag, text)
    if "&" in text:
        text = _ENTITY.sub(_blank, text)
    return _ADDRESS.sub(_blank_address, text) if "://" in text or "@" in text else text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_tag(match: re.Match[str]) -> str:
    """A block tag ends a line, any other tag is nothing."""
    tag = match.group()
    return "\n\n" + " " * (len(tag) - 2) if _BLOCK.match(tag) else " " * len(tag)


def _blank_address(match: re.Match[str]) -> str:
    """An address counts as one word, and a full stop behind it still ends the sentence."""
    address = match.group()
    body = address.rstrip(".,;:!?")
    return "x" + " " * (len(body) - 1) + address[len(body) :]


def _blank_hidden(text: str) -> str:
    for name in _HIDDEN:
        text = _blank_element(text, name)
    return text


def _blank_element(text: str, name: str) -> str:
    """Blank `<name …>…</name>` by plain searching, so that no input can make it slow."""
    lower = text.lower()
    if len(lower) != len(text) or f"<{name}" not in lower:
        return text
    pieces: list[str] = []
    position = 0
    while (start := lower.find(f"<{name}", position)) >= 0:
        end = lower.find(f"</{name}>", start)
        if end < 0:
            break
        end += len(name) + 3
        pieces += [text[position:start], " " * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])
