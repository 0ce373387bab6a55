"""The catalogue in the desk: everybody there sees it, approvers and administrators change it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from helder.people.audiences.loops import Endless
from helder.people.permissions import needs, person_of
from helder.services import actions
from helder.services.forms import ServiceForm
from helder.services.models import Service

PLAIN = ("audience", "owner", "deputy", "supplier", "icon", "position", "is_active", "carries")
TEXTS = ("name", "description", "stops")


@needs("desk.see")
def services(request: HttpRequest) -> HttpResponse:
    """All services with who answers for them."""
    rows = Service.objects.select_related("audience", "owner", "deputy", "supplier")
    return render(request, "services/services.html", {"rows": rows})


@needs("service.edit")
def service(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One service, or a new one."""
    row = get_object_or_404(Service, slug=slug) if slug else Service()
    form = ServiceForm(
        request.POST or None,
        texts={name: getattr(row, name) for name in TEXTS},
        initial={name: getattr(row, name) for name in PLAIN if name != "audience"}
        | {"audience": row.audience_id},
    )
    if request.method == "POST" and form.is_valid() and _saved(request, row, form):
        messages.success(request, _("Saved."))
        return redirect("services:services")
    return render(request, "services/service.html", {"form": form, "row": row})


def _saved(request: HttpRequest, row: Service, form: ServiceForm) -> bool:
    _fill(row, form)
    try:
        actions.save_service(row, by=person_of(request))
    except Endless:
        said = _("This audience is made of the users of this service. Choose another one.")
        form.add_error("audience", said)
        return False
    return True


def _fill(row: Service, form: ServiceForm) -> None:
    for name in TEXTS:
        setattr(row, name, form.both(name))
    for name in PLAIN:
        setattr(row, name, form.cleaned_data[name])
    row.position = row.position or 0
