"""The journal on the screen: who did what when. It stands here because it names persons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helder.journal.models import Entry
from helder.kit import clock
from helder.kit.registry import declared
from helder.people.deeds import in_words
from helder.people.models import ApiToken, Person
from helder.people.permissions import needs

PER_PAGE = 50
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$")


@require_safe
@needs("people.edit")
def journal(request: HttpRequest) -> HttpResponse:
    """Fifty deeds at a time, of one subject or kind of subject if asked."""
    about = request.GET.get("about", "").strip()[:120]
    entries = Entry.objects.filter(subject__startswith=about) if about else Entry.objects.all()
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    names = named(key for entry in page for key in _keys(entry))
    rows = [_row(entry, names) for entry in page]
    return render(request, "people/journal.html", {"page": page, "rows": rows, "about": about})


@dataclass(frozen=True)
class Row:
    """One deed in words."""

    entry: Entry
    who: str
    did: str
    about: str
    details: str


def _row(entry: Entry, names: Mapping[str, str]) -> Row:
    did = in_words(entry.verb)
    return Row(entry, names[entry.actor], did, names[entry.subject], _details(entry, names))


def _keys(entry: Entry) -> Iterator[str]:
    yield from (entry.actor, entry.subject)
    for value in entry.details.values():
        yield from (str(one) for one in _several(value))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _details(entry: Entry, names: Mapping[str, str]) -> str:
    """The details as one line: "role: writer; fields: name, role"."""
    return "; ".join(
        f"{key}: {', '.join(_said(str(one), names) for one in _several(value))}"
        for key, value in entry.details.items()
    )


def _said(value: str, names: Mapping[str, str]) -> str:
    """A person by name and a moment as people say it; anything else as it was written."""
    if not MOMENT.match(value):
        return names.get(value, value)
    try:
        return clock.spoken(datetime.fromisoformat(value))
    except ValueError:
        return value


def named(keys: Iterable[str]) -> dict[str, str]:
    """Names for keys such as "person:12"; what is gone or unknown keeps its key."""
    wanted = list(keys)
    names = {key: key for key in wanted} | {"system": "Helder"}
    for person in Person.objects.filter(pk__in=_numbers(wanted, "person")):
        names[person.actor_key] = str(person)
    for token in ApiToken.objects.filter(pk__in=_numbers(wanted, "token")):
        names[token.actor_key] = _("program %(name)s") % {"name": token.name}
    for find in declared("journal_names"):
        names |= import_string(find)(wanted)
    return names


def _numbers(keys: Iterable[str], kind: str) -> set[int]:
    parts = (key.partition(":") for key in keys)
    return {int(number) for name, _colon, number in parts if name == kind and number.isdecimal()}
