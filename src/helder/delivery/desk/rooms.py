"""The desk screen of the rooms: where many read what one post says."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from helder.delivery.channels import Kind, kinds
from helder.delivery.desk import actions, trial
from helder.delivery.desk.channels import tell
from helder.delivery.desk.forms import RoomForm, is_for_rooms
from helder.delivery.models import Outlet
from helder.delivery.switchboard import setting
from helder.people.permissions import needs, person_of


@require_GET
@needs("house.edit")
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms, each with who reads there and how it is."""
    rows = _there().prefetch_related("audiences").order_by("name", "pk")
    known = kinds()
    context = {"rows": [(room, known.get(room.channel)) for room in rows], "offered": _offered()}
    return render(request, "delivery/desk/rooms.html", context)


@never_cache
@sensitive_post_parameters()
@needs("house.edit")
def room_new(request: HttpRequest) -> HttpResponse:
    """First the kind, then the room."""
    kind = kinds().get(request.GET.get("kind", ""))
    if kind is None or not is_for_rooms(kind):
        return render(request, "delivery/desk/room_kinds.html", {"offered": _offered()})
    return _room(request, kind, Outlet(channel=kind.name))


@never_cache
@sensitive_post_parameters()
@needs("house.edit")
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room."""
    row = get_object_or_404(_there(), pk=pk)
    return _room(request, _kind(row), row)


def _room(request: HttpRequest, kind: Kind, row: Outlet) -> HttpResponse:
    form = RoomForm(kind, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = Outlet.objects.get(pk=row.pk) if row.pk else Outlet(channel=kind.name)
        saved = actions.save_room(
            kept, form.values(), list(form.cleaned_data["audiences"]), by=person_of(request)
        )
        messages.success(request, _("Saved. Send a test to see whether it works."))
        return redirect("delivery:room", pk=saved.pk)
    shown = Outlet.objects.get(pk=row.pk) if row.pk else row
    is_off = not (kind.always_on or setting(kind.name).is_on)
    context = {"form": form, "room": shown, "kind": kind, "channel_is_off": is_off}
    status = 422 if form.errors else 200
    return render(request, "delivery/desk/room.html", context, status=status)


@require_POST
@needs("house.edit")
def room_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a test to the room."""
    row = get_object_or_404(_there(), pk=pk)
    kind = _kind(row)
    tell(request, trial.try_room(kind, row, by=person_of(request)), kind)
    return redirect("delivery:room", pk=pk)


@require_POST
@needs("house.edit")
def room_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off."""
    row = get_object_or_404(_there(), pk=pk)
    is_on = request.POST.get("on") == "1"
    actions.switch_room(row, is_on=is_on, by=person_of(request))
    messages.success(request, _("The room is on.") if is_on else _("The room is off."))
    return redirect("delivery:room", pk=pk)


@require_POST
@needs("house.edit")
def room_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it away for good; what was posted there stays readable."""
    row = get_object_or_404(_there(), pk=pk)
    actions.remove_room(row, by=person_of(request))
    messages.success(request, _("The room “%(room)s” is removed.") % {"room": row.name})
    return redirect("delivery:rooms")


def _there() -> QuerySet[Outlet]:
    """The rooms that were not removed."""
    return Outlet.objects.filter(removed_at=None)


def _offered() -> list[Kind]:
    return [kind for kind in kinds().values() if is_for_rooms(kind)]


def _kind(row: Outlet) -> Kind:
    found = kinds().get(row.channel)
    if found is None:  # the folder of its channel is gone
        raise Http404
    return found
