"""The checklist as fields of a form: what works again, what does not yet.

Owns: from lines to fields and back, and adding or removing one without a script. Refuses: keeping
them; publishing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import LANGUAGES
from helder.outages.composer.word_form import LANGUAGE_NAMES
from helder.outages.long import checklist
from helder.outages.long.checklist import Line
from helder.outages.models import Progress
from helder.outages.rules import LONGEST_TITLE
from helder.people.models import Audience
from helder.services.models import Service

COUNT = "lines"
ASPECTS = ("service", "audience", "state", *LANGUAGES)
IN_LANGUAGE = {"nl": _("in Dutch"), "en": _("in English")}


@dataclass(frozen=True)
class Row:
    """One line of the form: what it is about, and its fields."""

    number: int
    service: Service | None
    fields: Mapping[str, BoundField]

    @property
    def labels(self) -> list[BoundField]:
        """What it is called, in both languages."""
        return [self.fields[lang] for lang in LANGUAGES]


def name_of(number: int, aspect: str) -> str:
    """The name of a field: "line_3_state"."""
    return f"line_{number}_{aspect}"


def count_of(data: Mapping[str, Any], initial: Mapping[str, Any]) -> int:
    """How many lines the form has; a page that says nonsense has none."""
    given = str(data.get(COUNT) or "" if data else initial.get(COUNT) or "")
    return min(int(given), checklist.MOST) if given.isdigit() and len(given) < 4 else 0


def fields_of(number: int, audiences: Sequence[Audience]) -> dict[str, forms.Field]:
    """The fields of one line."""
    everybody = [("", _("For everybody")), *((a.slug, str(a)) for a in audiences)]
    asked: dict[str, forms.Field] = {
        "service": forms.CharField(required=False, widget=forms.HiddenInput, max_length=120),
        "audience": forms.ChoiceField(
            label=_("For whom?"),
            choices=everybody,
            required=False,
            widget=forms.Select(attrs={"class": "h-select"}),
        ),
        "state": forms.ChoiceField(
            label=_("How is it now?"),
            choices=Progress.State.choices,
            required=False,
            initial=checklist.NOT_YET,
            widget=forms.RadioSelect(attrs={"class": "h-choices--chips"}),
        ),
    }
    for lang in LANGUAGES:
        asked[lang] = forms.CharField(
            label=LANGUAGE_NAMES[lang],
            required=False,
            max_length=LONGEST_TITLE,
            widget=forms.TextInput(attrs={"class": "h-input", "lang": lang}),
        )
    return {name_of(number, aspect): field for aspect, field in asked.items()}


def initial_of(lines: Iterable[Line]) -> dict[str, Any]:
    """The values of a new form."""
    start: dict[str, Any] = {}
    number = 0
    for number, line in enumerate(lines, start=1):
        given = {"service": line.service, "audience": line.audience, "state": line.state}
        given |= {lang: line.label.get(lang, "") for lang in LANGUAGES}
        start |= {name_of(number - 1, aspect): value for aspect, value in given.items()}
    return {COUNT: number, **start}


def read(
    cleaned: Mapping[str, Any],
    count: int,
    services: Mapping[str, Service],
    audiences: Mapping[str, Audience],
) -> Iterator[Line]:
    """The lines that say something: a service, or words of the writer's own."""
    for number in range(count):
        given = {aspect: cleaned.get(name_of(number, aspect)) or "" for aspect in ASPECTS}
        label = {lang: given[lang].strip() for lang in LANGUAGES if given[lang].strip()}
        service = services.get(given["service"])
        audience = audiences.get(given["audience"])
        if service is None and not label:
            continue
        yield Line(
            name=label or (service.name if service else {}),
            state=given["state"] or checklist.NOT_YET,
            service=service.slug if service else "",
            audience=audience.slug if audience else "",
            audience_name=audience.name if audience else {},
            label=label,
        )


def changed(data: QueryDict, asked: str) -> QueryDict:
    """The form with a line more or less: "+e-mail" adds a service, "+" an empty line, "-2" removes
    the third one."""
    fresh = data.copy()
    count = count_of(data, {})
    sign, what = asked[:1], asked[1:]
    if sign == "+" and count < checklist.MOST:
        fresh[name_of(count, "service")] = what
        fresh[name_of(count, "state")] = checklist.NOT_YET
        fresh[COUNT] = str(count + 1)
    elif sign == "-" and what.isdigit() and int(what) < count:
        _close_up(fresh, int(what), count)
    return fresh


def _close_up(data: QueryDict, gone: int, count: int) -> None:
    for number in range(gone, count):
        for aspect in ASPECTS:
            after = data.get(name_of(number + 1, aspect), "")
            data[name_of(number, aspect)] = after
    data[COUNT] = str(count - 1)
