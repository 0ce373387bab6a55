"""Persons in the desk: find one, see and change their details, add one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from helder.people import actions
from helder.people.forms import PersonForm
from helder.people.models import Person
from helder.people.permissions import needs, person_of
from helder.people.queries import found

PER_PAGE = 50


@needs("people.edit")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, fifty at a time."""
    words, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    role = role if role in Person.DeskRole.values else ""
    page = Paginator(found(words, role), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "role": role, "roles": Person.DeskRole.choices}
    return render(request, "people/people.html", context)


@needs("people.edit")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's details."""
    return _edit(request, get_object_or_404(Person, pk=pk))


@needs("people.edit")
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new."""
    return _edit(request, Person())


def _edit(request: HttpRequest, person: Person) -> HttpResponse:
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, _("Saved."))
        return redirect("people:people")
    kept = Person.objects.filter(pk=person.pk).first() if person.pk else None
    return render(request, "people/person.html", {"form": form, "kept": kept})


def _save(request: HttpRequest, form: PersonForm) -> bool:
    by, fields = person_of(request), dict(form.cleaned_data)
    if form.instance.pk is None:
        actions.add_person(fields, by=by)
        return True
    try:
        actions.change_person(form.instance, fields, by=by)
    except actions.LastAdministrator:
        form.add_error(
            "role", _("This is the last administrator. Make somebody else administrator first.")
        )
        return False
    return True
