"""The syllables of a word, Dutch or English, counted by how it is spelled.

Owns the counting. Refuses to be a dictionary: what spelling cannot tell stands in
`lexicons/syllables.toml`, and the rest is right often enough for a formula.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from helder.coach.result import Language
from helder.coach.sentences import fold

_FILE = Path(__file__).parents[1] / "lexicons" / "syllables.toml"
_DOTS = "\N{COMBINING DIAERESIS}"
_BREAK = "|"
_DUTCH = re.compile(
    r"aai|ooi|oei|eeuw|ieuw|ieu|eau|oeu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|ai|oi|[aoe]y(?![aeiou])"
    r"|[aeiou]|y"
)
_SILENT_U = re.compile(r"(?<=q)u")
_CONSONANT_Y = re.compile(r"y(?=[aeiou])")
_ENGLISH = re.compile(r"[aeiouy]+")
# One written group of vowels that sounds as two
_HIATUS = re.compile(
    r"(?<![ctsgx])ia(?!ge)|(?<![ctsgl])io|[cx]iat|[st]iat|iu|(?<!p)eo(?!u)|(?<![gq])ua(?!r[dy])"
    r"|[aeiouy]ing|iet|(?<=[dr])ien(?!d)|uou|eum|yee"
)
_SILENT_E = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouyrs]l)e$|(?<=[aeiou]y)e$")
_SILENT_ES = re.compile(r"(?<![aeiouyscgzxl])es$|(?<=[aeiouy]l)es$")
_SILENT_ED = re.compile(r"(?<![aeiouytdl])ed$|(?<=[aeiouyl]l)ed$")
_SILENT_INSIDE = re.compile(
    r"(?<=[^aeiouyl])e(?=(?:ments?|ly|ful|fully|less|ness)$)|(?<=[aeiou]l)e(?=ly$)"
)
_NOT = re.compile(r"^([a-z]+)n't$")
_SHORTENED = re.compile(r"'(?:s|re|ve|ll|d|m)?$")


@cache
def _sounds() -> dict[str, dict[str, str | int]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _loans() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _sounds()["nl"]), key=len, reverse=True)))


@lru_cache(maxsize=20_000)
def syllables(word: str, lang: Language) -> int:
    """The syllables of a word as it stands in the text, with its accents; at least one."""
    if word.isupper() and not _ENGLISH.search(word.lower()):
        return max(sum(letter.isalpha() for letter in word), 1)  # VPN is spelled out
    return max(_dutch(word) if lang == "nl" else _english(fold(word)), 1)


def _dutch(word: str) -> int:
    word = _split_at_dots(word.lower())
    word = _loans().sub(lambda match: str(_sounds()["nl"][match.group()]), word)
    return len(_DUTCH.findall(_CONSONANT_Y.sub("j", _SILENT_U.sub("", word))))


def _split_at_dots(word: str) -> str:
    """The diaeresis begins a syllable, `ge|installeerd`; an acute ends one, `prive|adres`."""
    if word.isascii():
        return word
    spelled = unicodedata.normalize("NFD", word)
    spelled = re.sub(rf"([aeiou]){_DOTS}", rf"{_BREAK}\1", spelled)
    spelled = re.sub("(e)\N{COMBINING ACUTE ACCENT}", rf"\1{_BREAK}", spelled)
    return fold(spelled)


def _english(word: str) -> int:
    denied = _NOT.match(word)
    if denied:
        base = denied[1]
        return _english(base) + (base[-1] not in "aeiou" or base.endswith("ve"))
    word = _SHORTENED.sub("", word)
    known = _sounds()["en"].get(word)
    return int(known) if known else sum(map(_spelled, re.split(r"[-']", word)))


def _spelled(word: str) -> int:
    bare = _bare(word)
    return max(len(_ENGLISH.findall(bare)) + len(_HIATUS.findall(bare)), bool(word))


def _bare(word: str) -> str:
    """Without the vowels that nobody says."""
    word = re.sub(r"^y(?=[aeiou])", "j", _SILENT_U.sub("", word))
    word = _SILENT_INSIDE.sub("", word)
    for silent in (_SILENT_E, _SILENT_ES, _SILENT_ED):
        word = silent.sub("", word)
    return word
