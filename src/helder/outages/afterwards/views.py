"""The look back in public, and the one tap that says how we communicated.

Opening a link changes nothing, because mail scanners open links too; only a button keeps an answer.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from helder.messages.reactions import ballots
from helder.messages.reactions.ballots import Ballot
from helder.messages.reactions.reader import votes
from helder.outages.afterwards import opinions, queries
from helder.outages.afterwards.forms import WhyForm
from helder.outages.afterwards.opinions import QUESTION, WORDS
from helder.outages.afterwards.reading import Reading
from helder.outages.models import Review

BY_MAIL, ON_A_PAGE = "afterwards:answer", "afterwards:visitor"
THANKS = "thanks"


@require_safe
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happened, what we learned, what we change; and how readers thought that we told it."""
    review = _review(public_id)
    context = {
        "reading": Reading(review),
        "question": QUESTION,
        "marks": _marks(),
        "figures": opinions.figures(review),
    }
    return render(request, "outages/afterwards/page.html", context)


def _review(public_id: str) -> Review:
    found = queries.one(public_id)
    if found is None:
        raise Http404
    return found


def _marks() -> list[tuple[str, Any]]:
    return [(mark.value, word) for mark, word in WORDS.items()]


@csrf_exempt  # pages are kept for many readers at once, so they hold no token; SameSite guards
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """A tap on the page. POST keeps the answer; GET goes back to the question."""
    review = _review(public_id)
    mark = request.POST.get("answer", "")
    if request.method != "POST" or mark not in WORDS:
        return redirect(f"{request.path.removesuffix('opinion/')}#opinion")
    if votes.too_often(request):
        return render(request, "reactions/too_often.html", status=429)
    ballot = votes.tapped(request, review.message, ON_A_PAGE)
    opinions.give(review, ballot, mark)
    return redirect(ballot.url(mark))


@csrf_exempt  # the seal in the address is the proof
def answer(request: HttpRequest, sealed: str, answer: str) -> HttpResponse:
    """The link in a mail: GET shows one button, POST keeps the answer."""
    ballot = ballots.from_mail(sealed, BY_MAIL)
    if ballot is None:
        return votes.private(render(request, "reactions/link_gone.html", status=410))
    with votes.language_of(request, ballot.person):
        return votes.private(_answered(request, ballot, answer))


@csrf_exempt  # the seal in the address is the proof, and a reader's cookie is never sent from afar
def visitor(request: HttpRequest, sealed: str, answer: str) -> HttpResponse:
    """The same for who tapped on the page: they can say why, or change their mind."""
    ballot = ballots.from_page(sealed, votes.signed_in(request), ON_A_PAGE)
    if ballot is None:
        return votes.private(render(request, "reactions/link_gone.html", status=410))
    return votes.private(_answered(request, ballot, answer))


def _answered(request: HttpRequest, ballot: Ballot, answer: str) -> HttpResponse:
    review = opinions.of_ballot(ballot)
    if review is None or answer not in {*WORDS, THANKS}:
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)
    if answer != THANKS and form.is_valid():
        opinions.give(review, ballot, answer, form.cleaned_data["reason"])
        return redirect(ballot.url(THANKS))
    given = opinions.given(review, ballot)
    context = {
        "review": review,
        "question": QUESTION,
        "form": form,
        "given": given,
        "word": WORDS.get(answer),  # type: ignore[call-overload]
        "said": given is not None and given.mark == answer,
        "thanks": answer == THANKS,
        "others": [(ballot.url(mark), word) for mark, word in _marks() if mark != answer],
    }
    return render(request, "outages/afterwards/opinion.html", context)
