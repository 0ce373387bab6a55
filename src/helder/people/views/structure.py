"""The organisation in the desk: places and departments."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import models
from django.db.models import Count, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.people import actions
from helder.people.forms import DepartmentForm, PlaceForm
from helder.people.models import Department, Place
from helder.people.permissions import needs, person_of


@needs("people.edit")
def places(request: HttpRequest) -> HttpResponse:
    """All places, with how many persons."""
    rows = Place.objects.annotate(size=Count("persons"))
    return render(request, "people/places.html", {"rows": rows})


@needs("people.edit")
def place(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One place, or a new one."""
    row = get_object_or_404(Place, slug=slug) if slug else Place()
    form = PlaceForm(
        request.POST or None, texts={"name": row.name}, initial={"address": row.address}
    )
    if request.method == "POST" and form.is_valid():
        row.name, row.address = form.both("name"), form.cleaned_data["address"]
        name = next(iter(row.name.values()))
        actions.save_named(row, "place", by=person_of(request), name=name)
        messages.success(request, _("Saved."))
        return redirect("people:places")
    title = _("Place") if slug else _("New place")
    return _form(request, form, row, title, "people:places", "people:place_remove")


@needs("people.edit")
def departments(request: HttpRequest) -> HttpResponse:
    """All departments, as a tree by whole name."""
    rows = Department.objects.annotate(size=Count("persons"))
    return render(request, "people/departments.html", {"rows": rows})


@needs("people.edit")
def department(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One department, or a new one."""
    row = get_object_or_404(Department, slug=slug) if slug else Department()
    form = DepartmentForm(
        request.POST or None, department=row, initial={"name": row.name, "parent": row.parent_id}
    )
    if request.method == "POST" and form.is_valid() and _save_department(request, row, form):
        messages.success(request, _("Saved."))
        return redirect("people:departments")
    title = _("Department") if slug else _("New department")
    return _form(request, form, row, title, "people:departments", "people:department_remove")


def _save_department(request: HttpRequest, row: Department, form: DepartmentForm) -> bool:
    row.name, row.parent = form.cleaned_data["name"], form.cleaned_data["parent"]
    try:
        actions.save_department(row, by=person_of(request))
    except actions.EndlessDepartment:
        form.add_error("parent", _("A department cannot be part of itself."))
        return False
    return True


def _remover(model: type[models.Model], verb: str, back: str) -> Callable[..., HttpResponse]:
    @require_POST
    @needs("people.edit")
    def remove(request: HttpRequest, slug: str) -> HttpResponse:
        row = get_object_or_404(model, slug=slug)
        try:
            actions.remove(row, verb, by=person_of(request))
            messages.success(request, _("Removed."))
        except ProtectedError:
            messages.error(request, _("It is still used elsewhere, so it was kept."))
        return redirect(back)

    return remove


place_remove = _remover(Place, "place", "people:places")
department_remove = _remover(Department, "department", "people:departments")


def _form(
    request: HttpRequest, form: object, row: models.Model, title: str, back: str, remove: str
) -> HttpResponse:
    context = {"form": form, "row": row, "title": title, "back": back, "remove": remove}
    return render(request, "people/structure_form.html", context)
