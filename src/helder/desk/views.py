"""The desk's home: a day, made of what the modules declare."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from helder.kit import clock
from helder.kit.registry import declared
from helder.people.permissions import needs


@needs("desk.see")
def home(request: HttpRequest) -> HttpResponse:
    """What is promised next, what runs, what is being written, what is planned, what went out."""
    cards = []
    for card in declared("desk_cards"):
        context = card.context(request)
        if context is not None:
            cards.append(render_to_string(card.template, context, request=request))
    return render(request, "desk/home.html", {"cards": cards, "now": clock.now()})
