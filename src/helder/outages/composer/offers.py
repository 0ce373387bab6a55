"""The time at which a text itself says that the next message comes, offered as the promise.

Owns: whether there is such a time that the form does not promise yet. Refuses: promising; the
writer taps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from helder.kit import clock
from helder.messages.review import Reviewed
from helder.outages.composer import moments
from helder.outages.composer.word_form import WordForm


@dataclass(frozen=True)
class Offer:
    """The words in the text, and the moment that they mean."""

    words: str
    at: datetime

    @property
    def typed(self) -> str:
        """The moment as the field of the form holds it."""
        return moments.as_typed(self.at)


def offer(form: WordForm, found: Reviewed) -> Offer | None:
    """The first promise in the text that differs from the one in the form."""
    if not form.asks_promise:
        return None
    now = clock.now()
    chosen = form.next_update_at(now)
    for words, at in found.promised:
        if at > now and (chosen is None or abs(at - chosen) >= moments.MINUTE):
            return Offer(words, at)
    return None
