"""A reader's side of "it fails for me too": a page for a phone, one tap, and thanks.

GET changes nothing. The form needs no cookie: the pages with its button are kept for many readers
at once. Whoever is signed in is known by their session, which browsers do not send from elsewhere.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from helder.outages.metoo import actions, queries, situation, tellers, visitors
from helder.outages.metoo.forms import TapForm
from helder.outages.metoo.tellers import Teller
from helder.outages.models import Outage
from helder.outages.status import queries as status
from helder.people.models import Person, Place
from helder.services.models import Service

UNFIT = 422
PLACE_COOKIE = "helder_place"
ROOM = "/me-too/"


@require_safe
def which(request: HttpRequest) -> HttpResponse:
    """What fails? One's own services first."""
    now = status.now(status.reader_of(request.user))
    standings = status.standings(now.current, now.reader)
    return _private(render(request, "outages/metoo/which.html", {"standings": standings}))


@csrf_exempt  # see from_elsewhere: browsers say where a form comes from
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, place: str = "") -> HttpResponse:
    """What is known of this service at this place, and the button. POST is the tap."""
    service = get_object_or_404(Service, slug=slug, is_active=True)
    here = get_object_or_404(Place, slug=place) if place else None
    if request.method != "POST":
        return _page(request, service, here)
    if visitors.from_elsewhere(request):
        return redirect(request.path)
    form = TapForm(request.POST)
    if not form.is_valid():
        return _page(request, service, here, form)
    where = form.cleaned_data["place"] or here or _own_place(request)
    return _taken(request, service, where, form.cleaned_data)


def _page(
    request: HttpRequest, service: Service, here: Place | None, sent: TapForm | None = None
) -> HttpResponse:
    guessed = here or _guess(request)
    number = tellers.new_number()
    first = {"place": guessed, "once": tellers.sealed(service.pk, number)}
    context = {
        "form": sent or TapForm(initial=first),
        "here": here,
        "places": Place.objects.exists(),
        **situation.known(request, service, guessed),
    }
    answer = render(request, "outages/metoo/page.html", context, status=UNFIT if sent else 200)
    return _private(answer)


def _taken(
    request: HttpRequest, service: Service, place: Place | None, said: dict[str, Any]
) -> HttpResponse:
    """The tap is kept, and the reader sees what happens next."""
    person = _person(request)
    if person is None and not visitors.within_limits(request):
        return _private(render(request, "outages/metoo/too_often.html", status=429))
    number = _number(request, service, said["once"])
    teller = tellers.teller(person, number)
    named = queries.known_outages(service).filter(public_id=said["outage"]).first()
    known = named or queries.outage_for(service, place)
    if person or queries.own(service, teller, known) or _counts(request, service, known):
        actions.tap(service, teller, place=place, outage=known)
    answer = redirect("me_too:told", tellers.sealed(service.pk, number))
    return _remembered(answer, place)


def _counts(request: HttpRequest, service: Service, known: Outage | None) -> bool:
    slot = known.public_id if known else f"service:{service.pk}"
    return visitors.may_count(request, slot)


def _number(request: HttpRequest, service: Service, once: str) -> int:
    """The number in the form of the page; a button elsewhere has none of its own."""
    numbers = tellers.unsealed(once)
    if numbers and numbers[0] == service.pk:
        return numbers[1]
    return visitors.number_for(request, service.pk)


@csrf_exempt  # the seal in the address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, sealed: str) -> HttpResponse:
    """Thanks: who else, what happens next, the service desk. POST says where."""
    numbers = tellers.unsealed(sealed)
    service = Service.objects.filter(pk=numbers[0], is_active=True).first() if numbers else None
    if numbers is None or service is None:
        return redirect("me_too:which")
    teller = tellers.teller(_person(request), numbers[1])
    mine = _mine(service, teller)
    if request.method == "POST":
        return _where(request, sealed, mine)
    place = mine.place if mine else _guess(request)
    context = situation.after(request, service, place, mine)
    context |= {"places": [] if place else list(Place.objects.all()), "mine": mine}
    return _private(render(request, "outages/metoo/thanks.html", context))


def _mine(service: Service, teller: Teller) -> Any:
    """The tap of this reader, whatever it turned out to be about."""
    for outage in queries.known_outages(service):
        found = queries.own(service, teller, outage)
        if found is not None:
            return found
    return queries.own(service, teller, None)


def _where(request: HttpRequest, sealed: str, mine: Any) -> HttpResponse:
    answer = redirect("me_too:told", sealed)
    form = TapForm(request.POST)
    if mine is None or visitors.from_elsewhere(request) or not form.is_valid():
        return answer
    place = form.cleaned_data["place"]
    if place is not None:
        actions.say_where(mine, place)
    return _remembered(answer, place)


def _guess(request: HttpRequest) -> Place | None:
    """Where the reader is: from their own data, or as they said on this visit."""
    said = request.COOKIES.get(PLACE_COOKIE, "")
    chosen = Place.objects.filter(slug=said[:120]).first() if said else None
    return chosen or _own_place(request)


def _own_place(request: HttpRequest) -> Place | None:
    person = _person(request)
    return person.place if person else None


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _remembered(answer: HttpResponse, place: Place | None) -> HttpResponse:
    """For this visit, and only for these pages: the name of the place, nothing of the person."""
    if place is not None:
        answer.set_cookie(PLACE_COOKIE, place.slug, path=ROOM, httponly=True, samesite="Lax")
    return answer


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = (translation.get_language() or "nl").split("-")[0]
    return response
