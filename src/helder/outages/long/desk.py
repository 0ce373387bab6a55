"""The desk's page of the pace of updates: how soon the next one is proposed."""

from __future__ import annotations

from django.contrib import messages as notices
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from helder.journal.actions import Actor, record
from helder.outages import pacing
from helder.outages.cadence import Case
from helder.outages.long.forms import CadenceForm
from helder.outages.models import Cadence
from helder.people.permissions import needs, person_of


@needs("house.edit")
def cadence(request: HttpRequest) -> HttpResponse:
    """Per kind, stage and hour: our proposal, or a choice of the organisation."""
    form = CadenceForm(request.POST if request.method == "POST" else None, own=pacing.own())
    if form.is_valid():
        keep(form.chosen(), by=person_of(request))
        cache.delete(pacing.KEY)
        notices.success(request, gettext("Saved."))
        return redirect("long:cadence")
    status = 422 if form.errors else 200
    return render(request, "outages/long/cadence.html", {"form": form}, status=status)


@transaction.atomic
def keep(chosen: dict[Case, int], *, by: Actor) -> None:
    """These instead of all that was chosen before."""
    Cadence.objects.all().delete()
    Cadence.objects.bulk_create(
        Cadence(kind=kind, stage=stage, hours=hours, minutes=minutes)
        for (kind, stage, hours), minutes in chosen.items()
    )
    record("cadence.changed", "cadence", by=by, own=len(chosen))
