"""Suppliers in the desk: everybody there reads whom to call; approvers and administrators agree.

Refuses: being seen by anybody else; the name of a supplier is no business of readers.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.kit import clock, freedays
from helder.people.permissions import needs, person_of
from helder.services import actions
from helder.services.models import EscalationStep, Supplier
from helder.services.office import NeverOpen
from helder.services.queries import office_of
from helder.services.supplier_forms import StepForm, SupplierForm


@needs("desk.see")
def suppliers(request: HttpRequest) -> HttpResponse:
    """All suppliers, with how many services stand on them and how many steps are agreed."""
    rows = Supplier.objects.annotate(
        size=Count("services", distinct=True), agreed=Count("steps", distinct=True)
    )
    return render(request, "services/suppliers.html", {"rows": rows})


@needs("desk.see")
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """One supplier: whom to call and when somebody is there."""
    row = get_object_or_404(Supplier, slug=slug)
    today = timezone.localtime(clock.now()).date()
    context = {
        "row": row,
        "groups": _groups(row),
        "services": list(row.services.all()),
        "week": [(name, row.hours.get(str(day))) for day, name in WEEKDAYS.items()],
        "free": freedays.coming(row.holidays, today, (get_language() or "nl")[:2]),
        **_standing(row),
    }
    return render(request, "services/supplier_card.html", context)


def _groups(row: Supplier) -> list[tuple[Any, list[EscalationStep]]]:
    """The steps for all services first, then those of one service."""
    steps = row.steps.select_related("service")
    found = sorted(steps, key=lambda s: (s.service_id is not None, str(s.service), s.position))
    return [(service, list(some)) for service, some in groupby(found, lambda step: step.service)]


def _standing(row: Supplier) -> dict[str, Any]:
    """Whether somebody is there now, and until or from when."""
    office, now = office_of(row), clock.now()
    try:
        return {"always": office.always, "is_open": office.is_open(now),
                "closes": office.closes(now), "opens": office.opens(now)}  # fmt: skip
    except NeverOpen:
        return {"always": False, "is_open": False, "closes": None, "opens": None}


@needs("service.edit")
def supplier(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One supplier to change, or a new one."""
    row = get_object_or_404(Supplier, slug=slug) if slug else Supplier()
    form = SupplierForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.save_supplier(form.instance, by=person_of(request))
        messages.success(request, _("Saved."))
        return redirect("services:supplier_card", slug=form.instance.slug)
    return render(request, "services/supplier.html", {"form": form, "row": row})


@needs("service.edit")
def step(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """One step that is agreed, or a new one."""
    owner = get_object_or_404(Supplier, slug=slug)
    row = EscalationStep(supplier=owner)
    if pk is not None:
        row = get_object_or_404(EscalationStep.objects.select_related("supplier"),
                                pk=pk, supplier=owner)  # fmt: skip
    form = StepForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.save_step(form.instance, by=person_of(request))
        messages.success(request, _("Saved."))
        return redirect("services:supplier_card", slug=slug)
    return render(request, "services/step.html", {"form": form, "row": row, "supplier": owner})


@needs("service.edit")
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """This step is no longer agreed."""
    row = get_object_or_404(EscalationStep, pk=pk, supplier__slug=slug)
    actions.remove_step(row, by=person_of(request))
    messages.success(request, _("The step is removed."))
    return redirect("services:supplier_card", slug=slug)
