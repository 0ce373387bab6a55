"""Text messages: counted as networks count them, cut with the link kept, sent over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from helder.delivery.channels import kinds
from helder.delivery.channels.direct import channel as direct
from helder.delivery.channels.sms import channel as sms
from helder.delivery.channels.sms.cost import Cost, cost, line
from helder.delivery.channels.sms.numbers import international
from helder.delivery.channels.sms.segments import EXTENDED, GSM, Count, count, plain
from helder.delivery.channels.sms.text import text_of
from helder.delivery.errors import ChannelError, Trouble
from helder.delivery.models import ChannelSetting
from helder.delivery.parcels import Outcome, Reader
from helder.people.audiences import Selection
from tests.cast import Cast
from tests.delivery.hosts import Host, serving
from tests.delivery.ledgers import sent, to_reader
from tests.delivery.letters import content, letter

DAVE = Reader(7, "dave@rivierland.example", "Dave Öztürk", "nl", "06 12345678", "s123")
KEY = "K3Y-of-the-gateway"

# Counting


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Count(True, 0, 0)),
        ("a" * 160, Count(True, 160, 1)),
        ("a" * 161, Count(True, 161, 2)),
        ("a" * 306, Count(True, 306, 2)),
        ("a" * 307, Count(True, 307, 3)),
        ("€" * 80, Count(True, 160, 1)),
        ("a" * 159 + "€", Count(True, 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Count(True, 306, 3)),  # never half a sign
        ("ë" * 70, Count(False, 70, 1)),
        ("ë" * 71, Count(False, 71, 2)),
        ("ë" * 134, Count(False, 134, 2)),
        ("ë" * 135, Count(False, 135, 3)),
        ("😀" * 35, Count(False, 70, 1)),
        ("😀" * 36, Count(False, 72, 2)),
        ("ë" * 66 + "😀" + "ë" * 66, Count(False, 134, 3)),
        ("{[~]}^\\|€", Count(True, 18, 1)),
        ("Crème à la Ç, Øre, ß, ñ, Ω", Count(True, 26, 1)),
    ],
)
def test_counts_as_networks_do(text: str, expected: Count) -> None:
    assert count(text) == expected


def test_the_alphabet_of_gsm_has_its_size() -> None:
    assert len(GSM) == 127  # 128 places, of which one is the escape
    assert len(EXTENDED) == 10


@pytest.mark.parametrize(
    ("written", "sent_as"),
    [
        ("Zoë, café, naïef, België", "Zoe, café, naief, Belgie"),
        ("“Ja” – ‘nee’…", "\"Ja\" - 'nee'..."),
        ("één çirkel, Łódź, Öztürk, Ĳssel", "één cirkel, Lódz, Öztürk, IJssel".replace("ó", "o")),
        ("12 °C", "12 °C"),
        ("tot\u00a014:00\u200b", "tot 14:00"),
        ("Привет 😀", "Привет 😀"),
    ],
)
def test_signs_that_gsm_lacks_get_their_nearest(written: str, sent_as: str) -> None:
    assert plain(written) == sent_as


@given(st.text(max_size=600))
@settings(max_examples=100, deadline=None)
def test_count_is_never_less_than_what_fits(text: str) -> None:
    counted = count(text)
    units = (
        sum(2 if sign in EXTENDED else 1 for sign in text)
        if counted.is_gsm
        else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )
    alone, joined = (160, 153) if counted.is_gsm else (70, 67)
    assert counted.units == units
    if units > alone:
        assert -(-units // joined) <= counted.segments <= -(-units // (joined - 1))
    else:
        assert counted.segments == (1 if units else 0)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_plain_settles_at_once_and_never_costs_more_alphabet(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert count(once).is_gsm or not count(text).is_gsm


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400)


@given(words.filter(str.strip), words, words, st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_link_is_always_there_and_the_text_always_fits(
    subject: str, lead: str, promise: str, most: int
) -> None:
    url = "https://it.example/status/k3x/"
    text = text_of(letter(subject, lead=lead, promise=promise, url=url), most)  # type: ignore[arg-type]
    assert text.endswith(url)
    assert 1 <= count(text).segments <= most


def test_what_matters_comes_first() -> None:
    long = letter("De wifi in Noord doet het niet", lead="Sinds vandaag 10:00 " + "x" * 200)
    text = text_of(long | {"url": "https://it.example/k/"}, 1)  # type: ignore[arg-type]
    assert text == (
        "De wifi in Noord doet het niet. De volgende update komt vandaag om 14:00. "
        "https://it.example/k/"
    )


def test_a_link_that_is_too_long_goes_alone_and_whole() -> None:
    url = "https://it.example/" + "a" * 200
    assert text_of(letter("Storing", url=url), 1) == url  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "region", "known"),
    [
        ("06 12345678", "NL", "+31612345678"),
        ("+31 6 12 34 56 78", "NL", "+31612345678"),
        ("0031612345678", "NL", "+31612345678"),
        ("0470 12 34 56", "BE", "+32470123456"),
        ("0612345678", "BE", ""),
        ("+31600000000", "NL", ""),
        ("12", "NL", ""),
        ("geen", "NL", ""),
        ("", "NL", ""),
    ],
)
def test_numbers_as_people_write_them(number: str, region: str, known: str) -> None:
    assert international(number, region) == known


# Sending


@pytest.fixture
def host(settings: Any, cast: Cast) -> Iterator[Host]:
    """A gateway in one's own network."""
    settings.PRIVATE_HOSTS = ("127.0.0.0/8",)
    settings.BASE_URL = "https://it.rivierland.example"
    with serving() as running:
        yield running


def options(channel: str, **values: str) -> None:
    """What an administrator filled in."""
    ChannelSetting.objects.update_or_create(
        channel=channel, defaults={"is_on": True, "options": values}
    )


def failure(outcomes: list[Outcome]) -> ChannelError:
    """The error of the only outcome."""
    (outcome,) = outcomes
    assert outcome.error is not None
    return outcome.error


def test_a_gateway_gets_json_with_the_secret_in_its_header(host: Host) -> None:
    options("sms", gateway=f"{host.url}/v1", header=f"Authorization: Bearer {KEY}",
            sender="IT",
            body='{"to": ["{phone}"], "body": "{text}", "from": "{sender}"}')  # fmt: skip
    (outcome,) = sent(to_reader("sms", DAVE, lead='Met "aanhalingstekens" en \\ zo'))
    assert outcome.error is None
    assert host.last.headers["Authorization"] == f"Bearer {KEY}"
    assert host.last.json["to"] == ["+31612345678"]
    assert host.last.json["from"] == "IT"
    assert '"aanhalingstekens" en \\ zo' in host.last.json["body"]
    assert host.last.json["body"].endswith("https://it.rivierland.example/status/k3x/")


def test_a_gateway_gets_a_form(host: Host) -> None:
    options("sms", gateway=f"{host.url}/send", body=f"key={KEY}&to={{phone}}&message={{text}}")
    sent(to_reader("sms", DAVE, lead="A & B = 100 %?"))
    assert host.last.form["to"] == "+31612345678"
    assert "A & B = 100 %?" in host.last.form["message"]
    assert host.last.form["key"] == KEY


def test_a_gateway_gets_it_in_the_address(host: Host) -> None:
    options("sms", method="GET", gateway=f"{host.url}/s?k={KEY}&n={{phone}}&t={{text}}")
    sent(to_reader("sms", DAVE))
    assert host.last.method == "GET"
    assert "n=%2B31612345678&t=De%20wifi" in host.last.path


def test_through_a_service_of_apprise(host: Host) -> None:
    address = host.url.replace("http:", "json:") + "/sms/{phone}"
    options("sms", service=address)
    (outcome,) = sent(to_reader("sms", DAVE))
    assert outcome.error is None
    assert host.last.path in {"/sms/+31612345678", "/sms/%2B31612345678"}
    assert host.last.json["message"].endswith("https://it.rivierland.example/status/k3x/")


def test_english_reader_gets_english(host: Host) -> None:
    options("sms", gateway=f"{host.url}/send")
    eve = Reader(8, "eve@rivierland.example", "Eve", "en", "+31612345679")
    sent(to_reader("sms", eve))
    assert host.last.json["text"].startswith("Wifi does not work. ")


@pytest.mark.parametrize(
    ("status", "permanent", "trouble"),
    [
        (400, True, Trouble.ROW),
        (404, True, Trouble.ROW),
        (401, False, Trouble.CHANNEL),
        (403, False, Trouble.CHANNEL),
        (429, False, Trouble.CHANNEL),
        (500, False, Trouble.ROW),
    ],
)
@pytest.mark.parametrize("way", ["gateway", "service"])
def test_what_the_service_answers_is_nobodys_fault_but_its_own(
    host: Host, status: int, permanent: bool, trouble: Trouble, way: str
) -> None:
    host.answer(status, KEY, Retry_After="60")
    url = f"{host.url}/{KEY}/{{phone}}/"
    options("sms", **{way: url.replace("http:", "json:") if way == "service" else url})
    error = failure(sent(to_reader("sms", DAVE)))
    assert (error.permanent, error.trouble, error.address_is_gone) == (permanent, trouble, False)
    assert KEY not in error.note
    if status == 429 and way == "gateway":
        assert error.wait == timedelta(minutes=1)


def test_a_gateway_that_is_down_makes_all_wait(host: Host) -> None:
    with serving() as other:
        gone = other.url
    options("sms", gateway=gone)
    assert failure(sent(to_reader("sms", DAVE))).trouble is Trouble.CHANNEL
    options("sms", service=gone.replace("http:", "json:") + "/{phone}")
    assert failure(sent(to_reader("sms", DAVE))).trouble is Trouble.CHANNEL


def test_a_gateway_that_hangs_up_makes_it_uncertain(host: Host) -> None:
    options("sms", gateway=host.url)
    host.silent = True
    assert failure(sent(to_reader("sms", DAVE))).trouble is Trouble.UNKNOWN


def test_only_who_has_a_number_can_be_reached(host: Host) -> None:
    nobody = Reader(9, "x@rivierland.example", phone="n.v.t.")
    guest = Reader(10, "g@elders.example", phone="0612345678", is_guest=True)
    assert kinds()["sms"].addresses([DAVE, nobody, guest]) == {7: "+31612345678"}


def test_kind_says_why_it_cannot_be_used(host: Host) -> None:
    assert kinds()["sms"].trouble()
    options("sms", gateway=host.url)
    assert kinds()["sms"].trouble() == ""


GOOD = {"gateway": "http://127.0.0.1:9/", "body": '{"n": "{phone}", "t": "{text}"}'}


@pytest.mark.parametrize(
    ("filled", "wrong"),
    [
        ({}, {"service"}),
        ({"service": "msgbird://abcdefghijklmnopqrstuvwxy/31612345678/{phone}"}, set()),
        ({"service": "msgbird://abcdefghijklmnopqrstuvwxy/31612345678/0612345678"}, {"service"}),
        ({"service": "dbus://{phone}"}, {"service"}),
        ({"service": "json://x.example/{phone}", **GOOD}, {"gateway"}),
        (GOOD, set()),
        (GOOD | {"segments": "9", "price": "duur", "region": "Nederland"},
         {"segments", "price", "region"}),
        (GOOD | {"price": "0,085", "segments": "3", "region": "be"}, set()),
        (GOOD | {"method": "DELETE"}, {"method"}),
        (GOOD | {"header": "zonder dubbele punt"}, {"header"}),
        (GOOD | {"header": "X: y\nAuthorization: Bearer abc"}, set()),
        (GOOD | {"body": '{"n": {phone}, "t": "{text}"}'}, {"body"}),
        (GOOD | {"body": '{"n": "{phone}"}'}, {"gateway"}),
        (GOOD | {"gateway": "gateway.example"}, {"gateway"}),
        (GOOD | {"gateway": "http://10.9.8.7/"}, {"gateway"}),
    ],
)  # fmt: skip
def test_options_are_checked_with_a_sentence(
    host: Host, filled: dict[str, str], wrong: set[str]
) -> None:
    assert set(sms.check(filled)) == wrong


# A chat message to one person


def test_direct_message_goes_to_the_person(host: Host) -> None:
    options("direct", address=host.url.replace("http:", "ntfy:") + "/helder-{external_id}")
    (outcome,) = sent(to_reader("direct", DAVE))
    assert outcome.error is None
    assert host.last.json["topic"] == "helder-s123"
    assert "De wifi doet het niet" in host.last.json["title"]


def test_direct_message_of_rocket_chat_goes_to_the_user(host: Host) -> None:
    address = host.url.replace("http://", "rocket://webhook1%2Ftoken2@") + "/@{user}"
    options("direct", address=address)
    sent(to_reader("direct", DAVE))
    assert host.last.json["channel"] == "@dave"


def test_a_service_that_would_tell_everybody_is_not_used(host: Host) -> None:
    address = host.url.replace("http:", "mmost:") + "/tok3n?to=@{user}"
    assert "would tell everybody" in direct.check({"address": address})["address"]
    options("direct", address=address)
    assert failure(sent(to_reader("direct", DAVE))).permanent
    assert not host.asked


def test_nothing_of_a_person_can_change_where_it_goes(host: Host) -> None:
    options("direct", address=host.url.replace("http:", "json:") + "/to/{external_id}")
    for odd in ("../../x", "a?b=1", "x#y", "a&b", "x y", "..", "%2e%2e"):
        reader = Reader(1, "a@b.example", external_id=odd)
        assert failure(sent(to_reader("direct", reader))).permanent
        assert kinds()["direct"].addresses([reader]) == {}
    assert not host.asked


def test_direct_reaches_only_whom_the_chat_can_know(host: Host) -> None:
    options("direct", address="ntfys://ntfy.example.org/{external_id}")
    unknown = Reader(9, "x@rivierland.example")
    found = kinds()["direct"].addresses([DAVE, unknown])
    assert found == {7: "s123"}
    options("direct", address="ntfys://secret@ntfy.example.org/{user}")
    assert kinds()["direct"].addresses([DAVE, unknown]) == {7: "dave", 9: "x"}


@pytest.mark.parametrize(
    ("template", "good"),
    [
        ("ntfys://ntfy.example.org/{external_id}", True),
        ("zulip://helder@example/a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4/{email}", True),
        ("mmosts://chat.example.org/{token}?to=@{user}", False),
        ("mmosts://chat.example.org/tok3n", False),
        ("nosuch://{user}", False),
    ],
)
def test_template_is_checked(host: Host, template: str, good: bool) -> None:
    assert (direct.check({"address": template}) == {}) is good


@pytest.mark.parametrize(
    ("status", "permanent", "trouble"),
    [(404, True, Trouble.ROW), (401, False, Trouble.CHANNEL), (503, False, Trouble.ROW)],
)
def test_a_token_that_was_withdrawn_is_no_persons_fault(
    host: Host, status: int, permanent: bool, trouble: Trouble
) -> None:
    host.answer(status, "{}")
    options("direct", address=host.url.replace("http:", "json:") + "/to/{user}")
    error = failure(sent(to_reader("direct", DAVE)))
    assert (error.permanent, error.trouble, error.address_is_gone) == (permanent, trouble, False)


# What it costs, before it goes


def test_cost_counts_each_reader_in_their_own_language(host: Host, cast: Cast) -> None:
    for person in (cast.dave, cast.eve, cast.carol, cast.bob):
        person.phone, person.urgent_by = "06 12345678", "sms,mail"
        person.save()
    cast.carol.phone = "geen"  # cannot be used
    cast.carol.save()
    cast.bob.urgent_by = "mail,sms"  # is reached by mail first
    cast.bob.save()
    options("sms", gateway=host.url, price="0,08")
    texts = content(lead="x" * 100, url="https://it.example/k/")
    texts["en"] = letter("Wifi does not work", lead="", promise="", sections=[])
    found = cost(texts, Selection(("all",)))
    assert found == Cost(persons=2, segments=3, amount=Decimal("0.24"))


def test_cost_is_nothing_while_text_messages_are_off(host: Host, cast: Cast) -> None:
    assert line(cost(content(), Selection(("all",)))) == ""


def test_cost_in_words() -> None:
    with translation.override("en"):
        assert line(Cost(412, 412, Decimal("32.96"))) == "412 text messages, about € 33"
        assert line(Cost(1, 1, Decimal("0.08"))) == "1 text message, about € 0.08"
        assert line(Cost(2000, 2000)) == "2,000 text messages"
    assert line(Cost()) == ""
