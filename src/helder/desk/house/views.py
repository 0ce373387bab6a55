"""The house style in the desk, with a preview that follows, and the page of all components."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from helder.desk.house import exhibits
from helder.desk.house.check import verdicts
from helder.organisation import actions
from helder.organisation.colour import NotAColour, parse, samples, written
from helder.organisation.forms import HouseForm
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.models import Person
from helder.people.permissions import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def edit(request: HttpRequest) -> HttpResponse:
    """The form and its preview; saving changes pages and mails at once."""
    house = current()
    form = HouseForm(house, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _save(form, request.user)
        messages.success(request, gettext("Saved. Pages and mails look like this from now on."))
        return redirect("house_edit")
    context = {"form": form, **_tried(house, request.POST)}
    status = 422 if form.errors else 200
    return render(request, "desk/house/edit.html", context, status=status)


@require_safe
@needs("house.edit")
def preview(request: HttpRequest) -> HttpResponse:
    """How pages and mails would look with what stands in the form now."""
    return render(request, "desk/house/preview.html", _tried(current(), request.GET))


@require_safe
@needs("house.edit")
def samples_css(request: HttpRequest) -> HttpResponse:
    """The tokens of both faces for the preview."""
    house = current()
    css = samples(
        _colour(request.GET, "colour", house.colour), _colour(request.GET, "accent", house.accent)
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@needs("desk.see")
def kit(request: HttpRequest) -> HttpResponse:
    """Every component in every state: for whoever builds, and for the tests."""
    return render(request, "desk/house/kit.html", exhibits.everything())


def _save(form: HouseForm, person: Any) -> None:
    by: Person = person
    actions.change(form.values(), by=by)
    if form.cleaned_data["logo"]:
        actions.set_logo(form.cleaned_data["logo"].read(), by=by)
    elif form.cleaned_data.get("remove_logo"):
        actions.remove_logo(by=by)


def _tried(house: Organisation, data: Any) -> dict[str, Any]:
    """What the preview shows: the form's values where they are usable."""
    colour = _colour(data, "colour", house.colour)
    accent = _colour(data, "accent", house.accent)
    return {
        "tried": {
            "name": data.get("name") or house.name,
            "sender_name": data.get("sender_name", house.sender_name) or house.name,
            "sender_mail": data.get("sender_mail", house.sender_mail),
            "colour": colour,
            "accent": accent,
        },
        "colours": [
            {"field": "colour", "label": gettext("Main colour"), "verdicts": verdicts(colour)},
            {"field": "accent", "label": gettext("Accent colour"), "verdicts": verdicts(accent)},
        ],
    }


def _colour(data: Any, field: str, otherwise: str) -> str:
    try:
        return written(parse(data.get(field, "")))
    except NotAColour:
        return otherwise
