"""Erasing a person: an administrator does it in two steps, the person themselves asks for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.people import actions
from helder.people.erasing import farewells
from helder.people.models import Person
from helder.people.permissions import may, needs, person_of

SHOWN = 10


@needs("people.edit")
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """First what goes and what stays; the button erases, or keeps somebody who had asked."""
    person = get_object_or_404(Person.objects.select_related("department"), pk=pk)
    if request.method == "POST" and request.POST.get("do") == "keep":
        actions.decline_erasure(person, by=person_of(request))
        messages.success(request, _("They stay. Tell them why."))
        return redirect("people:person", pk=pk)
    if request.method == "POST":
        return _erase(request, person)
    return render(request, "people/erase.html", _what(person))


def _erase(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        actions.erase(person, by=person_of(request))
    except actions.LastAdministrator:
        messages.error(
            request, _("This is the last administrator. Make somebody else administrator first.")
        )
        return redirect("people:erase", pk=person.pk)
    messages.success(request, _("Erased. What stays has no name any more."))
    return redirect("people:people")


def _what(person: Person) -> dict[str, Any]:
    parts = farewells(person)
    return {
        "person": person,
        "goes": [sentence for part in parts for sentence in part.goes],
        "stays": [sentence for part in parts for sentence in part.stays],
    }


@require_POST
@needs("own.edit")
def ask(request: HttpRequest) -> HttpResponse:
    """I want to be erased, or no longer; somebody who only follows is erased at once."""
    me = person_of(request)
    if request.POST.get("do") == "withdraw":
        actions.decline_erasure(me, by=me)
        messages.success(request, _("You stay. Nothing was erased."))
    elif me.is_guest:
        actions.erase(me, by=me)
        return redirect("portal:home")
    else:
        actions.ask_erasure(me)
        messages.success(request, _("Your wish is with the service desk."))
    return redirect("people:me")


def wishes(request: HttpRequest) -> dict[str, Any] | None:
    """On the desk: who asked to be erased, the first one first."""
    if not may(request.user, "people.edit"):
        return None
    asked = Person.objects.filter(erasure_asked_at__isnull=False).order_by("erasure_asked_at")
    found = list(asked[: SHOWN + 1])
    return {"persons": found[:SHOWN], "more": len(found) > SHOWN} if found else None
