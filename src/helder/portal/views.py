"""The front page: one glance at how IT is doing, from the cards of the modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from helder.kit.registry import declared

AREAS = ("lead", "main", "aside")


@dataclass(frozen=True)
class Shown:
    """A card with what its module gave."""

    template: str
    content: dict[str, Any]


@require_safe
@cache_control(private=True, no_cache=True)
def home(request: HttpRequest) -> HttpResponse:
    """Is something wrong, does it touch me, what do I do, when do I hear more."""
    areas: dict[str, list[Shown]] = {area: [] for area in AREAS}
    title = gettext("IT now")
    for card in declared("portal_cards"):
        content = card.context(request)
        if content is not None:
            areas[card.area].append(Shown(card.template, content))
            title = content.get("page_title", title)
    return render(request, "portal/home.html", {"areas": areas, "page_title": title})
