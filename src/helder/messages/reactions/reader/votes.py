"""Answering "Is this clear?" without signing in.

The link is the key. Opening it changes nothing, because mail scanners open links too; only the one
button on the page stores the answer. No cookie is needed, so none is asked for.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from helder.delivery.answers import NO, YES
from helder.messages.models import Message, Reaction
from helder.messages.reactions import ballots, clarity
from helder.messages.reactions.ballots import Ballot
from helder.messages.reactions.forms import NotClearForm
from helder.people.limits import visitor as visitor_of
from helder.people.limits import within
from helder.people.middleware import in_house_form
from helder.people.models import Person

THANKS = "thanks"
ANSWERS = {YES, NO, THANKS}
HOUR, MOST_AN_HOUR = 3600, 300
"""A whole school may stand behind one address."""
TWO_TAPS = 10


@csrf_exempt  # the seal in the address is the proof
def answer(request: HttpRequest, sealed: str, answer: str) -> HttpResponse:
    """The link in a mail: GET shows one button, POST keeps the answer."""
    ballot = ballots.from_mail(sealed)
    if ballot is None:
        return private(render(request, "reactions/link_gone.html", status=410))
    with language_of(request, ballot.person):
        return private(_answered(request, ballot, answer))


@csrf_exempt  # the seal in the address is the proof, and a reader's cookie is never sent from afar
def visitor(request: HttpRequest, sealed: str, answer: str) -> HttpResponse:
    """The same for who answered on a page: they can say why, or change their mind."""
    ballot = ballots.from_page(sealed, signed_in(request))
    if ballot is None:
        return private(render(request, "reactions/link_gone.html", status=410))
    return private(_answered(request, ballot, answer))


@csrf_exempt  # pages are kept for many readers at once, so they hold no token; SameSite guards
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """A tap under a message on a page. POST keeps the answer; GET lets one choose."""
    published = Message.objects.filter(state=Message.State.PUBLISHED).select_related("dispatch")
    message = get_object_or_404(published, public_id=public_id)
    said = request.POST.get("answer", "")
    if request.method != "POST" or said not in {YES, NO}:
        return private(render(request, "reactions/begin.html", {"message": message}))
    if too_often(request):
        return render(request, "reactions/too_often.html", status=429)
    ballot = tapped(request, message)
    clarity.vote(ballot, is_clear=said == YES)
    return redirect(ballot.url(THANKS if said == YES else NO))


def too_often(request: HttpRequest) -> bool:
    """Whether so many taps came from there that it can be no people any more."""
    return not within(f"clear:{visitor_of(request)}", MOST_AN_HOUR, HOUR)


def tapped(request: HttpRequest, message: Message, page: str = ballots.ON_A_PAGE) -> Ballot:
    """The vote that begins with a tap on a page; a finger that taps twice votes once."""
    browser = hash(request.headers.get("User-Agent", ""))
    key = f"clear:{visitor_of(request)}:{browser}:{message.pk}"
    person = signed_in(request)
    kept = ballots.from_page(cache.get(key, ""), person, page)
    ballot = kept or ballots.new(message, person, page)
    cache.set(key, ballot.sealed, TWO_TAPS)
    return ballot


def _answered(request: HttpRequest, ballot: Ballot, answer: str) -> HttpResponse:
    if answer not in ANSWERS:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    if answer == NO:
        return _not_clear(request, ballot, NotClearForm(posted, person=ballot.person))
    if posted is not None and answer == YES:
        clarity.vote(ballot, is_clear=True)
        return redirect(ballot.url(THANKS))
    template = "reactions/thanks.html" if answer == THANKS else "reactions/clear_yes.html"
    return render(request, template, _context(ballot))


def _not_clear(request: HttpRequest, ballot: Ballot, form: NotClearForm) -> HttpResponse:
    if not form.is_valid():
        return render(request, "reactions/clear_no.html", {**_context(ballot), "form": form})
    said = form.cleaned_data
    if said.get("wants_answer"):
        clarity.vote_and_ask(ballot, said["reason"])
    else:
        clarity.vote(ballot, is_clear=False, reason=said["reason"])
    return redirect(ballot.url(THANKS))


def _context(ballot: Ballot) -> dict[str, object]:
    waiting = None
    if ballot.person is not None:
        own = Reaction.objects.filter(person=ballot.person, message=ballot.message)
        waiting = own.filter(state=Reaction.State.OPEN).select_related("promise").first()
    return {
        "ballot": ballot,
        "message": ballot.message,
        "yes_url": ballot.url(YES),
        "no_url": ballot.url(NO),
        "given": clarity.given(ballot),
        "waiting": waiting,
    }


def signed_in(request: HttpRequest) -> Person | None:
    """Who looks, when that is known."""
    return request.user if isinstance(request.user, Person) else None


def language_of(request: HttpRequest, person: Person | None) -> AbstractContextManager[None]:
    """Whoever comes from a mail reads on in the language of that mail."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if chosen or person is None or request.user.is_authenticated:
        return nullcontext()
    return translation.override(in_house_form(person.language))


def private(response: HttpResponse) -> HttpResponse:
    """For nobody else's eyes, no cache and no search engine."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = (translation.get_language() or "nl").split("-")[0]
    return response
