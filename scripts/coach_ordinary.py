"""Ordinary updates on which the coach must stay silent; never learned from.

Owns reading them. The real ones are the status histories of the demo, practically all clean.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "src" / "helder" / "config" / "demo" / "data"
MESSAGES = ROOT / "bench" / "data" / "coach" / "incidents_dev.jsonl"


def real_updates() -> list[tuple[str, str]]:
    """Language and text of every update in the real status histories."""
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(DEMO.glob("statuspage_*.json"))]
    return [
        ("en", update["body"])
        for page in pages
        for incident in page["incidents"]
        for update in incident["incident_updates"]
        if update["body"].strip()
    ]


def demo_texts() -> list[tuple[str, str]]:
    """Language and text of what the demo's school has written."""
    return list(_texts(json.loads((DEMO / "past.json").read_text("utf-8"))))


def _texts(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for part in node:
            yield from _texts(part)
    elif isinstance(node, dict):
        for name, part in node.items():
            if name in ("nl", "en") and isinstance(part, str):
                yield name, part
            else:
                yield from _texts(part)


def clean_messages() -> list[tuple[str, str]]:
    """Language and text of the public messages that hold no offence."""
    rows = map(json.loads, MESSAGES.read_text("utf-8").splitlines())
    return [(row["lang"], row["text"]) for row in rows if not row["labels"]]
