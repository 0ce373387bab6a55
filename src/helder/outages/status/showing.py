"""The lines that show the status of IT elsewhere, made for what was chosen at the desk.

Owns: what is to be copied, letter for letter. The same lines stand in docs/howto/embed.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from helder.kit.texts import LANGUAGES, content_language
from helder.outages.status.scope import Scope, asked
from helder.people.middleware import in_house_form
from helder.people.models import Place
from helder.services.models import Service

HOURS = 24


@dataclass(frozen=True)
class Line:
    """Something to copy: what it does, the text, and the icon it goes by."""

    key: str
    title: str
    about: str
    code: str
    icon: str


def lines_to_copy(request: HttpRequest) -> dict[str, Any]:
    """The context of the page: what can be chosen, what was, and the lines."""
    scope = asked(request)
    lang = request.GET.get("lang", "")
    lang = lang if lang in LANGUAGES else content_language()
    planned = "planned" in request.GET or not request.GET
    return {
        "services": Service.objects.filter(is_active=True),
        "places": Place.objects.all(),
        "scope": scope,
        "chosen_services": {service.slug for service in scope.services},
        "chosen_places": {place.slug for place in scope.places},
        "lang": lang,
        "planned": planned,
        "lines": _lines(scope, lang, planned),
        "origin": "{0.scheme}://{0.netloc}".format(urlsplit(settings.BASE_URL)),
        "preview": _address("outages:embed", scope, lang).removeprefix(settings.BASE_URL),
    }


def _lines(scope: Scope, lang: str, planned: bool) -> list[Line]:
    frame = _address("outages:embed", scope, lang)
    webcal = _address("outages:calendar", scope, lang).replace("http", "webcal", 1)
    return [
        Line(
            "banner",
            gettext("A bar on top of every page"),
            gettext("Shows itself when something is wrong, with what to do, and goes by itself."),
            _banner(scope, lang, planned),
            "megaphone",
        ),
        Line(
            "frame",
            gettext("A frame in a page"),
            gettext("For a page that may not load scripts of others. It keeps itself up to date."),
            format_html(
                '<iframe src="{}" title="{}" width="640" height="320" loading="lazy"></iframe>',
                frame, _name(lang),
            ),
            "layout-dashboard",
        ),
        Line(
            "badge",
            gettext("A small picture"),
            gettext("For a page where only pictures are allowed, such as a wiki."),
            format_html('<a href="{}"><img src="{}" alt="{}"></a>', *_picture(scope, lang)),
            "image",
        ),
        Line(
            "feed",
            gettext("A feed"),
            gettext("For SharePoint, Teams, Slack, and readers of news."),
            _address("outages:atom", scope, lang),
            "rss",
        ),
        Line(
            "calendar",
            gettext("A calendar"),
            gettext("Planned maintenance in everybody's own calendar, moved along when it moves."),
            webcal.replace("webcals", "webcal", 1),
            "calendar-days",
        ),
    ]  # fmt: skip


def _banner(scope: Scope, lang: str, planned: bool) -> str:
    chosen = {
        "data-lang": lang,
        "data-services": ",".join(service.slug for service in scope.services),
        "data-places": ",".join(place.slug for place in scope.places),
        "data-planned": str(HOURS) if planned else "",
    }
    given = format_html_join("", ' {}="{}"', ((key, said) for key, said in chosen.items() if said))
    address = settings.BASE_URL + reverse("outages:banner")
    return format_html('<script src="{}"{} defer></script>', address, given)


def _picture(scope: Scope, lang: str) -> tuple[str, str, str]:
    service = scope.only_service
    home = reverse("outages:service", args=[service.slug]) if service else reverse("outages:status")
    return settings.BASE_URL + home, _address("outages:badge", scope, lang), _name(lang)


def _name(lang: str) -> str:
    """What it is called, in the language that was chosen for it."""
    with translation.override(in_house_form(lang)):
        return gettext("How IT is doing now")


def _address(name: str, scope: Scope, lang: str) -> str:
    asked_for = [
        *(("service", service.slug) for service in scope.services),
        *(("place", place.slug) for place in scope.places),
        ("lang", lang),
    ]
    return f"{settings.BASE_URL}{reverse(name)}?{urlencode(asked_for)}"
