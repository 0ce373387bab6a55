"""The pages on which a reader answers in one tap."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from helder.delivery.answers import answerer


def answer(request: HttpRequest, sealed: str, answer: str) -> HttpResponse:
    """Opens the answer of one reader to one message."""
    if answerer(sealed) is None:
        raise Http404
    return redirect("/")
