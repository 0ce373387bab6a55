"""A poster with a QR code: "Doet de wifi het niet? Scan en zeg het ons." As tagged PDF (PDF/UA-1).

Owns: its words and its look. Refuses: anything from the net; the code leads to our own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from helder.delivery.channels.print import notice
from helder.kit.texts import content_language, pick
from helder.organisation.models import Organisation
from helder.people.models import Place
from helder.services.models import Service

POINTS = {"a4": (22, 20, 18, 16, 14, 12, 10), "a3": (31, 29, 26, 23, 20, 17, 14)}
LANGUAGES = {"both": ("nl", "en"), "nl": ("nl",), "en": ("en",)}


@dataclass(frozen=True)
class Poster:
    """Which service and place, where the code leads, in which language, on which paper."""

    service: Service
    place: Place | None
    path: str
    language: str = "both"
    size: str = "a4"


def make(poster: Poster, house: Organisation) -> bytes:
    """The poster in the largest letters that fit on one page. Raises notice.CannotPrint."""
    html = _html(poster, house)
    document: Any = None
    for points in POINTS[poster.size]:
        document = notice.document(html, _css(house, poster.size, points))
        if len(document.pages) == 1:
            break
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _html(poster: Poster, house: Organisation) -> str:
    url = settings.BASE_URL + poster.path
    locales = [_locale(lang, house) for lang in LANGUAGES[poster.language]]
    with translation.override(locales[0]):
        context = {
            "said": [_said(poster, locale, house) for locale in locales],
            "lang": content_language(locales[0]),
            "house": house,
            "logo": notice.logo(house),
            "qr": notice.qr(url),
            "qr_alt": gettext("QR code to %(url)s") % {"url": url},
            "url": url.split("://", 1)[-1],
            "desk": pick(house.desk_name) or gettext("Service desk"),
        }
        return render_to_string("outages/metoo/poster.html", context)


def _locale(lang: str, house: Organisation) -> str:
    return house.address if lang == "nl" else lang


def _said(poster: Poster, locale: str, house: Organisation) -> dict[str, str]:
    with translation.override(locale):
        return {
            "lang": content_language(locale),
            "question": gettext("%(service)s not working?")
            % {"service": pick(poster.service.name)},
            "where": pick(poster.place.name) if poster.place else "",
            "do": gettext("Scan the code and tell us with one tap."),
            "then": gettext("You see at once what we know and when you hear more."),
            "call": gettext("No phone at hand? Call %(number)s.") % {"number": house.desk_phone}
            if house.desk_phone
            else "",
        }


def _css(house: Organisation, size: str, points: int) -> str:
    own = f"@page {{ size: {size.upper()} portrait }} html {{ font-size: {points}pt }} "
    return _style() + own + f"header, .code {{ border-color: {house.colour} }}"


@cache
def _style() -> str:
    return (Path(__file__).parent / "poster.css").read_text(encoding="utf-8")
