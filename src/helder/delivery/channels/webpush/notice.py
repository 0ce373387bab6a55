"""A letter as a notification: title, a short text, where a tap leads. Pure.

Owns: what is said in those few words, how long it keeps, which one replaces which.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from helder.delivery.letters import Letter

TITLE, TEXT, SHORT_TEXT = 120, 240, 70
KEEPS = timedelta(days=3)
LONGEST = timedelta(days=28)


@dataclass(frozen=True)
class Notice:
    """What a browser shows, and how the push service is to treat it."""

    payload: bytes
    shorter: bytes
    ttl: int
    topic: str
    urgency: str

    @property
    def headers(self) -> Mapping[str, str]:
        """Those of RFC 8030."""
        return {"TTL": str(self.ttl), "Topic": self.topic, "Urgency": self.urgency}


def notice(
    letter: Letter, locale: str, *, thread: str, urgent: bool, lasts: timedelta | None
) -> Notice:
    """The letter, cut to what fits on a lock screen."""
    lasts = KEEPS if lasts is None else lasts
    name = topic(thread)
    shown = {
        "title": cut(letter["subject"], TITLE),
        "body": cut(_text(letter), TEXT),
        "url": _path(letter.get("url", "")),
        "tag": name,
        "lang": locale.split("-")[0],
        "urgent": urgent,
    }
    return Notice(
        payload=_packed(shown),
        shorter=_packed({**shown, "body": cut(_text(letter), SHORT_TEXT)}),
        ttl=max(0, int(min(lasts, LONGEST).total_seconds())),
        topic=name,
        urgency="high" if urgent else "normal",
    )


def left(not_after: datetime | None, at: datetime) -> timedelta | None:
    """How long it is still of use; None when nobody said."""
    return not_after - at if not_after else None


def topic(thread: str) -> str:
    """A name of 32 signs for a thread, so that a newer word replaces the older one."""
    return base64.urlsafe_b64encode(hashlib.sha256(thread.encode()).digest()[:24]).decode()


def cut(text: str, most: int) -> str:
    """On one line, at a word's end, with the mark of what was left out."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    kept = plain[: most - 1]
    head, _space, _tail = kept.rpartition(" ")
    return (head if len(head) > most // 2 else kept).rstrip(" ,;:") + "…"


def _text(letter: Letter) -> str:
    sections = letter.get("sections") or []
    first = letter.get("preheader") or (sections[0]["text"] if sections else "")
    said = cut(first or letter.get("lead", ""), TEXT)
    promise = letter.get("promise", "")
    return f"{said} {promise}" if len(said) + len(promise) < TEXT else said or promise


def _path(url: str) -> str:
    """Within our own site, so that a tap never leads elsewhere."""
    parts = urlsplit(url)
    path = parts.path if parts.path.startswith("/") else "/"
    return (
        path
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )


def _packed(shown: Mapping[str, object]) -> bytes:
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
