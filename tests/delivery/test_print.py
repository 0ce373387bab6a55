"""A notice on paper: one page, tagged, with a QR code to the living page."""

from __future__ import annotations

import re
import zlib

import pytest
from django.test import Client

from helder.delivery.channels.print.notice import make
from helder.organisation.queries import current
from tests.cast import Cast
from tests.delivery.letters import content, letter, send

LONG = "De wifi werkt niet in het gebouw. U kunt met een kabel verder werken. " * 8


@pytest.fixture
def carol(cast: Cast, client: Client) -> Client:
    client.force_login(cast.carol)
    return client


def text_of(pdf: bytes) -> bytes:
    """Everything in the PDF, unpacked as far as it goes."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize(("size", "width"), [("a4", b"595.27"), ("a3", b"841.88")])
def test_a_message_as_a_notice(carol: Client, size: str, width: bytes) -> None:
    dispatch = send()
    answer = carol.get(f"/desk/sent/{dispatch.public_id}/notice.pdf?size={size}&lang=en")
    assert answer["Content-Type"] == "application/pdf"
    inside = text_of(answer.content)
    assert answer.content.startswith(b"%PDF")
    assert b"pdfuaid" in inside, "it says that it is PDF/UA"
    assert b"/StructTreeRoot" in inside
    assert b"/Lang (en)" in inside or b"/Lang(en)" in inside
    assert width in inside
    assert "Wifi does not work".encode("utf-16-be") in inside or b"Wifi does not work" in inside


def test_links_to_it_stand_on_the_page_of_the_message(carol: Client) -> None:
    dispatch = send()
    page = carol.get(f"/desk/sent/{dispatch.public_id}/").content.decode()
    assert page.count("notice.pdf?size=") == 4


def test_short_text_is_large_and_long_text_still_fits(cast: Cast) -> None:
    short = make(letter("Wifi", url="https://it.example/x"), "nl", current(), "a4")
    sections = [{"heading": f"Vraag {n}?", "text": LONG, "lang": "nl"} for n in range(3)]
    long = make(letter("Wifi", sections=sections), "nl", current(), "a4")
    assert (short.pages, short.points) == (1, 19)
    assert long.pages == 1
    assert long.points < short.points


def test_nonsense_in_the_address_gives_a4(carol: Client) -> None:
    dispatch = send(content=content("Ünïcode — “aanhaling” & <b>"))
    answer = carol.get(f"/desk/sent/{dispatch.public_id}/notice.pdf?size=a0&lang=xx")
    assert answer.status_code == 200
    assert b"595.27" in text_of(answer.content)
