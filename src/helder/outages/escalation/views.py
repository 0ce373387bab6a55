"""Calling a supplier over HTTP: begin with one tap, then one page made for a phone in one hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from helder.kit import clock
from helder.outages.escalation import actions, queries
from helder.outages.escalation.forms import CallForm, CaseForm, EndForm, SkipForm
from helder.outages.escalation.ladder import Ladder
from helder.outages.escalation.queries import Choice
from helder.outages.models import Call, Escalation, Outage, Rung
from helder.outages.rules import Refused
from helder.people.permissions import needs, person_of

UNFIT = 422
ORDER = ("working", "calls_back", "no_answer", "refused", "solved")


@needs("desk.see")
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST calls the supplier: the one there is, or the chosen one. GET lets one choose."""
    outage = get_object_or_404(Outage, public_id=public_id)
    choices = queries.choices(outage)
    ready = [choice for choice in choices if choice.steps]
    if request.method == "POST":
        chosen = _chosen(ready, request.POST.get("supplier", ""))
        if chosen is not None:
            by = person_of(request)
            begun = actions.start(outage, chosen.supplier, chosen.service, by=by)
            return redirect("escalation:one", begun.public_id)
    context = {
        "outage": outage,
        "ready": ready,
        "without": [choice for choice in choices if not choice.steps],
        "running": [ladder for ladder in queries.of_outage(outage) if ladder.running],
    }
    return render(request, "outages/escalation/begin.html", context)


def _chosen(ready: list[Choice], key: str) -> Choice | None:
    if not key:
        return ready[0] if len(ready) == 1 else None
    return next((choice for choice in ready if choice.key == key), None)


@needs("desk.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """The present step large, what came of the calls, and what comes next."""
    return _page(request, _found(public_id))


def _found(public_id: str) -> Escalation:
    return get_object_or_404(queries.whole(), public_id=public_id)


def _page(request: HttpRequest, found: Escalation, **bound: forms.Form) -> HttpResponse:
    ladder = Ladder(found, clock.now())
    asked = request.GET.get("step", "") or request.POST.get("step", "")
    step = ladder.numbered(asked)
    number = {"step": step.rung.position if step else 1}
    context: dict[str, Any] = {
        "ladder": ladder,
        "escalation": found,
        "step": step,
        "outcomes": [Call.Outcome(name) for name in ORDER],
        "call_form": CallForm(initial=number),
        "skip_form": SkipForm(initial=number),
        "case_form": CaseForm(initial={"case": found.case}),
        "end_form": EndForm(),
        **bound,
    }
    status = UNFIT if bound else 200
    return render(request, "outages/escalation/one.html", context, status=status)


@needs("desk.see")
@require_POST
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """Writes down what came of a call."""
    found, form = _found(public_id), CallForm(request.POST)
    if form.is_valid():
        try:
            said = form.said()
            actions.log(_rung(found, form), said, by=person_of(request))
        except Refused as error:
            _put(form, error)
        else:
            notices.success(request, gettext("Written down."))
            solved = said.outcome == Call.Outcome.SOLVED
            return redirect(_address(found) + ("#end" if solved else ""))
    return _page(request, found, call_form=form)


@needs("desk.see")
@require_POST
def undo(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Takes back a call that was a wrong tap."""
    found = _found(public_id)
    wrong = get_object_or_404(Call.objects.select_related("rung"), pk=pk, rung__escalation=found)
    try:
        actions.take_back(wrong, by=person_of(request))
    except Refused as error:
        notices.warning(request, " ".join(error.errors.values()))
    else:
        notices.success(request, gettext("Taken back. The log keeps that it was a wrong tap."))
    return redirect(_address(found))


@needs("desk.see")
@require_POST
def skip(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leaves a step out."""
    found, form = _found(public_id), SkipForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.skip(_rung(found, form), reason, by=person_of(request))
        except Refused as error:
            _put(form, error)
        else:
            return redirect(_address(found))
    return _page(request, found, skip_form=form)


@needs("desk.see")
@require_POST
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keeps the supplier's number."""
    found, form = _found(public_id), CaseForm(request.POST)
    if form.is_valid():
        try:
            actions.name_case(found, form.cleaned_data["case"], by=person_of(request))
        except Refused as error:
            _put(form, error)
        else:
            return redirect(_address(found))
    return _page(request, found, case_form=form)


@needs("desk.see")
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is over."""
    found, form = _found(public_id), EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end(found, form.cleaned_data["result"], by=person_of(request))
        except Refused as error:
            _put(form, error)
        else:
            notices.success(request, gettext("It is over. The log stays for the supplier review."))
            return redirect("outage_desk:outage", found.outage.public_id)
    return _page(request, found, end_form=form)


def _rung(found: Escalation, form: forms.Form) -> Rung:
    return get_object_or_404(found.rungs, position=form.cleaned_data["step"])


def _put(form: forms.Form, error: Refused) -> None:
    for name, sentence in error.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def _address(found: Escalation) -> str:
    return reverse("escalation:one", args=[found.public_id])
