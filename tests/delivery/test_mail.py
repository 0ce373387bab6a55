"""What arrives in somebody's inbox: language, headers, thread, and texts that cannot break out."""

from __future__ import annotations

import re
from base64 import b64encode
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from html import escape
from typing import Any

import pytest

from helder.delivery.actions import resend
from helder.delivery.answers import answer_url
from helder.delivery.inbound.addresses import bounced_delivery, replied_to
from helder.delivery.letters import NoLetter
from helder.delivery.worker import drain
from helder.organisation.models import Organisation
from helder.people.audiences import Selection
from tests.cast import Cast, person
from tests.delivery.letters import content, send
from tests.delivery.servers import Post

DAVE, EVE = "dave@rivierland.example", "eve@rivierland.example"


def test_everybody_gets_one_mail_in_their_own_language(cast: Cast, post: Post) -> None:
    send()
    drain()
    assert post.mail_to(DAVE)["subject"] == "De wifi doet het niet"
    assert post.mail_to(EVE)["subject"] == "Wifi does not work"
    assert post.mail_to(EVE)["content-language"] == "en"
    assert set(post.per_address.values()) == {1}
    assert "frits@rivierland.example" not in post.per_address
    assert post.connections == 1


def test_house_that_says_je_writes_je(cast: Cast, post: Post) -> None:
    house = Organisation.objects.get()
    house.address = "nl-informal"
    house.save()
    send(selection=Selection(persons=(cast.dave.pk,)))
    drain()
    assert post.mail_to(DAVE)["subject"] == "De wifi doet het niet, je merkt het"


def test_headers_that_other_programs_rely_on(cast: Cast, post: Post) -> None:
    send()
    drain()
    mail = post.mail_to(DAVE)
    assert mail["from"] == "IT-dienst Rivierland <it@rivierland.example>"
    assert mail["reply-to"] == "IT-servicedesk <servicedesk@rivierland.example>"
    assert mail["to"] == "Dave Öztürk <dave@rivierland.example>"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["x-auto-response-suppress"] == "All"
    assert mail["list-id"] == "<outage.localhost>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["date"]
    assert mail["message-id"].endswith("@localhost>")
    assert mail["mime-version"] == "1.0"


def test_own_link_is_in_header_text_and_html(cast: Cast, post: Post) -> None:
    send()
    drain()
    mail = post.mail_to(DAVE)
    link = str(mail["list-unsubscribe"]).strip("<>")
    assert link.startswith("http://localhost:8000/")
    assert link in body(mail, "plain")
    assert f'href="{link}"' in body(mail, "html")
    other = str(post.mail_to(EVE)["list-unsubscribe"]).strip("<>")
    assert other != link


def test_own_link_leads_to_ones_own_choice(cast: Cast, post: Post, client: Any) -> None:
    send()
    drain()
    link = str(post.mail_to(DAVE)["list-unsubscribe"]).strip("<>")
    answer = client.get(link.removeprefix("http://localhost:8000"))
    assert answer.status_code == 200
    assert DAVE in answer.content.decode()


def test_updates_of_one_outage_are_one_thread_for_each_reader(cast: Cast, post: Post) -> None:
    first = send(thread="outage:k3x", number=1)
    drain()
    opening = post.mail_to(DAVE)["message-id"]
    second = send(thread="outage:k3x", number=2)
    drain()
    update = post.mail_to(DAVE)
    assert update["in-reply-to"] == opening == update["references"]
    assert update["message-id"] != opening
    assert post.mail_to(EVE)["in-reply-to"] != opening
    assert first.pk != second.pk


def test_message_id_stays_the_same_on_a_retry(cast: Cast, post: Post) -> None:
    post.hang_up_after_body = {DAVE}
    dispatch = send(selection=Selection(persons=(cast.dave.pk,)))
    drain()
    row = dispatch.deliveries.get()
    assert row.state == "uncertain"
    assert resend(dispatch, by=cast.carol, only=row.pk) == 1
    drain()
    ids = re.findall(rb"Message-ID: (.*)\r\n", b"".join(raw for _to, raw in post.arrived))
    assert len(ids) == 2
    assert ids[0] == ids[1]


def body(mail: Any, kind: str) -> str:
    """The text of one part."""
    return str(mail.get_body((kind,)).get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(
    "subject",
    [
        "De wifi doet het niet\r\nBcc: everyone@example.org\r\n\r\nHello",
        "Café: “het doet het niet” — over heel Noord, Zuid en het hele gebouw aan de Waal " * 3,
        "x" * 900,
        "日本語の件名 ✓ " * 20,
    ],
)
def test_subject_never_breaks_out_and_arrives_whole(cast: Cast, post: Post, subject: str) -> None:
    send(content=content(subject), selection=Selection(persons=(cast.dave.pk,)))
    drain()
    mail = post.mail_to(DAVE)
    assert mail["bcc"] is None
    assert "".join(str(mail["subject"]).split()) == "".join(subject.split())
    raw = post.arrived[-1][1]
    head = raw.split(b"\r\n\r\n")[0]
    assert all(len(line) < 998 for line in head.split(b"\r\n"))


@pytest.mark.parametrize(
    "name",
    [
        "Dave\r\nBcc: x@example.org",
        'Dave "the man" <evil@example.org>, O\'Brien',
        "Þórbergur Ægir Önundarson van der Straeten-Ponthoz " * 3,
        "",
    ],
)
def test_names_are_right_and_harmless(cast: Cast, post: Post, name: str) -> None:
    somebody = person("somebody", name[:150])
    send(selection=Selection(persons=(somebody.pk,)))
    drain()
    mail = post.mail_to("somebody@rivierland.example")
    assert mail["bcc"] is None
    shown, address = parseaddr(message_from_bytes(post.arrived[-1][1])["to"])
    assert address == "somebody@rivierland.example"
    assert str(make_header(decode_header(shown))).split() == name[:150].split()


def test_texts_are_shown_as_written(cast: Cast, post: Post) -> None:
    text = 'Kies <b>Netwerk</b> & "OK".\n\n.Een punt vooraan\n' + "woord " * 400 + "\nÅ…€ einde "
    sections = [{"heading": "Wat nu?", "text": text, "lang": "nl"}]
    send(content=content(sections=sections), selection=Selection(persons=(cast.dave.pk,)))
    drain()
    mail = post.mail_to(DAVE)
    plain = body(mail, "plain")
    assert 'Kies <b>Netwerk</b> & "OK".' in plain
    assert "\n.Een punt vooraan\n" in plain
    assert "Å…€ einde" in plain
    html = body(mail, "html")
    assert "&lt;b&gt;Netwerk&lt;/b&gt;" in html
    parts = post.arrived[-1][1].split(b"\r\n\r\n", 1)[1]
    assert max(map(len, parts.split(b"\r\n"))) <= 78


def test_mail_fetches_nothing(cast: Cast, post: Post) -> None:
    send()
    drain()
    html = body(post.mail_to(DAVE), "html")
    assert "<img" not in html
    assert "@import" not in html
    assert "<link" not in html


def test_logo_travels_inside_the_mail(cast: Cast, post: Post, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 900)
    house = Organisation.objects.get()
    house.logo.name = "logo.png"
    house.save()
    send()
    drain()
    mail = post.mail_to(DAVE)
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["content-id"] == "<logo@helder>"
    assert 'src="cid:logo@helder"' in body(mail, "html")


def test_followers_get_it_once_beside_the_audience(cast: Cast, post: Post) -> None:
    from helder.services.models import Following

    guest = person("guest", "Gast", is_guest=True)
    for who in (guest, cast.dave):
        Following.objects.create(person=who, service=cast.wifi)
    send(services=["wifi"])
    drain()
    assert post.per_address["guest@rivierland.example"] == 1
    assert post.per_address[DAVE] == 1


def test_whom_it_was_sent_to_stands_below_it(cast: Cast, post: Post) -> None:
    send()
    drain()
    assert "Dave Öztürk (dave@rivierland.example)" in body(post.mail_to(DAVE), "plain")
    assert "Dave Öztürk (dave@rivierland.example)" in body(post.mail_to(DAVE), "html")
    assert "Eve Smith (eve@rivierland.example)" in body(post.mail_to(EVE), "html")
    assert "Dave" not in body(post.mail_to(EVE), "html")


def test_it_asks_whether_it_is_clear(cast: Cast, post: Post) -> None:
    dispatch = send()
    drain()
    mail = post.mail_to(EVE)
    for answer in ("yes", "no"):
        link = answer_url(dispatch.pk, cast.eve.pk, answer)
        assert link in body(mail, "plain")
        assert f'href="{link}"' in body(mail, "html")
    assert "Is this clear?" in body(mail, "html")


def test_a_look_back_asks_how_we_communicated(cast: Cast, post: Post) -> None:
    dispatch = send(kind="look-back")
    drain()
    mail = post.mail_to(EVE)
    for answer in ("good", "fair", "bad"):
        link = answer_url(dispatch.pk, cast.eve.pk, answer, "afterwards:answer")
        assert link in body(mail, "plain")
        assert f'href="{link}"' in body(mail, "html")
    assert "How did we communicate?" in body(mail, "html")
    assert "Is this clear?" not in body(mail, "html")


@pytest.mark.parametrize("how", ["reminder", "to one"])
def test_a_letter_to_a_colleague_does_not_ask(cast: Cast, post: Post, how: str) -> None:
    if how == "reminder":
        send(kind="reminder")
    else:
        send(selection=Selection(persons=(cast.eve.pk,)))
    drain()
    mail = post.mail_to(EVE)
    assert "Is this clear?" not in body(mail, "html") + body(mail, "plain")
    assert str(mail["list-unsubscribe"]).strip("<>") in body(mail, "plain")


def test_replies_and_bounces_come_back_with_a_name(cast: Cast, post: Post, settings: Any) -> None:
    settings.REPLY_ADDRESS = "it-antwoord@rivierland.example"
    dispatch = send()
    drain()
    mail = post.mail_to(DAVE)
    name, address = parseaddr(str(mail["reply-to"]))
    assert name == "IT-servicedesk"
    assert replied_to(address) == (dispatch.pk, cast.dave.pk)
    row = dispatch.deliveries.get(person=cast.dave)
    assert bounced_delivery(post.senders[DAVE]) == row.pk
    assert post.senders[DAVE] != post.senders[EVE]
    assert mail["from"] == "IT-dienst Rivierland <it@rivierland.example>"


def test_without_a_mailbox_of_its_own_answers_go_to_the_service_desk(
    cast: Cast, post: Post
) -> None:
    send()
    drain()
    assert post.senders[DAVE] == "it@rivierland.example"
    assert post.mail_to(DAVE)["reply-to"] == "IT-servicedesk <servicedesk@rivierland.example>"


def test_files_and_pictures_travel_along(cast: Cast, post: Post) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"." * 2000
    enclosed = {
        "attachments": [enclose("Stappen – uitleg.pdf", "application/pdf", b"%PDF-1.7 .\n.\n")],
        "pictures": [enclose("knop.png", "image/png", png) | {"alt": "De knop linksboven"}],
    }
    send(content=content(**enclosed), selection=Selection(persons=(cast.dave.pk,)))
    drain()
    mail = post.mail_to(DAVE)
    [attached] = list(mail.iter_attachments())
    assert attached.get_filename() == "Stappen – uitleg.pdf"
    assert attached.get_content() == b"%PDF-1.7 .\n.\n"
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == png
    cid = str(picture["content-id"]).strip("<>")
    assert f'src="cid:{cid}"' in body(mail, "html")
    assert 'alt="De knop linksboven"' in body(mail, "html")
    assert "[De knop linksboven]" in body(mail, "plain")


def test_file_that_cannot_be_read_is_refused_before_anything_goes(cast: Cast) -> None:
    broken = {"attachments": [{"name": "a.pdf", "type": "application/pdf", "base64": "é!"}]}
    with pytest.raises(NoLetter, match="base64"):
        send(content=content(**broken))


def enclose(name: str, kind: str, file: bytes) -> dict[str, str]:
    """A file as a letter carries it."""
    return {"name": name, "type": kind, "base64": b64encode(file).decode()}


@pytest.mark.parametrize(
    "name", [".", "=", "👩🏽‍💻 " * 30, "x" * 150, "שלום ‮evE", "<b>Bold</b>", "From me", "= . ="]
)
def test_the_strangest_names_are_shown_as_they_are(cast: Cast, post: Post, name: str) -> None:
    somebody = person("somebody", name[:150].strip())
    send(selection=Selection(persons=(somebody.pk,)))
    drain()
    mail = post.mail_to("somebody@rivierland.example")
    shown = f"{' '.join(somebody.name.split())} (somebody@rivierland.example)"
    assert shown in body(mail, "plain")
    assert escape(shown) in body(mail, "html")
    written = post.arrived[-1][1].partition(b"\r\n\r\n")[2]
    assert max(map(len, written.split(b"\r\n"))) <= 78
