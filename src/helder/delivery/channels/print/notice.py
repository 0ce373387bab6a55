"""From a letter to a tagged PDF (PDF/UA-1) with a QR code to the living page.

Owns: the look on paper, and that it fits on one page where it can. Refuses: anything from the net.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.formats import date_format

from helder.delivery.letters import Letter
from helder.kit import clock
from helder.kit.qr import code
from helder.kit.states import SHAPES
from helder.kit.texts import content_language
from helder.organisation import picture
from helder.organisation.models import Organisation

FOLDER = Path(__file__).parent
ENGINE = Engine(
    dirs=[str(FOLDER / "templates")],
    builtins=["helder.kit.templatetags.helder", "django.templatetags.i18n"],
)
SIZES = ("a4", "a3")
POINTS = {"a4": (19, 17, 15, 13, 12, 11), "a3": (28, 25, 22, 19, 17, 15)}
"""Sizes of the text, from what can be read across a hall to the smallest that is still decent."""


class CannotPrint(Exception):
    """This machine lacks what makes a PDF; the text says what to install."""


@dataclass(frozen=True)
class Notice:
    """A finished PDF."""

    pdf: bytes
    pages: int
    points: int


def make(letter: Letter, locale: str, house: Organisation, size: str) -> Notice:
    """The notice in the largest letters that fit on one page. Raises CannotPrint."""
    html = _html(letter, locale, house)
    laid_out, points = None, 0
    for points in POINTS[size]:
        laid_out = document(html, _css(house, size, points))
        if len(laid_out.pages) == 1:
            break
    assert laid_out is not None  # noqa: S101 - there is always a size
    pdf: bytes = laid_out.write_pdf(pdf_variant="pdf/ua-1")
    return Notice(pdf, len(laid_out.pages), points)


def _html(letter: Letter, locale: str, house: Organisation) -> str:
    with translation.override(locale):
        context = {
            "letter": letter,
            "house": house,
            "lang": content_language(locale),
            "badge": letter.get("badge"),
            "shape": SHAPES.get(letter.get("badge", {}).get("state", ""), ""),
            "logo": logo(house),
            "qr": qr(letter.get("url", "")),
            "made": date_format(timezone.localtime(clock.now()), "j F Y H:i"),
        }
        return str(ENGINE.get_template("print/notice.html").render(Context(context)))


def qr(url: str) -> str:
    """The address as a QR code, inside the page itself; empty for no address."""
    if not url:
        return ""
    drawn = code(url)
    box = f"0 0 {drawn.size} {drawn.size}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{drawn.path}"/></svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def logo(house: Organisation) -> str:
    """The logo inside the page itself, so that nothing is fetched."""
    if not house.logo:
        return ""
    try:
        with house.logo.open("rb") as file:
            raw: bytes = file.read(picture.LARGEST + 1)
    except OSError:
        return ""
    kind = picture.KINDS.get(picture.suffix(raw) or "")
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}" if kind else ""


def _css(house: Organisation, size: str, points: int) -> str:
    own = f"@page {{ size: {size.upper()} portrait }} html {{ font-size: {points}pt }} "
    own += f"header {{ border-color: {house.colour} }} .promise {{ border-color: {house.accent} }}"
    return _style() + own


@cache
def _style() -> str:
    return (FOLDER / "notice.css").read_text(encoding="utf-8")


def document(html: str, css: str) -> Any:
    """The page laid out, with nothing fetched from anywhere. Raises CannotPrint."""
    try:
        import weasyprint
    except OSError as error:
        raise CannotPrint(str(error)) from error
    # pictures inside the page, and nothing from anywhere else
    inside = weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    page = weasyprint.HTML(string=html, url_fetcher=inside)
    return page.render(stylesheets=[weasyprint.CSS(string=css, url_fetcher=inside)])
