"""What a few words in haste are about: services and places by their names, how bad, which language.

Pure: the caller brings the names. Finds "E-mail" in "email" and "mailserver", and a name with one
slip of the keys. Refuses: changing a word of what was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from helder.coach import review

SHORTEST_STEM = 4
SHORTEST_SLIP = 5
ALIKE = 0.83
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_JOINT = re.compile(r"[-'’.]")
_REPLY = re.compile(r"^\s*((re|fw|fwd|antw|doorst|aw|wg)\s*:\s*)+", re.IGNORECASE)
_SLOW = re.compile(
    r"\b(traag|trage|langzaam|haper\w*|af en toe|soms|slow\w*|sluggish|intermittent\w*|"
    r"sometimes)\b",
    re.IGNORECASE,
)
_SECURITY = re.compile(
    r"\b(phishing\w*|datalek\w*|data ?breach|hack\w*|ransomware|virus\w*|malware)\b", re.IGNORECASE
)
_DUTCH = frozenset({
    "de", "het", "een", "is", "zijn", "niet", "geen", "en", "ligt", "eruit", "werkt", "doet", "op",
    "bij", "van", "voor", "sinds", "storing", "kan", "kunnen", "wij", "jullie", "hulp", "uit",
    "plat", "traag", "iedereen",
})  # fmt: skip
_ENGLISH = frozenset({
    "the", "a", "an", "are", "not", "no", "and", "down", "works", "work", "at", "on", "of", "for",
    "since", "outage", "cannot", "can't", "help", "broken", "out", "does", "slow", "everybody",
})  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A service or a place: its key, and every name under which people know it."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Understood:
    """What was understood; `text` is as it was written."""

    text: str
    lang: str
    kind: str
    services: tuple[str, ...]
    places: tuple[str, ...]


def understand(
    text: str, services: Iterable[Thing], places: Iterable[Thing], lang: str = ""
) -> Understood:
    """What a text is about; `lang` where it is known already."""
    words = _words(text)
    return Understood(
        text,
        lang or language_of(text),
        kind_of(text),
        named(words, services),
        named(words, places),
    )


def thing(key: str, name: Mapping[str, str]) -> Thing:
    """One row of the catalogue, with its names in every language and its short name."""
    return Thing(key, tuple(dict.fromkeys([*name.values(), key.replace("-", " ")])))


def named(words: Sequence[str], things: Iterable[Thing]) -> tuple[str, ...]:
    """The keys of what the words name, in the order of the catalogue. Whole names count first, then
    words that begin with a name, then names with a slip of the keys."""
    known = [(each.key, name) for each in things for name in _spelled(each)]
    for is_meant in (_whole, _stem, _slip):
        found = dict.fromkeys(key for key, name in known if is_meant(words, name))
        if found:
            return tuple(found)
    return ()


def _spelled(each: Thing) -> list[tuple[str, ...]]:
    return [spelled for name in each.names if (spelled := tuple(_words(name)))]


def _words(text: str) -> list[str]:
    """Words as they are compared: without capitals, accents and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [_JOINT.sub("", word) for word in _WORD.findall(bare)]


def _whole(words: Sequence[str], name: tuple[str, ...]) -> bool:
    size = len(name)
    if any(tuple(words[at : at + size]) == name for at in range(len(words) - size + 1)):
        return True
    joined = "".join(name)
    return size > 1 and joined in words


def _stem(words: Sequence[str], name: tuple[str, ...]) -> bool:
    """A compound: "wifinetwerk" for Wifi, "mailserver" for E-mail."""
    if len(name) > 1:
        return False
    stems = {name[0], name[0].removeprefix("e")} if name[0] == "email" else {name[0]}
    return any(
        word.startswith(stem) for stem in stems if len(stem) >= SHORTEST_STEM for word in words
    )


def _slip(words: Sequence[str], name: tuple[str, ...]) -> bool:
    joined = "".join(name)
    if len(joined) < SHORTEST_SLIP:
        return False
    pairs = [f"{one}{other}" for one, other in pairwise(words)]
    return bool(get_close_matches(joined, [*words, *pairs][:400], n=1, cutoff=ALIKE))


def kind_of(text: str) -> str:
    """How bad it sounds; that it does not work unless it says otherwise."""
    if _SECURITY.search(text):
        return "security"
    return "degraded" if _SLOW.search(text) else "outage"


def language_of(text: str, otherwise: str = "nl") -> str:
    """Dutch or English; a few words are weighed by the small ones among them."""
    words = set(_words(text)) | set(text.casefold().split())
    dutch, english = len(words & _DUTCH), len(words & _ENGLISH)
    if dutch != english:
        return "nl" if dutch > english else "en"
    return review(text, "outage").lang if len(words) > 4 else otherwise


def first_line(subject: str) -> str:
    """A subject as the beginning of a text: without "Re:" and with a full stop."""
    said = _REPLY.sub("", " ".join(subject.split())).strip()
    return said if not said or said[-1] in ".!?…" else f"{said}."
