"""The words that Helder itself says about an outage, in each language.

Owns: titles, names of the parts, the sentence that promises the next update.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext

from helder.kit import clock
from helder.kit.texts import LANGUAGES, pick

PARTS = ("news", "works", "not_yet", "symptom", "affected", "workaround", "doing")
HEADINGS: dict[str, Any] = {
    "news": gettext_lazy("What is new"),
    "works": gettext_lazy("What works again"),
    "not_yet": gettext_lazy("What does not work yet"),
    "symptom": gettext_lazy("What you notice"),
    "affected": gettext_lazy("Who is affected"),
    "workaround": gettext_lazy("What you can do now"),
    "doing": gettext_lazy("What we are doing"),
}


def bilingual(sentence: Callable[[], str]) -> dict[str, str]:
    """The same sentence in both languages of content."""
    said = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            said[lang] = sentence()
    return said


def title(kind: str, services: Sequence[Any], places: Sequence[Any]) -> dict[str, str]:
    """A title from the facts: "Wifi doet het niet (Noord)"."""
    return bilingual(lambda: _title(kind, services, places))


def _title(kind: str, services: Sequence[Any], places: Sequence[Any]) -> str:
    names = get_text_list([pick(s.name) for s in services], gettext("and"))
    said = _happens(kind, len(services)) % {"services": names}
    if places:
        said += f" ({get_text_list([pick(p.name) for p in places], gettext('and'))})"
    return said


def _happens(kind: str, n: int) -> str:
    if kind == "maintenance":
        return gettext("Maintenance of %(services)s")
    if kind == "security":
        return gettext("Security: %(services)s")
    if kind == "degraded":
        return ngettext("%(services)s works poorly", "%(services)s work poorly", n)
    return ngettext("%(services)s does not work", "%(services)s do not work", n)


def next_update_promise(outage_title: dict[str, str]) -> dict[str, str]:
    """What is promised, for the register: "Nieuws over: Wifi doet het niet"."""
    return bilingual(lambda: gettext("News about: %(title)s") % {"title": pick(outage_title)})


def next_update_sentence(due_at: datetime, at: datetime | None = None) -> str:
    """The promise as the reader sees it, in the active language."""
    return gettext("You will hear from us again %(when)s at the latest.") % {
        "when": clock.spoken(due_at, at=at)
    }
