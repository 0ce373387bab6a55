"""A reader's question without who asked it: a start for a public question; pure.

Owns: leaving out greetings, names, addresses and numbers. Refuses: judging what remains; a
colleague reads it before it is public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GREETING = re.compile(
    r"^\s*(?:beste|geachte|hallo|hoi|hai|dag|goede?(?:n)?\s*(?:morgen|middag|avond)|l\.?s\.?|dear|"
    r"hello|hi|hey|good\s+(?:morning|afternoon|evening))\b[^\n,.!?]{0,60}[,.!]?\s*$",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\s*(?:beste|geachte|hallo|hoi|hai|dag|dear|hello|hi|hey)\b[^\n,.!?]{0,40}[,!]\s*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^\s*(?:--|(?:(?:met\s+)?(?:vriendelijke|hartelijke)\s+groet\w*|groet(?:en|jes)?|mvg|"
    r"m\.v\.g|alvast\s+bedankt|bij\s+voorbaat\s+dank|(?:(?:kind|best|warm)\s+)?regards|cheers|"
    r"thanks(?:\s+in\s+advance)?|sincerely)\b[^\n]{0,40}$)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\S+@\S+")
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\w)[+(]?\w{0,3}\d(?:[\s().-]*\d){4,}\w*")
SPACES = re.compile(r"[ \t]{2,}")
LONGEST = 500


def plain(text: str, names: Iterable[str] = ()) -> str:
    """The question with its greeting, signature, mail addresses, long numbers, links and these
    names left out."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if lines and CLOSING.match(line):
            break
        if not GREETING.match(line):
            lines.append(OPENING.sub("", line) if not any(lines) else line)
    kept = "\n".join(lines)
    for pattern in (ADDRESS, LINK, NUMBER, *_of_names(names)):
        kept = pattern.sub("…", kept)
    return _tidy(kept)[:LONGEST].rstrip()


def _of_names(names: Iterable[str]) -> Iterable[re.Pattern[str]]:
    words = {word for name in names for word in re.split(r"[\s,]+", name) if len(word) > 1}
    return [
        re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        for word in sorted(words, key=len, reverse=True)
        if word[:1].isupper()
    ]


def _tidy(text: str) -> str:
    lines = (SPACES.sub(" ", line).strip() for line in text.strip().split("\n"))
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return said[:1].upper() + said[1:]
