"""What the demo's school calls things: its IT words, and the words that it avoids."""

from __future__ import annotations

from helder.organisation.actions import take_in_words
from helder.organisation.models import Word
from helder.organisation.words import Pair

WORDS = {
    (Word.List.GLOSSARY, "nl"): {
        "Brightspace": "de leeromgeving",
        "Osiris": "je cijfers en inschrijvingen",
        "eduroam": "wifi",
        "Xedule": "je rooster",
    },
    (Word.List.GLOSSARY, "en"): {
        "Brightspace": "the learning platform",
        "Osiris": "your grades and courses",
        "eduroam": "wifi",
        "Xedule": "your timetable",
    },
    (Word.List.AVOIDED, "nl"): {"eindgebruiker": "collega of student", "IT-landschap": ""},
    (Word.List.AVOIDED, "en"): {"end user": "colleague or student", "IT landscape": ""},
}


def make() -> None:
    """Fills both lists in both languages."""
    for (name, lang), words in WORDS.items():
        pairs = [Pair(term, instead) for term, instead in words.items()]
        take_in_words(name, lang, pairs, by=None)
