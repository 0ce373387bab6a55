"""Following services and places: with a mail address (double opt-in), or when signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helder.organisation.queries import current
from helder.people import letters
from helder.people.limits import visitor, within
from helder.people.links import mail_choice_url
from helder.people.models import Place
from helder.people.permissions import needs, person_of
from helder.services import actions
from helder.services.forms import FollowForm, VisitorForm, in_use
from helder.services.links import Wish, confirm_url, wish_from
from helder.services.models import Following
from helder.services.queries import followed_by

HOUR = 3600


def follow(request: HttpRequest) -> HttpResponse:
    """Somebody chooses what they want news of; nothing is stored until they confirm."""
    if request.user.is_authenticated:
        return redirect("services:following")
    wanted = {"services": request.GET.getlist("service"), "places": request.GET.getlist("place")}
    form = VisitorForm(request.POST or None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        return _mail_link(request, form.cleaned_data)
    return render(request, "services/follow.html", {"form": form})


def _mail_link(request: HttpRequest, wanted: dict[str, Any]) -> HttpResponse:
    email = wanted["email"].strip().lower()
    if not within(f"follow:{email}", 5, HOUR) or not within(f"follow:{visitor(request)}", 60, HOUR):
        return render(request, "services/too_often.html", status=429)
    try:
        _send(email, wanted)
    except letters.MailDown:
        return render(request, "services/mail_down.html", status=503)
    return render(request, "services/follow_sent.html", {"email": email})


def _send(email: str, wanted: dict[str, Any]) -> None:
    services, places = list(wanted["services"]), list(wanted["places"])
    wish = Wish(
        email,
        tuple(service.slug for service in services),
        tuple(place.slug for place in places),
        "en" if get_language() == "en" else "",
    )
    context = {
        "house": current(), "services": services, "places": places, "url": confirm_url(wish)
    }  # fmt: skip
    text = render_to_string("services/mail/confirm.txt", context)
    letters.send(email, _("Do you want news of these services?"), text)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: a page with a button; only the button does something."""
    wish = wish_from(token)
    if wish is None:
        return render(request, "services/link_gone.html", status=410)
    services = in_use().filter(slug__in=wish.services)
    places = Place.objects.filter(slug__in=wish.places)
    context = {"wish": wish, "services": services, "places": places}
    if request.method != "POST" or not (services or places):
        return render(request, "services/confirm.html", context)
    try:
        person = actions.confirm(wish.email, services, places, wish.language)
    except actions.SwitchedOff:
        return render(request, "services/switched_off.html", status=403)
    context["choices"] = mail_choice_url(person)
    return render(request, "services/confirmed.html", context)


@needs("own.edit")
def following(request: HttpRequest) -> HttpResponse:
    """What I follow, and adding to it."""
    person = person_of(request)
    wanted = {"services": request.GET.getlist("service"), "places": request.GET.getlist("place")}
    form = FollowForm(request.POST or None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        actions.follow(person, wish["services"], wish["places"], by=person)
        messages.success(request, _("From now on you get news of this."))
        return redirect("services:following")
    context = {"form": form, "rows": followed_by(person)}
    return render(request, "services/following.html", context)


@require_POST
@needs("own.edit")
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """No more news of this one."""
    person = person_of(request)
    actions.unfollow(get_object_or_404(Following, pk=pk, person=person), by=person)
    messages.success(request, _("You no longer follow it."))
    return redirect("services:following")
