"""What the desk may do with a group of an identity provider: keep it itself from now on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.people.permissions import needs, person_of
from helder.people.scim import groups


@require_POST
@needs("people.edit")
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """The audience is the desk's own, with the persons who are in it now."""
    groups.release(get_object_or_404(groups.visible(), slug=slug), by=person_of(request))
    messages.success(request, _("From now on you keep this audience here."))
    return redirect("people:audience", slug)
