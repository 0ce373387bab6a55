"""What the page about the coach shows: one list in one language, and what was not taken over.

Owns: where on the page one is, and the context of its template. Refuses: changing anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from helder.coach.result import LANGUAGES
from helder.desk.coach.forms import FileForm, LinesForm, WordForm
from helder.kit.texts import content_language
from helder.messages.queries import counts_not_taken, not_taken
from helder.messages.remarks import name_of
from helder.organisation.models import Word

PER_PAGE, NEWEST = 15, 20
LANGUAGE_NAMES = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}


@dataclass(frozen=True)
class Where:
    """Which list, in which language, and what is looked for in it."""

    name: str
    lang: str
    q: str = ""
    page: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Where:
        """As the address says; else the glossary in the reader's own language."""
        name, lang = query.get("list", ""), query.get("lang", "")
        return cls(
            name if name in Word.List.values else Word.List.GLOSSARY.value,
            lang if lang in LANGUAGES else content_language(),
            query.get("q", "").replace("\0", "").strip()[:80],
            query.get("page", "")[:6],
        )

    @property
    def query(self) -> str:
        """The part of the address behind the ?."""
        asked = {"list": self.name, "lang": self.lang, "q": self.q, "page": self.page}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def url(self) -> str:
        """The page, here."""
        return f"{reverse('coach_edit')}?{self.query}"

    def words(self) -> QuerySet[Word]:
        """The words of this list."""
        found = Word.objects.filter(list=self.name, lang=self.lang)
        if self.q:
            found = found.filter(Q(term__icontains=self.q) | Q(instead__icontains=self.q))
        return found


def context(request: HttpRequest, where: Where, **more: Any) -> dict[str, Any]:
    """Everything on the page; `more` holds forms that came back."""
    page = Paginator(where.words(), PER_PAGE).get_page(where.page)
    shown = {
        "where": where,
        "page": page,
        "q": where.q,
        "lists": _lists(where),
        "languages": _languages(where),
        "add_form": WordForm(where.name, where.lang, prefix="new"),
        "lines_form": LinesForm(),
        "file_form": FileForm(where.name),
        "changing": _changing(request, where),
        "counts": [(name_of(rule), times) for rule, times in counts_not_taken().items()],
        "not_taken": not_taken(NEWEST),
    }
    return shown | more


def _changing(request: HttpRequest, where: Where) -> dict[str, Any] | None:
    """The row that is open for a change, with its form."""
    asked = request.GET.get("change", "")
    word = where.words().filter(pk=asked).first() if asked.isdecimal() and len(asked) < 18 else None
    return opened(word) if word else None


def opened(word: Word, data: Any = None) -> dict[str, Any]:
    """The form of one word, as it is or as it was sent in."""
    start = {"term": word.term, "instead": word.instead}
    form = WordForm(word.list, word.lang, data, initial=start, prefix="old")
    return {"pk": word.pk, "form": form}


def _lists(where: Where) -> list[dict[str, Any]]:
    return [
        {
            "label": Word.List(name).label,
            "url": Where(name, where.lang).url,
            "current": name == where.name,
        }
        for name in Word.List.values
    ]


def _languages(where: Where) -> list[dict[str, Any]]:
    rows = Word.objects.filter(list=where.name).order_by().values_list("lang")
    counts = dict(rows.annotate(n=Count("pk")))
    return [
        {
            "label": f"{LANGUAGE_NAMES[lang]} ({counts.get(lang, 0)})",
            "url": Where(where.name, lang).url,
            "current": lang == where.lang,
        }
        for lang in LANGUAGES
    ]
