"""Work that returns, over HTTP: a series with its next times, making and changing one."""

from __future__ import annotations

from datetime import date

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from helder.kit import clock
from helder.messages.actions import Blocked
from helder.outages.maintenance import queries, returning, windows
from helder.outages.maintenance.series_form import SeriesForm, initial_of
from helder.outages.maintenance.views import UNFIT, sentences
from helder.outages.models import Series
from helder.outages.rules import Refused
from helder.people.permissions import needs, person_of

LISTED = 6


@require_safe
@needs("desk.see")
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """One series: its rule in words and its next times."""
    row = get_object_or_404(Series.objects.select_related("by"), pk=pk)
    context = {"line": queries.series([row], LISTED)[0], "row": row}
    return render(request, "outages/maintenance/series.html", context)


@needs("message.publish")
def new(request: HttpRequest) -> HttpResponse:
    """A new series."""
    return _form(request, None)


@needs("message.publish")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another rule, facts or words from a day on."""
    return _form(request, get_object_or_404(Series, pk=pk))


def _form(request: HttpRequest, old: Series | None) -> HttpResponse:
    initial = initial_of(old, _first_day(old)) if old else None
    form = SeriesForm(request.POST if request.method == "POST" else None, initial=initial)
    asked = request.POST.get("do", "save")
    if form.is_bound and form.is_valid() and asked == "save":
        made = _saved(request, form, old)
        if made is not None:
            return redirect("maintenance:series", pk=made.pk)
    if request.headers.get("HX-Request"):
        return render(request, "outages/maintenance/dates.html", _preview(form))
    context = {"form": form, "old": old, **_preview(form)}
    status = UNFIT if form.errors and asked == "save" else 200
    return render(request, "outages/maintenance/series_form.html", context, status=status)


def _first_day(old: Series) -> date:
    """The day after what is announced already, at least today."""
    zone = windows.house_zone()
    today = timezone.localtime(clock.now(), zone).date()
    begins = timezone.localtime(old.begins_at, zone).date()
    return max(today, begins)


def _saved(request: HttpRequest, form: SeriesForm, old: Series | None) -> Series | None:
    row = Series()
    form.fill(row)
    by = person_of(request)
    try:
        if old is None:
            returning.start(row, by=by)
        else:
            returning.change(old, row, form.cleaned_data["first_on"], by=by)
    except Blocked as blocked:
        for sentence in sentences(blocked):
            form.add_error(None, sentence)
        return None
    notices.success(request, gettext("Saved. Each time is announced by itself."))
    return row


def _preview(form: SeriesForm) -> dict[str, object]:
    """The next dates of what is filled in, when that is a rule."""
    wrong = {"first_on", "until_on", "every", "time", "nth", "weekday", "day", "minutes"}
    if not form.is_bound or wrong & set(form.errors):
        return {"line": None}
    row = Series()
    form.fill(row)
    return {"line": queries.series([row], LISTED)[0]}


@require_POST
@needs("message.publish")
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Skip one time or not, stop the series, go on with it, or take it over."""
    row = get_object_or_404(Series, pk=pk)
    deed, _colon, key = request.POST.get("do", "").partition(":")
    by = person_of(request)
    try:
        if deed == "skip":
            returning.skip(row, key, by=by)
        elif deed == "unskip":
            returning.unskip(row, key[:16], by=by)
        elif deed == "stop":
            returning.stop(row, by=by)
        elif deed == "go_on":
            returning.go_on(row, by=by)
        elif deed == "take_over":
            returning.take_over(row, by=by)
    except Refused as error:
        notices.error(request, " ".join(error.errors.values()))
    except ValueError:
        notices.error(request, gettext("That is no time of this series any more."))
    return redirect("maintenance:series", pk=pk)
