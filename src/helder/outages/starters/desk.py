"""The desk's page of the doors by which an outage is begun from elsewhere: mail and chats."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helder.delivery.inbound.addresses import start_address
from helder.outages.models import Starter
from helder.outages.starters import actions
from helder.outages.starters.forms import DoorForm, NewForm
from helder.people.permissions import needs, person_of

UNFIT = 422


@require_GET
@needs("house.edit")
def starters(request: HttpRequest) -> HttpResponse:
    """All doors, and the mail address."""
    context = {
        "rows": Starter.objects.select_related("by"),
        "address": start_address(),
        "authserv": settings.MAIL_AUTHSERV,
    }
    return render(request, "outages/starters/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Two questions, and then the address to paste in the chat, which is shown once."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row, token = actions.add(
            form.cleaned_data["name"], form.cleaned_data["kind"], by=person_of(request)
        )
        return _page(request, row, DoorForm(row), token=token)
    status = UNFIT if form.errors else 200
    return render(request, "outages/starters/new.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def starter(request: HttpRequest, pk: int) -> HttpResponse:
    """One door: its secret, its name, whether it is open."""
    row = get_object_or_404(Starter, pk=pk)
    form = DoorForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change(row, **form.cleaned_data, by=person_of(request))
        messages.success(request, _("Saved."))
        return redirect("starters:starter", pk)
    return _page(request, row, form)


@require_POST
@needs("house.edit")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Away; its address opens nothing any more."""
    actions.remove(get_object_or_404(Starter, pk=pk), by=person_of(request))
    messages.success(request, _("The command opens nothing any more."))
    return redirect("starters:starters")


def _page(request: HttpRequest, row: Starter, form: DoorForm, *, token: str = "") -> HttpResponse:
    address = f"{settings.BASE_URL}{reverse('starters:command', args=[token])}" if token else ""
    context = {"row": row, "form": form, "address": address}
    status = UNFIT if form.errors else 200
    return render(request, "outages/starters/door.html", context, status=status)
