"""The organisation as every page reads it, and its words as the coach reads them."""

from __future__ import annotations

from django.core.cache import cache

from helder.organisation.models import CACHE_KEY, WORDS_KEY, Organisation, Word

SECONDS_HELD = 10


def current() -> Organisation:
    """The one organisation; a plain default before it is set. Held for ten seconds."""
    held = cache.get(CACHE_KEY)
    if held is None:
        held = Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
        cache.set(CACHE_KEY, held, SECONDS_HELD)
    organisation: Organisation = held
    return organisation


Words = dict[str, dict[str, dict[str, str]]]


def words() -> Words:
    """Per list and language every word with what to write instead. Held for ten seconds."""
    held: Words | None = cache.get(WORDS_KEY)
    if held is None:
        held = {name: {} for name in Word.List.values}
        rows = Word.objects.values_list("list", "lang", "term", "instead")
        for name, lang, term, instead in rows:
            held[name].setdefault(lang, {})[term] = instead
        cache.set(WORDS_KEY, held, SECONDS_HELD)
    return held
