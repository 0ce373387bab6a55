"""What a reader needs and the text does not say.

Owns the elements per kind of message. Refuses to judge wording: it only asks whether something
is there.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from helder.coach.result import Language

ELEMENTS = {
    "outage": ("symptom", "affected", "workaround", "since", "next_update"),
    "change": ("why", "benefit", "when", "action", "help"),
}

_FOLDER = Path(__file__).parent / "lexicons"
_LONGEST = 20_000  # a message says the essentials well before this


@cache
def _cues(lang: Language) -> dict[str, re.Pattern[str]]:
    data = tomllib.loads((_FOLDER / f"elements_{lang}.toml").read_text(encoding="utf-8"))
    pieces = {name: "|".join(choices) for name, choices in data["pieces"].items()}
    return {name: _compile(choices, pieces) for name, choices in data["elements"].items()}


def _compile(choices: list[str], pieces: dict[str, str]) -> re.Pattern[str]:
    cue = "|".join(choices)
    for name, piece in pieces.items():
        cue = cue.replace("{" + name + "}", f"(?:{piece})")
    return re.compile(rf"\b(?:{cue})", re.IGNORECASE)


def missing(text: str, lang: Language, kind: str) -> tuple[str, ...]:
    """The elements of this kind of message that the text does not seem to hold."""
    wanted = ELEMENTS.get(kind, ())
    flat = " ".join(text[:_LONGEST].split())
    return tuple(name for name in wanted if not _cues(lang)[name].search(flat))
