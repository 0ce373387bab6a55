"""The desk's page of copies of the status page: how each stands, and trying again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from helder.outages.copy import queries, sending, writer
from helder.people.permissions import needs


@require_safe
@needs("desk.see")
def copies(request: HttpRequest) -> HttpResponse:
    """Where they stand, since when one is behind, and what went wrong."""
    context = {
        "places": queries.places(),
        "folder": writer.own_folder(),
        "written_at": queries.written_at(),
    }
    return render(request, "outages/copy/desk/copies.html", context)


@require_POST
@needs("desk.see")
def again(request: HttpRequest) -> HttpResponse:
    """Every place is tried at once, whatever it waited for."""
    for place in queries.places():
        if place.row.pk and place.is_behind:
            sending.try_again(place.row)
    messages.success(request, gettext("It is tried again now. Look again in half a minute."))
    return redirect("copies:copies")
