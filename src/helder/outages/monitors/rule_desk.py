"""Pages of the desk for the rules of a monitor and for the mapping of a generic one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helder.outages.models import Monitor, Rule
from helder.outages.monitors import actions, kinds, trial
from helder.outages.monitors.forms import MappingForm, RuleForm, typed
from helder.outages.monitors.generic import paths
from helder.outages.monitors.generic.kind import SAMPLE
from helder.people.permissions import needs, person_of

UNFIT = 422
STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def rule(request: HttpRequest, public_id: str, pk: int | None = None) -> HttpResponse:
    """One rule: when, what then, and what it would have done with the latest alerts."""
    of = get_object_or_404(Monitor, public_id=public_id)
    row = get_object_or_404(Rule, pk=pk, monitor=of) if pk else Rule(monitor=of)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=typed(row))
    tried = None
    if request.method == "POST" and form.is_valid():
        filled = form.rule(row)
        if request.POST.get("do") != "try":
            actions.save_rule(filled, form.cleaned_data.get("places") or [], by=person_of(request))
            messages.success(request, _("The rule is saved. It counts from now on."))
            return redirect("monitors:monitor", public_id)
        tried = trial.on_latest(of, filled)
    comes_here = any(one.meets for one in tried or [])
    context = {"monitor": of, "rule": row, "form": form, "tried": tried, "comes_here": comes_here}
    status = UNFIT if form.errors else 200
    return render(request, "outages/monitors/rule.html", context, status=status)


@require_POST
@needs("house.edit")
def rule_move(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Earlier or later."""
    row = get_object_or_404(Rule, pk=pk, monitor__public_id=public_id)
    steps = STEPS.get(request.POST.get("to", ""))
    if steps is None:
        raise Http404
    actions.move_rule(row, steps, by=person_of(request))
    return redirect("monitors:monitor", public_id)


@require_POST
@needs("house.edit")
def rule_remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Away."""
    row = get_object_or_404(Rule, pk=pk, monitor__public_id=public_id)
    actions.remove_rule(row, by=person_of(request))
    messages.success(request, _("The rule is removed."))
    return redirect("monitors:monitor", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def mapping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a message says what, with what Helder reads in a sample of it."""
    of = get_object_or_404(Monitor, public_id=public_id)
    kind = kinds().get(of.kind)
    if kind is None or not kind.mapped:
        raise Http404
    form = MappingForm(request.POST if request.method == "POST" else None, initial=_initial(of))
    valid = request.method == "POST" and form.is_valid()
    if valid and request.POST.get("do") != "try":
        actions.change(of, mapping=form.cleaned_data, by=person_of(request))
        messages.success(request, _("Saved. The next message is read like this."))
        return redirect("monitors:monitor", public_id)
    live = bool(request.headers.get("HX-Request"))
    name = "preview" if live else "mapping"
    context = {"monitor": of, "form": form, "preview": _preview(form, of)}
    status = UNFIT if form.errors and not live else 200
    return render(request, f"outages/monitors/{name}.html", context, status=status)


def _initial(of: Monitor) -> dict[str, Any]:
    return {"sample": SAMPLE, **of.mapping}


def _preview(form: MappingForm, of: Monitor) -> trial.Preview | None:
    """Of what is filled in, or of what was kept."""
    if form.is_bound:
        held = {name: form.data.get(name, "") for name in form.fields}
    else:
        held = {field.name: field.default for field in paths.FIELDS} | _initial(of)
    sample = str(held.get("sample") or "")
    return trial.of_sample(sample, held) if sample.strip() else None
