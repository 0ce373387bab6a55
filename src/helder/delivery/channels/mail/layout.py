"""From a letter to a page: plain text beside HTML made from MJML, in the organisation's style.

Owns: the look of a mail. Refuses: remote pictures, remote fonts, anything that tells who read it.
"""

from __future__ import annotations

import re
from base64 import b64decode, encodebytes
from collections.abc import Sequence
from pathlib import Path

import mrml
from django.conf import settings
from django.template import Context, Engine

from helder.delivery.answers import Question
from helder.delivery.channels.mail.mime import Body, File
from helder.delivery.channels.mail.splice import ANSWERS, LINE_END, Marks, Token
from helder.delivery.letters import Enclosed, Letter
from helder.kit.states import SHAPES
from helder.organisation.colour import NotAColour, luminance
from helder.organisation.models import Organisation

ENGINE = Engine(
    dirs=[str(Path(__file__).parent / "templates")],
    builtins=["helder.kit.templatetags.helder", "django.templatetags.i18n"],
)
LOGO = "logo@helder"
LARGEST_LOGO = 100_000
_SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
BADGES = {
    "down": ("#a3271f", "#fbe9e7"),
    "security": ("#a3271f", "#fbe9e7"),
    "limited": ("#8a5300", "#fdf1da"),
    "maintenance": ("#2b5797", "#e8effa"),
    "works": ("#1f6b3b", "#e5f4ea"),
    "unknown": ("#555555", "#eeeeee"),
}


def lay_out(
    letter: Letter,
    house: Organisation,
    locale: str,
    marks: Marks,
    *,
    asks: Question | None = None,
) -> Body:
    """The letter as text and as HTML, with marks where the reader's own words and links come.
    `asks`: what it asks at its end."""
    files = _files(letter, house)
    context = _context(letter, house, locale)
    context |= {f"own_{token}": marks.of(token) for token in Token}
    context |= {
        "asks": asks,
        "answers": _answers(asks, marks),
        "logo": LOGO if any(file.cid == LOGO for file in files) else "",
        "pictures": [
            {"cid": _cid(number), "alt": picture.get("alt", "")}
            for number, picture in enumerate(letter.get("pictures", ()))
        ],
    }
    text = _render("mail/letter.txt", context)
    html = to_html(_render("mail/letter.mjml", context))
    return Body(_tidy(text), html, files)


def _answers(asks: Question | None, marks: Marks) -> list[tuple[object, str]]:
    """The words of each answer, with the mark where the reader's own link comes."""
    given = asks.answers if asks else ()
    return [(said, marks.of(token)) for (_key, said), token in zip(given, ANSWERS, strict=False)]


def _files(letter: Letter, house: Organisation) -> Sequence[File]:
    logo = _logo(house)
    pictures = [
        _file(picture, _cid(number)) for number, picture in enumerate(letter.get("pictures", ()))
    ]
    attached = [_file(file) for file in letter.get("attachments", ())]
    return [*([logo] if logo else []), *pictures, *attached]


def _cid(number: int) -> str:
    return f"picture-{number + 1}@helder"


def _file(file: Enclosed, cid: str = "") -> File:
    return File(file["name"], file["type"], _in_lines(b64decode(file["base64"])), cid)


def _in_lines(raw: bytes) -> str:
    return encodebytes(raw).decode().replace("\n", LINE_END).rstrip()


def _render(template: str, context: dict[str, object]) -> str:
    return str(ENGINE.get_template(template).render(Context(context)))


def to_html(mjml: str) -> str:
    """MJML to HTML without any font from elsewhere."""
    return str(mrml.to_html(mjml, render_options=mrml.RenderOptions(fonts={})).content)


def _context(letter: Letter, house: Organisation, locale: str) -> dict[str, object]:
    badge = letter.get("badge")
    state = badge["state"] if badge and badge["state"] in BADGES else "unknown"
    return {
        "letter": letter,
        "house": house,
        "locale": locale,
        "lang": locale.split("-")[0],
        "url": _absolute(letter.get("url", "")),
        "badge": badge,
        "badge_ink": BADGES[state][0],
        "badge_paper": BADGES[state][1],
        "badge_shape": SHAPES[state],
        "on_colour": readable_on(house.colour),
    }


def readable_on(colour: str) -> str:
    """White or near-black, whichever can be read on this colour; white when it is no colour."""
    try:
        return "#ffffff" if luminance(colour) < 0.19 else "#1a1a1a"
    except NotAColour:
        return "#ffffff"


def _absolute(url: str) -> str:
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def _logo(house: Organisation) -> File | None:
    """The logo where mail programs can show it: a small PNG, JPEG or GIF, inside the mail."""
    if not house.logo:
        return None
    try:
        with house.logo.open("rb") as file:
            raw: bytes = file.read(LARGEST_LOGO + 1)
    except OSError:
        return None
    kind = next((kind for start, kind in _SIGNATURES.items() if raw.startswith(start)), "")
    if not kind or len(raw) > LARGEST_LOGO:
        return None
    return File(f"logo.{kind}", f"image/{kind}", _in_lines(raw), LOGO)


def _tidy(text: str) -> str:
    """At most one empty line between paragraphs."""
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n", text.strip())]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"
