"""The inbox over HTTP: everything that was addressed to me, and one message as a page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from helder.delivery.answers import answer_urls, question_of
from helder.delivery.channels.portal import inbox
from helder.delivery.choices.refusals import refused
from helder.people.permissions import needs, person_of

PER_PAGE = 20


@require_safe
@cache_control(private=True, no_store=True)
@needs("own.edit")
def all_mine(request: HttpRequest) -> HttpResponse:
    """My messages, twenty at a time."""
    me = person_of(request)
    page = Paginator(inbox.addressed_to(me), PER_PAGE).get_page(request.GET.get("page"))
    items = inbox.items(list(page.object_list), me, get_language() or "nl")
    context = {"page": page, "items": items, "refused": refused(me)}
    return render(request, "delivery/inbox/all.html", context)


@require_safe
@cache_control(private=True, no_store=True)
@needs("own.edit")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One message of mine, as it was written, with the way to the page that lives on."""
    me = person_of(request)
    dispatch = get_object_or_404(inbox.addressed_to(me), public_id=public_id)
    variant = inbox.variant_for(me, dispatch) if dispatch.variants else 0
    locale, letter = inbox.letter_of(dispatch, get_language() or "nl", variant)
    asks = question_of(dispatch)
    context = {
        "dispatch": dispatch,
        "letter": letter,
        "lang": locale.split("-")[0],
        "asks": asks,
        "answers": list(
            zip(asks.answers, answer_urls(asks, dispatch.pk, me.pk), strict=True) if asks else ()
        ),
    }
    return render(request, "delivery/inbox/one.html", context)
