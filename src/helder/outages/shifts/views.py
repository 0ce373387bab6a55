"""Planning shifts and handing over, over HTTP."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from helder.kit import clock
from helder.outages.models import Outage, Shift
from helder.outages.rules import Refused
from helder.outages.shifts import actions, queries
from helder.outages.shifts.forms import HandOverForm, ShiftForm
from helder.people.permissions import needs, person_of

UNFIT = 422


@needs("message.publish")
def shifts(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who writes when; POST plans a shift."""
    outage = _outage(public_id)
    form = ShiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _planned(request, outage, form):
        notices.success(request, gettext("Planned. They hear of it before it begins."))
        return redirect("shifts:shifts", public_id=public_id)
    found = queries.shifts_of(outage)
    now, following = queries.now_and_next(found)
    context = {
        "outage": outage,
        "form": form,
        "shifts": [shift for shift in found if shift.ends_at > clock.now()],
        "past": [shift for shift in reversed(found) if shift.ends_at <= clock.now()],
        "now": now,
        "following": following,
    }
    status = UNFIT if form.errors else 200
    return render(request, "outages/shifts/shifts.html", context, status=status)


def _planned(request: HttpRequest, outage: Outage, form: ShiftForm) -> bool:
    data = form.cleaned_data
    try:
        actions.plan(outage, data["person"], data["starts"], data["until"], by=person_of(request))
    except Refused as error:
        _put(form, error)
        return False
    return True


@require_POST
@needs("message.publish")
def drop(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """A planned shift does not take place."""
    rows = Shift.objects.select_related("outage", "person")
    shift = get_object_or_404(rows, pk=pk, outage__public_id=public_id)
    try:
        actions.drop(shift, by=person_of(request))
    except Refused as error:
        notices.error(request, " ".join(error.errors.values()))
    else:
        notices.info(request, gettext("The shift is taken out."))
    return redirect("shifts:shifts", public_id=public_id)


@needs("message.publish")
def handover(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it stands, for whoever goes on; POST hands it over."""
    outage = _outage(public_id)
    form = HandOverForm(request.POST if request.method == "POST" else None, initial=_next(outage))
    if form.is_valid() and _handed_over(request, outage, form):
        said = gettext("%(person)s writes from now on.") % {"person": form.cleaned_data["to"]}
        notices.success(request, said)
        return redirect("outage_desk:outage", public_id=public_id)
    context = {"outage": outage, "form": form, "stands": queries.overview(outage)}
    status = UNFIT if form.errors else 200
    return render(request, "outages/shifts/handover.html", context, status=status)


def _next(outage: Outage) -> dict[str, Any]:
    """Whoever is planned next is proposed."""
    _now, following = queries.now_and_next(queries.shifts_of(outage))
    return {"to": following.person_id} if following else {}


def _handed_over(request: HttpRequest, outage: Outage, form: HandOverForm) -> bool:
    data = form.cleaned_data
    try:
        actions.hand_over(
            outage, data["to"], data["note"], by=person_of(request), until=data["until"]
        )
    except Refused as error:
        _put(form, error)
        return False
    return True


def _put(form: Any, error: Refused) -> None:
    for name, sentence in error.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def _outage(public_id: str) -> Outage:
    return get_object_or_404(Outage.objects.select_related("owner"), public_id=public_id)
