"""Teaching the coach, over HTTP: one page, that adds, changes and removes words, and two files.

A form says with `do` what it wants. A line that cannot be used comes back; the others are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from helder.desk.coach import page
from helder.desk.coach.forms import FileForm, LinesForm, WordForm
from helder.desk.coach.page import Where
from helder.messages import actions as messages
from helder.messages.queries import not_taken
from helder.messages.remarks import as_lines
from helder.organisation import actions, words
from helder.organisation.actions import TakenIn
from helder.organisation.models import Word
from helder.organisation.queries import current
from helder.organisation.words import Read
from helder.people.permissions import needs, person_of

UNFIT = 422
TOLD = 5


@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def edit(request: HttpRequest) -> HttpResponse:
    """The organisation's words, and what writers did not take over."""
    where = Where.of(request.GET)
    do, _colon, key = request.POST.get("do", "").partition(":")
    step = STEPS.get(do)
    if request.method != "POST" or step is None:
        return _show(request, where)
    return step(request, where, key)


def _show(request: HttpRequest, where: Where, status: int = 200, **more: Any) -> HttpResponse:
    context = page.context(request, where, **more)
    return render(request, "desk/coach/edit.html", context, status=status)


def add(request: HttpRequest, where: Where, _key: str) -> HttpResponse:
    """One more word; one that is there already is told, and stays as it is."""
    form = WordForm(where.name, where.lang, request.POST, prefix="new")
    if form.is_valid():
        same = Word.objects.filter(list=where.name, lang=where.lang, key=form.pair.key)
        there = same.first()
        if there is None:
            taken = actions.take_in_words(
                where.name, where.lang, [form.pair], by=person_of(request)
            )
            _tell(request, taken)
            return HttpResponseRedirect(where.url)
        form.add_error("term", _is_there(there))
    return _show(request, where, UNFIT, add_form=form)


def change(request: HttpRequest, where: Where, key: str) -> HttpResponse:
    """Another word, or another wording."""
    word = _word(key)
    row = page.opened(word, request.POST)
    form: WordForm = row["form"]
    if form.is_valid():
        try:
            actions.change_word(word, form.pair, by=person_of(request))
        except actions.WordThere as error:
            form.add_error("term", _is_there(error.word))
        else:
            notices.success(request, gettext("Saved: %(word)s.") % {"word": word})
            return HttpResponseRedirect(where.url)
    return _show(request, where, UNFIT, changing=row)


def remove(request: HttpRequest, where: Where, key: str) -> HttpResponse:
    """Takes a word out; what it was stays readable in the answer."""
    word = _word(key)
    actions.remove_word(word, by=person_of(request))
    notices.success(request, gettext("Removed: %(word)s.") % {"word": word})
    return HttpResponseRedirect(where.url)


def lines(request: HttpRequest, where: Where, _key: str) -> HttpResponse:
    """Many words as typed or pasted."""
    form = LinesForm(request.POST)
    if not form.is_valid():
        return _show(request, where, UNFIT, lines_form=form)
    return _take_in(request, where, words.of_lines(form.cleaned_data["lines"], where.name))


def file(request: HttpRequest, where: Where, _key: str) -> HttpResponse:
    """Many words from a spreadsheet."""
    form = FileForm(where.name, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, where, UNFIT, file_form=form)
    return _take_in(request, where, form.read)


def forget(request: HttpRequest, where: Where, key: str) -> HttpResponse:
    """Throws away one sentence that a writer kept."""
    messages.forget(_number(key), by=person_of(request))
    notices.success(request, gettext("The sentence is thrown away."))
    return HttpResponseRedirect(f"{where.url}#not-taken")


STEPS: dict[str, Callable[[HttpRequest, Where, str], HttpResponse]] = {
    "add": add,
    "change": change,
    "remove": remove,
    "lines": lines,
    "file": file,
    "forget": forget,
}


def _word(key: str) -> Word:
    return get_object_or_404(Word, pk=_number(key))


def _number(key: str) -> int:
    """A key as the database can have it; 0 for anything else."""
    return int(key) if key.isdecimal() and len(key) < 18 else 0


def _is_there(word: Word) -> str:
    return gettext("This word is in the list already: %(word)s. Change it there.") % {"word": word}


def _take_in(request: HttpRequest, where: Where, read: Read) -> HttpResponse:
    """Keeps the good lines; the others come back in the field, each with why."""
    taken = actions.take_in_words(where.name, where.lang, read.pairs, by=person_of(request))
    _tell(request, taken)
    if not read.unfit:
        return HttpResponseRedirect(where.url)
    back = LinesForm(initial={"lines": "\n".join(line.text for line in read.unfit)})
    return _show(request, where, UNFIT, lines_form=back, unfit=read.unfit)


def _tell(request: HttpRequest, taken: TakenIn) -> None:
    """How many words are new, which ones changed, and which ones were there already."""
    if taken.added:
        n = len(taken.added)
        notices.success(request, ngettext("%(n)s word added.", "%(n)s words added.", n) % {"n": n})
    if taken.changed:
        were = _listed([was for _pair, was in taken.changed])
        notices.info(request, gettext("Changed; this is how it was: %(words)s.") % {"words": were})
    if taken.known:
        there = _listed([pair.term for pair in taken.known])
        notices.info(request, gettext("Already in the list: %(words)s.") % {"words": there})


def _listed(names: list[str]) -> str:
    shown = "; ".join(names[:TOLD])
    more = len(names) - TOLD
    if more < 1:
        return shown
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    return f"{shown}; {rest}"


@require_safe
@needs("house.edit")
def table(request: HttpRequest) -> HttpResponse:
    """One list as a CSV file, as it can be brought in again."""
    where = Where.of(request.GET)
    rows = Word.objects.filter(list=where.name, lang=where.lang)
    text = words.as_table(rows.values_list("term", "instead"))
    return _download(text, "text/csv", f"{where.name}-{where.lang}.csv")


@require_safe
@needs("house.edit")
def training(request: HttpRequest) -> HttpResponse:
    """What writers did not take over, as lines from which a coach can learn."""
    text = as_lines(not_taken(), current().name)
    return _download(text, "application/x-ndjson", "coach-lines.jsonl")


def _download(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
