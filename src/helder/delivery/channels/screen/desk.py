"""Screens in the desk: a list, one to make or change, and taking one away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helder.delivery.channels.screen import actions
from helder.delivery.channels.screen.forms import ScreenForm
from helder.delivery.models import Screen
from helder.people.permissions import needs, person_of


@require_safe
@needs("house.edit")
def screens(request: HttpRequest) -> HttpResponse:
    """All screens, when each was last seen."""
    rows = Screen.objects.prefetch_related("places")
    return render(request, "delivery/screen/screens.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("house.edit")
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One screen: its address, how it looks now, and what it shows."""
    row = get_object_or_404(Screen, pk=pk) if pk else Screen()
    form = ScreenForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        places = form.cleaned_data.get("places") or []
        kept = actions.save(form.save(commit=False), places, by=person_of(request))
        messages.success(request, _("Saved. The screen follows within half a minute."))
        return redirect("screen:screen", pk=kept.pk)
    address = ""
    if row.pk:
        address = request.build_absolute_uri(reverse("screen:show", args=[row.token]))
    context = {"form": form, "row": row, "address": address}
    status = 422 if form.errors else 200
    return render(request, "delivery/screen/edit.html", context, status=status)


@require_POST
@needs("house.edit")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Its address no longer works."""
    actions.revoke(get_object_or_404(Screen, pk=pk), by=person_of(request))
    messages.success(request, _("The address of this screen no longer works."))
    return redirect("screen:screens")
