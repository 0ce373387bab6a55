"""Planned work over HTTP: the overview, one tap to begin and to end, reminders, days to avoid.

Every page of the desk; a GET changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from helder.kit import clock
from helder.messages import remarks
from helder.messages.actions import Blocked
from helder.outages.composer import views as composing_views
from helder.outages.composer.intent import WINDOW, About
from helder.outages.listing import listed, rows
from helder.outages.maintenance import avoiding, choosing, queries, working
from helder.outages.maintenance.forms import NoGoForm, ReminderForm, WordsForm
from helder.outages.models import NoGo, Outage, Update
from helder.outages.rules import Refused
from helder.people.permissions import needs, person_of

UNFIT = 422


@needs("message.publish")
def window(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another window for planned work, in the composer."""
    return composing_views.compose(request, About(WINDOW, _work(public_id)))


@require_safe
@needs("desk.see")
def overview(request: HttpRequest) -> HttpResponse:
    """What is planned, what returns, and which days to avoid."""
    found = listed()
    maintenance = found.filter(kind=Outage.Kind.MAINTENANCE)
    context = {
        "now": rows(maintenance.current().order_by("scheduled_for")),
        "planned": rows(found.planned()),
        "series": queries.all_series(),
        "avoided": queries.avoided(),
    }
    return render(request, "outages/maintenance/overview.html", context)


def _work(public_id: str) -> Outage:
    return get_object_or_404(Outage, public_id=public_id, kind=Outage.Kind.MAINTENANCE)


# One tap: it begins, it is done.


@needs("message.publish")
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """We begin now: the proposed words, to change or to publish as they are."""
    outage = _work(public_id)
    proposed = working.begun_news(outage, clock.now())
    return _tap(request, outage, working.begin, proposed, "begin")


@needs("message.publish")
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is done: the same."""
    outage = _work(public_id)
    return _tap(request, outage, working.finish, working.done_news(outage), "done")


def _tap(
    request: HttpRequest,
    outage: Outage,
    verb: Callable[..., Update],
    proposed: dict[str, str],
    deed: str,
) -> HttpResponse:
    texts = {f"news_{lang}": text for lang, text in proposed.items()}
    tapped = request.method == "POST"
    form = WordsForm(request.POST if "news_nl" in request.POST else None, initial=texts)
    if tapped and (not form.is_bound or form.is_valid()):
        news = form.news if form.is_bound else None
        problems = _said(request, outage, verb, news, deed)
        if problems is None:
            return redirect("outage_desk:outage", public_id=outage.public_id)
        for sentence in problems:
            form.add_error(None, sentence) if form.is_bound else notices.error(request, sentence)
    context = {"outage": outage, "form": form, "deed": deed}
    status = UNFIT if tapped else 200
    return render(request, "outages/maintenance/tap.html", context, status=status)


def _said(
    request: HttpRequest,
    outage: Outage,
    verb: Callable[..., Update],
    news: dict[str, str] | None,
    deed: str,
) -> list[str] | None:
    """Does it; None when it was done, else what stands in the way."""
    try:
        verb(outage, by=person_of(request), news=news)
    except Refused as error:
        return list(error.errors.values())
    except Blocked as blocked:
        return sentences(blocked)
    said = (
        gettext("Everybody can read that you have begun.")
        if deed == "begin"
        else gettext("Everybody can read that it is done.")
    )
    notices.success(request, said)
    return None


def sentences(blocked: Blocked) -> list[str]:
    """What the coach stops, each as a sentence with the words that it means."""
    return [
        f"{remarks.name_of(finding['rule'])} “{finding['excerpt']}”"
        for found in blocked.findings.values()
        for finding in found
    ]


# Reminders.


@needs("message.publish")
def reminders(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reminders of one piece of work: add one, take one away, by the clock or by hand."""
    outage = _work(public_id)
    form = ReminderForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST" and _did(request, outage, form):
        return redirect("maintenance:reminders", public_id=public_id)
    context = {"outage": outage, "form": form, "lines": queries.reminders(outage)}
    status = UNFIT if form.errors else 200
    return render(request, "outages/maintenance/reminders.html", context, status=status)


def _did(request: HttpRequest, outage: Outage, form: ReminderForm) -> bool:
    """Does what the page asks; False when the form must be mended."""
    deed, _colon, key = request.POST.get("do", "").partition(":")
    by = person_of(request)
    try:
        if deed == "add":
            return _added(outage, form, by)
        if deed == "remove" and key.isdigit():
            choosing.remove_reminder(outage, int(key), by=by)
        if deed in ("clock", "hand"):
            choosing.go_by_clock(outage, deed == "clock", by=by)
    except Refused as error:
        notices.error(request, " ".join(error.errors.values()))
    return True


def _added(outage: Outage, form: ReminderForm, by: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        choosing.add_reminder(outage, form.wish(), by=by)
    except Refused as error:
        for name, sentence in error.errors.items():
            form.add_error(form.field_for(name), sentence)
        return False
    except Blocked as blocked:
        for sentence in sentences(blocked):
            form.add_error(None, sentence)
        return False
    return True


# Days to avoid.


@needs("service.edit")
def nogo(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One period to avoid, or a new one."""
    row = get_object_or_404(NoGo, pk=pk) if pk else NoGo()
    sent = request.POST if request.method == "POST" else None
    form = NoGoForm(sent, texts={"name": row.name}, initial=NoGoForm.of(row))
    if form.is_valid():
        form.fill(row)
        data = form.cleaned_data
        avoiding.save(row, data["services"], data["audiences"], by=person_of(request))
        notices.success(request, gettext("Saved."))
        return redirect("maintenance:overview")
    status = UNFIT if form.errors else 200
    return render(
        request, "outages/maintenance/nogo.html", {"form": form, "row": row}, status=status
    )


@require_POST
@needs("service.edit")
def nogo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts no longer."""
    avoiding.remove(get_object_or_404(NoGo, pk=pk), by=person_of(request))
    notices.success(request, gettext("Removed. It is no longer warned of."))
    return redirect("maintenance:overview")
