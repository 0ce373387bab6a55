"""What readers will see of a form: everybody's letter, and that of each audience with words of its
own.

Owns: which letters are shown, in which language. Refuses: making them (letters.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from helder.delivery.letters import Letter
from helder.kit.texts import content_language, pick
from helder.organisation.queries import current
from helder.outages import apart, carriers
from helder.outages.composer.apart_fields import ApartFields
from helder.outages.composer.intent import QUIET, RESOLVE, About, as_if_said, hearers, letter_of
from helder.outages.composer.word_form import WordForm
from helder.outages.letters import in_locale


@dataclass(frozen=True)
class Shown:
    """The letter in one language, for the preview of mail and page; `others` are the letters of
    audiences by their names."""

    lang: str
    letter: Letter
    others: list[tuple[str, Letter]] = field(default_factory=list)


def previews(about: About, form: WordForm) -> list[Shown]:
    """The message as its readers get it, in Dutch and in English."""
    letter = letter_of(about, form)
    locales = (current().address, "en")
    return [
        Shown(content_language(locale), letter(locale), _others(about, form, locale))
        for locale in locales
    ]


def instead(about: About, form: WordForm) -> carriers.Instead | None:
    """What helps when the trouble takes away a channel along which news goes."""
    those = None if about.verb in (*QUIET, RESOLVE) else hearers(about, form)
    if those is None or not those.avoid:
        return None
    return carriers.instead(those.preview(), those.avoid, previews(about, form))


def _others(about: About, form: WordForm, locale: str) -> list[tuple[str, Letter]]:
    slugs = apart.audiences_in(form.parts) if isinstance(form, ApartFields) else []
    if not slugs:
        return []
    said, names = as_if_said(about, form), apart.names(slugs)
    return [(pick(names[slug]), in_locale(said, locale, audience=slug)) for slug in slugs]
