"""Reading a mail: what is new in a reply, text out of HTML, what a machine wrote.

Whatever comes in, reading never fails and never stalls.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helder.delivery.inbound import bounces
from helder.delivery.inbound.automatic import why_dropped
from helder.delivery.inbound.incoming import read
from helder.delivery.inbound.plaintext import from_html, what_is_new

HOSTS = frozenset({"helder.rivierland.example"})

REPLIES = {
    "gmail": """Geldt dit ook voor de bibliotheek?

Op ma 23 nov 2026 om 09:12 schreef IT-dienst Rivierland <
it@rivierland.example>:

> U kunt niet op de wifi.
>
""",
    "gmail in English": """Geldt dit ook voor de bibliotheek?

On Mon, 23 Nov 2026 at 09:12, IT Services <it@rivierland.example> wrote:
> You cannot use the wifi.
""",
    "outlook": """Geldt dit ook voor de bibliotheek?

Met vriendelijke groet,
Dave
________________________________
Van: IT-dienst Rivierland <it@rivierland.example>
Verzonden: maandag 23 november 2026 09:12
Aan: Dave <dave@rivierland.example>
Onderwerp: De wifi doet het niet

U kunt niet op de wifi.
""",
    "outlook on a phone": """Geldt dit ook voor de bibliotheek?

Outlook voor iOS downloaden
________________________________
From: IT <it@rivierland.example>
Sent: Monday, November 23, 2026 9:12 AM
""",
    "iphone": """Geldt dit ook voor de bibliotheek?

Verstuurd vanaf mijn iPhone

> Op 23 nov 2026 om 09:12 heeft IT het volgende geschreven:
>
> U kunt niet op de wifi.
""",
    "old outlook": """Geldt dit ook voor de bibliotheek?

-----Oorspronkelijk bericht-----
Van: IT
""",
    "signature": """Geldt dit ook voor de bibliotheek?

--\x20
Dave Öztürk
Opleiding Zorg
""",
}


@pytest.mark.parametrize("program", sorted(REPLIES))
def test_what_a_mail_program_adds_is_left_out(program: str) -> None:
    new = what_is_new(REPLIES[program])
    assert new.startswith("Geldt dit ook voor de bibliotheek?")
    for old in ("U kunt niet", "You cannot", "Verzonden", "iPhone", "Oorspronkelijk", "Opleiding"):
        assert old not in new


def test_answers_between_the_lines_are_kept() -> None:
    text = "Op ma 23 nov schreef IT:\n> Hebt u een kabel?\nJa, die heb ik.\n> Werkt het?\nNee.\n"
    assert what_is_new(text) == "Ja, die heb ik.\nNee."


def test_a_reply_with_nothing_new_is_shown_whole() -> None:
    assert what_is_new("> Alles is oud\n> hier") == "> Alles is oud\n> hier"


@pytest.mark.parametrize(
    "text",
    [
        "Van: wie moet ik dat horen?\nGroet, Dave",
        "Op school werkt het niet:\nthuis wel.",
        "Mijn vraag:\n- wanneer\n- waar",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text: str) -> None:
    assert what_is_new(text) == text


def test_html_becomes_text_without_what_runs_or_hides() -> None:
    text = from_html(
        "<html><head><title>Weg</title><style>p{color:red}</style></head><body>"
        "<p>Hallo &amp; dag,</p><p>1 &lt; 2 <b>vet</b><br>regel</p><!-- weg -->"
        "<script>alert('weg')</script><ul><li>een<li>twee</ul>"
        "<blockquote><p>oud</p>meer</blockquote></body>"
    )
    assert text == "Hallo & dag,\n\n1 < 2 vet\nregel\n- een\n- twee\n\n> oud\n> meer"


def test_a_mail_of_only_html_is_read_and_its_quotation_left_out() -> None:
    raw = (
        "From: dave@rivierland.example\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
        "<div>Eén vraag</div><div class=gmail_quote>Op ma 23 nov schreef IT:<blockquote>Oud"
        "</blockquote></div>"
    ).encode("latin-1")
    assert what_is_new(read(raw).text) == "Eén vraag"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ("Subject: Vraag", ""),
        ("Subject: Vraag\r\nAuto-Submitted: no", ""),
        ("Subject: Afwezigheid van de leraar", ""),
        ("Subject: Vraag\r\nAuto-Submitted: auto-replied", "automatic"),
        ("Subject: Vraag\r\nX-Autoreply: yes", "automatic"),
        ("Subject: Vraag\r\nPrecedence: bulk", "automatic"),
        ("Subject: Vraag\r\nPrecedence: auto_reply", "automatic"),
        ("Subject: Vraag\r\nReturn-Path: <>", "automatic"),
        ("Subject: Vraag\r\nX-Auto-Response-Suppress: All", "automatic"),
        ("Subject: Automatisch antwoord: De wifi doet het niet", "automatic"),
        ("Subject: =?utf-8?q?Automatic_reply=3A_Wifi?=", "automatic"),
        ("Subject: Gelezen: De wifi doet het niet", "automatic"),
        ("Subject: Afwezig", "automatic"),
        ("Content-Type: multipart/report; report-type=disposition-notification", "automatic"),
        ("Subject: Vraag\r\nX-Spam-Flag: YES", "spam"),
        ("Subject: Vraag\r\nMessage-ID: <a.b@helder.rivierland.example>", "loop"),
        ("Subject: Vraag\r\nList-Id: <outage.helder.rivierland.example>", "loop"),
    ],
)
def test_what_a_machine_wrote_is_told_apart(headers: str, why: str) -> None:
    raw = f"From: Dave <dave@rivierland.example>\r\n{headers}\r\n\r\nTekst".encode()
    assert why_dropped(read(raw), HOSTS) == why


def test_mail_from_no_address_and_from_machines_is_automatic() -> None:
    for sender in ("MAILER-DAEMON@x.example", "no-reply@x.example", "undisclosed", ""):
        raw = f"From: {sender}\r\n\r\nTekst".encode()
        assert why_dropped(read(raw), HOSTS) == "automatic", sender


def test_mail_from_our_own_reply_address_comes_round(settings: object) -> None:
    settings.REPLY_ADDRESS = "it-antwoord@rivierland.example"  # type: ignore[attr-defined]
    raw = b"From: it-antwoord+r.1.2@rivierland.example\r\n\r\nTekst"
    assert why_dropped(read(raw), HOSTS) == "loop"


BROKEN = [
    b"",
    b"\x00\xff\xfe",
    b"From: =?utf-8?b?////?= <\xff@\xfe>\r\nSubject: =?x-unknown?q?=C3=28?=\r\n\r\n\x00",
    b"Content-Type: text/plain; charset=no-such\r\n\r\nh\xe9",
    b"Content-Type: multipart/mixed\r\n\r\nzonder grens",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n",
    b"Content-Disposition: attachment; filename*=x'y'%%%; filename=\"a\x00b\"\r\n\r\nx",
    b"Content-Transfer-Encoding: base64\r\n\r\n=====",
    b"Message-ID: <a\r\n b>\r\nReferences: <<<>>>\r\n\r\n",
    b"From: a@b.example\r\nTo: " + b"x@y.example, " * 5000 + b"\r\n\r\nx",
]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    mail = read(raw)
    bounces.read(mail.message, mail.text)
    why_dropped(mail, HOSTS)
    assert "\x00" not in mail.text + mail.subject + mail.name + mail.message_id


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 20))
def test_whatever_is_changed_in_a_mail_reading_goes_on(noise: bytes, which: int) -> None:
    golden = sorted((Path(__file__).parent.parent / "golden" / "bounces").glob("*.eml"))
    raw = golden[which % len(golden)].read_bytes()
    place = len(noise) * 7 % len(raw)
    mail = read(raw[:place] + noise + raw[place:])
    bounces.read(mail.message, mail.text)
    why_dropped(mail, HOSTS)
    what_is_new(mail.text)
    mail.text.encode()


@pytest.mark.parametrize("sign", ["<", "<!--", "<a ", "</", "<!", "<a b='", "<script>", "&", "<p>"])
def test_html_that_is_broken_on_purpose_does_not_stall(sign: str) -> None:
    begun = time.monotonic()
    from_html((sign * 100_000)[:100_000])
    assert time.monotonic() - begun < 5


def test_parts_within_parts_without_end_do_not_stall() -> None:
    raw = b"From: a@b.example\r\n"
    for depth in range(300):
        raw += f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n".encode()
    begun = time.monotonic()
    read(raw + b"\r\nTekst")
    assert time.monotonic() - begun < 5
