"""Bring in people: a file or the directory, looked at first, then done with one button."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.people.directory import pieces, runs, telling
from helder.people.directory.forms import FileForm, LeaversForm
from helder.people.directory.merging import LDAP
from helder.people.directory.records import DirectoryRun
from helder.people.permissions import may, needs, person_of

PER_PAGE = 20
State = DirectoryRun.State
UNDER_WAY = (State.WAITING, State.LOOKING, State.ORDERED, State.WORKING)


@needs("people.edit")
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file to bring in, the directory, and what was brought in before."""
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        run = runs.begin_file(
            file.name, file.chunks(), form.cleaned_data["complete"], by=person_of(request)
        )
        return redirect("people:run", pk=run.pk)
    page = Paginator(DirectoryRun.objects.select_related("by"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [(run, telling.title(run), telling.figures(run)) for run in page]
    context = {"form": form, "page": page, "lines": lines, "ldap": settings.LDAP}
    return render(request, "people/directory/bring_in.html", context)


@require_POST
@needs("people.edit")
def ldap(request: HttpRequest) -> HttpResponse:
    """The directory is looked at."""
    if settings.LDAP is None:
        messages.error(request, _("No directory is set up."))
        return redirect("people:bring_in")
    run = runs.begin_ldap(DirectoryRun.Way.DESK, by=person_of(request))
    return redirect("people:run", pk=run.pk)


@needs("people.edit")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, what would happen or happened, and what can be done now."""
    row = get_object_or_404(DirectoryRun.objects.select_related("by"), pk=pk)
    return _show(request, row, LeaversForm(leaving=row.counts.get("left", 0)))


def _show(request: HttpRequest, row: DirectoryRun, form: LeaversForm) -> HttpResponse:
    context = {
        "run": row,
        "title": telling.title(row),
        "figures": telling.figures(row),
        "why": telling.why(row),
        "under_way": row.state in UNDER_WAY,
        "can_go": runs.can_go(row),
        "asks_number": telling.asks_number(row),
        "refused": row.pieces.filter(kind=pieces.REFUSED).exists(),
        "form": form,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"people/directory/{'_run' if part else 'run'}.html", context)


@require_POST
@needs("people.edit")
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done, after its number of leavers was typed where that is a lot."""
    row = get_object_or_404(DirectoryRun, pk=pk)
    leaving = row.counts.get("left", 0)
    form = LeaversForm(request.POST, leaving=leaving)
    if telling.asks_number(row) and not form.is_valid():
        return _show(request, row, form)
    try:
        runs.confirm(row, by=person_of(request), leavers_allowed=leaving)
    except runs.NotNow:
        messages.error(request, _("Something changed in the meantime. Look again."))
    return redirect("people:run", pk=pk)


@require_POST
@needs("people.edit")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done."""
    row = get_object_or_404(DirectoryRun, pk=pk)
    try:
        runs.drop(row)
        messages.success(request, _("Nothing was brought in. The file is gone."))
    except runs.NotNow:
        messages.error(request, _("Something changed in the meantime. Look again."))
        return redirect("people:run", pk=pk)
    return redirect("people:bring_in")


@needs("people.edit")  # type: ignore[arg-type]
def refused(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The refused rows, with the reason of each."""
    row = get_object_or_404(DirectoryRun, pk=pk)
    answer = StreamingHttpResponse(
        telling.refused_rows(row, get_language() or "nl"), content_type="text/csv"
    )
    answer["Content-Disposition"] = f'attachment; filename="refused-{row.pk}.csv"'
    return answer


def stopped_card(request: HttpRequest) -> dict[str, Any] | None:
    """On the desk's day: the directory was not brought in, and somebody must look."""
    if not may(request.user, "people.edit"):
        return None
    last = DirectoryRun.objects.filter(source=LDAP).first()
    if last is None or last.state not in (State.STOPPED, State.FAILED):
        return None
    return {"run": last, "why": telling.why(last)}
