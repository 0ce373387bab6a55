"""How long everything is kept, over HTTP. Permission `house.edit`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from helder.desk.keeping.forms import KeepingForm
from helder.organisation.actions import change
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.permissions import needs, person_of


@needs("house.edit")
def edit(request: HttpRequest) -> HttpResponse:
    """The periods; a shorter one holds from the next time that old things are removed."""
    kept = Organisation.objects.filter(pk=1).first() or Organisation(pk=1)
    form = KeepingForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        change(form.cleaned_data, by=person_of(request))
        messages.success(request, gettext("Saved. What is older goes within a day."))
        return redirect("keeping_edit")
    context = {"form": form, "house": current()}
    return render(request, "desk/keeping/edit.html", context)
