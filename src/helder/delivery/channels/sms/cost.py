"""What a message will cost as text messages, before it goes.

Owns: counting precisely: the persons whom it reaches by text message first, whose number can be
used, each with the text of their own language. Refuses: guessing; without a price there is none.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.core.cache import cache
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from helder.delivery import switchboard
from helder.delivery.channels.sms.numbers import international
from helder.delivery.channels.sms.pricing import NAME, price, segments
from helder.delivery.channels.sms.segments import count
from helder.delivery.channels.sms.text import text_of
from helder.delivery.letters import Content, letter_for
from helder.delivery.queries import Sorting
from helder.people.audiences import Selection
from helder.people.middleware import in_house_form

SECONDS_HELD = 20
"""While somebody types, the readers are not counted anew with every word."""


@dataclass(frozen=True)
class Cost:
    """To how many persons, in how many messages, for how much (zero when the price is unknown)."""

    persons: int = 0
    segments: int = 0
    amount: Decimal = Decimal(0)


def cost(
    content: Content,
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    *,
    urgent: bool = True,
    avoid: Collection[str] = (),
) -> Cost:
    """What this message costs now. Content is as of a dispatch: a letter per locale."""
    options = switchboard.options(NAME)
    asked = repr(
        (selection, list(services), list(places), urgent, sorted(avoid), options["region"])
    )
    key = f"sms.readers.{hashlib.sha256(asked.encode()).hexdigest()}"
    languages = cache.get(key)
    if languages is None:
        sorting = Sorting(selection, services, places, urgent=urgent, avoid=avoid)
        languages = _languages(sorting, options["region"])
        cache.set(key, languages, SECONDS_HELD)
    return priced(content, languages, options)


def priced(content: Content, languages: Mapping[str, int], options: Mapping[str, str]) -> Cost:
    """From how many read in which language."""
    most = segments(options)
    total = 0
    for language, persons in languages.items():
        letter = letter_for(content, in_house_form(language))[1]
        total += persons * count(text_of(letter, most)).segments
    each = max(price(options), Decimal(0))
    return Cost(sum(languages.values()), total, each * total)


def _languages(sorting: Sorting, region: str) -> Counter[str]:
    """How many of those who are reached by text message first read in which language."""
    if NAME not in {kind.name for kind in sorting.ways.values()}:
        return Counter()
    can = next(way for way, kind in sorting.ways.items() if kind.name == NAME)
    rows = sorting.people.filter(**{can: True}).values_list("language", "phone", *sorting.columns)
    first = lru_cache(None)(sorting.channel)
    found: Counter[str] = Counter()
    for language, phone, *columns in rows.iterator():
        if first(*columns) == NAME and international(phone, region):
            found[language] += 1
    return found


def line(found: Cost) -> str:
    """In words, such as "412 text messages, about € 33"; "" when there are none."""
    if not found.segments:
        return ""
    number = number_format(found.segments, force_grouping=True)
    words = ngettext("%(count)s text message", "%(count)s text messages", found.segments)
    said = words % {"count": number}
    if not found.amount:
        return said
    return gettext("%(messages)s, about € %(amount)s") % {
        "messages": said,
        "amount": _rounded(found.amount),
    }


def _rounded(amount: Decimal) -> str:
    """Whole euros, and cents below ten."""
    step = Decimal("0.01") if amount < 10 else Decimal(1)
    return number_format(amount.quantize(step, ROUND_HALF_UP), force_grouping=True)


def in_words(
    content: Content,
    selection: Selection,
    services: Sequence[str] = (),
    places: Sequence[str] = (),
    *,
    urgent: bool = True,
    avoid: Collection[str] = (),
) -> str:
    """The cost of this message as a line."""
    return line(cost(content, selection, services, places, urgent=urgent, avoid=avoid))
