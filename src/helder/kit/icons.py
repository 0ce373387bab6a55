"""The icon set: names to shapes, drawn inline so that they take the colour of their words.

Owns: which icons exist (icons.json, shapes by Lucide). Refuses: meaning; a word stands beside it.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path

from django.utils.html import escape

FALLBACK = "circle"
logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def shapes() -> dict[str, str]:
    """Every icon's inner SVG by name."""
    found: dict[str, str] = json.loads(Path(__file__).with_name("icons.json").read_text())
    return found


def drawn(name: str, label: str = "") -> str:
    """The icon as inline SVG: hidden from screen readers, or named when it stands alone."""
    if name not in shapes():
        logger.warning("There is no icon called %r in kit/icons.json.", name)
    shape = shapes().get(name, shapes()[FALLBACK])
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg class="h-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {naming}>{shape}</svg>'
    )
