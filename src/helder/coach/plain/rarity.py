"""How rare a word is for an everyday reader.

Owns the step from the tables of single words to what a reader meets: a compound is as rare as its
rarest part, a plural as common as its singular, a name or a number is never rare. Refuses judging
texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from helder.coach import glossary
from helder.coach.plain import plainwords
from helder.coach.result import Language
from helder.coach.sentences import Sentence, Word
from helder.coach.words import Known, in_table, known

EVERYDAY = 7.0  # the Zipf value of a word that nobody stumbles over
COMMON = 3.8  # from here on a word costs no effort
RAREST = 2.0  # below it a word is as rare as can be
_CODE = 2.2  # an abbreviation that is on no list
_LONGEST = 40
_SHORTEST = 3
_LINKS = {"nl": ("", "s", "en", "e", "n"), "en": ("", "s")}
_MEANING = {"nl": ("N(", "ADJ", "WW", "SPEC"), "en": ("NN", "AJ", "VV", "NP")}
_NAME = {"nl": "N(eigen", "en": "NP"}
_NUMBERED = re.compile(r"[a-z]{1,6}[-_]?\d+")
_UNITS = "een|twee|drie|vier|vijf|zes|zeven|acht|negen"
_NUMBER = re.compile(
    rf"(?:{_UNITS})en(?:twintig|dertig|veertig|[a-z]+tig)|half(?:{_UNITS}|tien|elf|twaalf)"
)
_FORMS = {"nl": ("mv", "dim"), "en": ("NN2", "VVZ", "VVD", "VVN", "VVG")}


def effort(zipf: float) -> float:
    """What a word costs its reader, from 0 to 1."""
    return (COMMON - min(max(zipf, RAREST), COMMON)) / (COMMON - RAREST)


def names_in(sentences: list[Sentence]) -> frozenset[str]:
    """The words that stand with a capital inside a sentence."""
    return frozenset(
        word.norm
        for sentence in sentences
        if not _is_loud(sentence)
        for word in sentence.words[1:]
        if _is_title(word.text)
    )


def zipfs(sentence: Sentence, lang: Language, names: frozenset[str]) -> Iterator[float]:
    """The Zipf value of each word of a sentence, as its reader meets it."""
    loud = _is_loud(sentence)
    for word in sentence.words:
        if not word.norm[0].isalpha() or _is_name(word, lang, names):
            yield EVERYDAY
        elif not loud and is_code(word.text):
            yield EVERYDAY if word.norm in plainwords.row(lang, "codes") else _CODE
        else:
            yield of_word(word.norm, lang)


def _is_name(word: Word, lang: Language, names: frozenset[str]) -> bool:
    """A name of a person or a place, or of one thing among many: room B17, ticket INC-8842."""
    if _NUMBERED.fullmatch(word.norm):
        return True
    return _is_title(word.text) and (
        word.norm in names or known(word.norm, lang).tag.startswith(_NAME[lang])
    )


def is_code(text: str) -> bool:
    """An abbreviation or the name of a part: `DHCP`, `NFSv3`, `Q3`; no compound with one."""
    return text.isalnum() and any(sign.isupper() for sign in text[1:])


def _is_title(text: str) -> bool:
    return text[0].isupper() and (text[1:].islower() or not text[1:])


def _is_loud(sentence: Sentence) -> bool:
    """Capitals say nothing where every word has one."""
    words = [word for word in sentence.words if word.norm[0].isalpha()]
    return len(words) > 3 and sum(word.text[0].isupper() for word in words) * 3 > len(words) * 2


@lru_cache(maxsize=30_000)
def of_word(norm: str, lang: Language) -> float:
    """The Zipf value of a folded word, or of the rarest part of a compound."""
    norm = norm[:_LONGEST].removesuffix("'s")
    if norm in glossary.everyday(lang) or (lang == "nl" and _NUMBER.fullmatch(norm)):
        return EVERYDAY
    if "-" in norm:
        return min((of_word(part, lang) for part in norm.split("-") if part), default=EVERYDAY)
    own = _as_known(norm, lang)
    return own if own >= COMMON else max(own, _compound(norm, lang))


def _as_known(norm: str, lang: Language) -> float:
    """The word itself, or its stem when the form is merely a plural, a tense or a small one."""
    found = known(norm, lang)
    common = found.zipf
    if found.stem != norm and _is_form(norm, found, lang):
        common = max(common, _listed(found.stem, lang))
    if lang == "nl" and norm.endswith("e") and (not found.tag or found.tag.startswith("ADJ")):
        common = max(common, _listed(norm[:-1], lang))
    return common


def _is_form(norm: str, found: Known, lang: Language) -> bool:
    if any(mark in found.tag for mark in _FORMS[lang]):
        return True
    return found.tag.startswith("WW(pv") and norm.startswith(found.stem)


def _listed(norm: str, lang: Language) -> float:
    found = in_table(norm, lang)
    return found.zipf if found else 0.0


def _compound(norm: str, lang: Language) -> float:
    """The best way to cut the word in two known ones; 0 when there is none."""
    best = 0.0
    for cut in range(_SHORTEST, len(norm) - _SHORTEST + 1):
        tail = _part(norm[cut:], lang)
        if tail > best:
            best = max(best, min(tail, _head(norm[:cut], lang)))
    return best


def _head(head: str, lang: Language) -> float:
    if head in plainwords.row(lang, "prefixes"):
        return EVERYDAY
    bare = {head.removesuffix(link) for link in _LINKS[lang]}
    if lang == "nl":
        bare |= {*bare, *_infinitives(head)}
    return max((_part(stem, lang) for stem in bare if len(stem) >= _SHORTEST), default=0.0)


def _infinitives(stem: str) -> Iterator[str]:
    """`inschrijf` is inschrijven, `kampeer` is kamperen, `fiets` is fietsen."""
    last = {"f": "v", "s": "z"}.get(stem[-1], stem[-1])
    yield f"{stem}en"
    yield f"{stem[:-1]}{last}en"
    if len(stem) > _SHORTEST and stem[-2] == stem[-3]:
        yield f"{stem[:-2]}{last}en"


def _part(norm: str, lang: Language) -> float:
    """A part that means something by itself."""
    found = in_table(norm, lang)
    if not found or not found.tag.startswith(_MEANING[lang]):
        return 0.0
    return _as_known(norm, lang)
