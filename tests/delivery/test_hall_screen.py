"""The screen in a hall: what it shows, in which language, to whom, and who may make one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from helder.delivery.models import Screen
from helder.journal.models import Entry
from helder.kit.qr import code
from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import ago, plan, tell, word


@pytest.fixture
def screen(cast: Cast) -> Screen:
    """One in Dutch, in the hall."""
    return Screen.objects.create(token="hall-token", name="Hal Noord", language="nl")


def slides(client: Client, path: str = "/screen/hall-token/slides/") -> dict[str, str]:
    """Key → the words of each slide."""
    answer = client.get(path)
    assert answer.status_code == 200
    found = re.findall(r'data-slide="([^"]+)".*?>(.*?)</section>', answer.content.decode(), re.S)
    return {key: " ".join(unescape(strip_tags(html)).split()) for key, html in found}


def titles(client: Client, path: str = "/screen/hall-token/slides/") -> list[str]:
    """The sentence that counts of each slide, in their order."""
    html = client.get(path).content.decode()
    return [unescape(title) for title in re.findall(r"<h2[^>]*>(.*?)</h2>", html)]


def test_what_is_broken_comes_first_with_what_to_do_and_when_to_hear_more(
    cast: Cast, screen: Screen, client: Client
) -> None:
    plan(cast)
    outage = tell(cast, places=[cast.noord])
    told = slides(client)
    first = next(iter(told))
    assert first == f"outage-{outage.public_id}.nl"
    assert "Wifi doet het niet op locatie Noord." in told[first]
    assert "Gebruik uw telefoon." in told[first]
    assert "Volgende update vandaag om" in told[first] or "morgen" in told[first]
    assert titles(client)[1] == "Onderhoud: E-mail"
    assert titles(client)[-1] == "IT-servicedesk"


def test_when_nothing_is_wrong_it_says_so(cast: Cast, screen: Screen, client: Client) -> None:
    assert titles(client) == ["Alles werkt.", "IT-servicedesk"]
    assert "0344 123 456" in slides(client)["service-desk.nl"]


def test_more_than_one_thing_is_summed_up_first(cast: Cast, screen: Screen, client: Client) -> None:
    tell(cast)
    tell(cast, services=[cast.mail])
    said = titles(client)
    assert said[0] == "Twee dingen werken niet goed."
    assert "Alles werkt." not in said
    assert len(said) == 4


def test_only_the_news_of_its_own_places(cast: Cast, screen: Screen, client: Client) -> None:
    screen.places.add(cast.zuid)
    tell(cast, places=[cast.noord])
    assert titles(client)[0] == "Alles werkt."
    everywhere = tell(cast, services=[cast.mail])
    assert titles(client)[0] == "E-mail doet het niet."
    actions.resolve(everywhere, word(main="news"), by=cast.carol)
    tell(cast, places=[cast.zuid, cast.noord])
    assert "Zuid" in titles(client)[0]


def test_both_languages_in_turn(cast: Cast, screen: Screen, client: Client) -> None:
    screen.language = ""
    screen.save()
    outage = tell(cast)
    told = slides(client)
    assert list(told)[:2] == [f"outage-{outage.public_id}.{lang}" for lang in ("nl", "en")]
    assert "Wifi does not work." in told[f"outage-{outage.public_id}.en"]
    assert "Next update" in told[f"outage-{outage.public_id}.en"]


def test_the_visitors_own_language_does_not_change_a_screen(cast: Cast, screen: Screen) -> None:
    english = Client(headers={"accept-language": "en"})
    answer = english.get("/screen/hall-token/")
    assert answer["Content-Language"] == "nl"
    assert b'<html lang="nl">' in answer.content
    screen.language = "nl-informal"
    screen.save()
    tell(cast)
    assert "Wat je nu kunt doen" in next(iter(slides(english).values()))


def test_the_word_is_shown_once_there_is_enough_to_judge(
    cast: Cast, screen: Screen, client: Client
) -> None:
    outage = tell(cast)
    for _times in range(2):
        actions.update(outage, word(ago(-30), "news"), by=cast.carol)
    assert "word.nl" not in slides(client)
    actions.update(outage, word(ago(-30), "news"), by=cast.carol)
    assert "3 van de 3 beloften" in slides(client)["word.nl"]


def test_nothing_on_the_way_keeps_it_and_nobody_finds_it(
    cast: Cast, screen: Screen, client: Client
) -> None:
    for path in ("/screen/hall-token/", "/screen/hall-token/slides/"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["X-Frame-Options"] == "DENY"
    assert client.get("/screen/hall-token/?preview")["X-Frame-Options"] == "SAMEORIGIN"
    assert (
        "frame-ancestors 'self'"
        in client.get("/screen/hall-token/?preview")["Content-Security-Policy"]
    )


def test_without_a_script_the_server_turns_the_slides(
    cast: Cast, screen: Screen, client: Client
) -> None:
    def now(number: int) -> tuple[str, str]:
        html = client.get(f"/screen/hall-token/?slide={number}").content.decode()
        refresh = re.search(r'http-equiv="refresh" content="(\d+);url=\?slide=(\d+)"', html)
        shown = re.search(r's-slide--now" lang="nl" data-slide="([^"]+)"', html)
        assert refresh is not None
        assert shown is not None
        return shown[1], refresh[2]

    assert now(1) == ("works.nl", "2")
    assert now(2) == ("service-desk.nl", "1")
    assert now(99) == ("works.nl", "2")


def test_the_desk_sees_when_it_was_last_seen(cast: Cast, screen: Screen, client: Client) -> None:
    client.get("/screen/hall-token/?preview")
    screen.refresh_from_db()
    assert screen.seen_at is None, "a look from the desk does not count"
    client.get("/screen/hall-token/slides/")
    screen.refresh_from_db()
    first = screen.seen_at
    assert first is not None
    client.get("/screen/hall-token/slides/")
    screen.refresh_from_db()
    assert screen.seen_at == first, "at most once a minute"


def test_the_number_of_queries_does_not_grow(
    cast: Cast, screen: Screen, client: Client, django_assert_max_num_queries: Any
) -> None:
    tell(cast)
    client.get("/screen/hall-token/slides/")
    with django_assert_max_num_queries(16):
        client.get("/screen/hall-token/slides/")
    for service in (cast.mail, cast.grades):
        tell(cast, services=[service])
    with django_assert_max_num_queries(16):
        client.get("/screen/hall-token/slides/")


@pytest.mark.parametrize("path", ["/screen/other/", "/screen/other/slides/", "/screen/x" * 60])
def test_an_unknown_address_opens_nothing(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_it_is_made_changed_and_taken_away_in_the_desk(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    answer = client.post(
        "/desk/screens/new/", {"name": "Hal Zuid", "language": "en", "places": [cast.zuid.pk]}
    )
    made = Screen.objects.get()
    assert answer["Location"] == f"/desk/screens/{made.pk}/"
    assert len(made.token) >= 32
    page = client.get(answer["Location"]).content.decode()
    assert f"http://testserver/screen/{made.token}/" in page
    assert "?preview" in page
    client.post(f"/desk/screens/{made.pk}/", {"name": "Hal Zuid, links", "language": ""})
    assert "Hal Zuid, links" in client.get("/desk/screens/").content.decode()
    assert Screen.objects.get().token == made.token
    anyone = Client()
    assert anyone.get(f"/screen/{made.token}/").status_code == 200
    client.post(f"/desk/screens/{made.pk}/revoke/")
    assert anyone.get(f"/screen/{made.token}/").status_code == 404
    verbs = list(Entry.objects.filter(subject=f"screen:{made.pk}").values_list("verb", flat=True))
    assert sorted(verbs) == ["screen.changed", "screen.made", "screen.revoked"]


def test_a_screen_needs_a_name(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    answer = client.post("/desk/screens/new/", {"name": "", "language": "nl"})
    assert answer.status_code == 422
    assert not Screen.objects.exists()


def test_the_code_can_be_scanned() -> None:
    """Drawn again from its path, square by square, it is the same code."""
    import qrcode

    address = "https://it.rivierland.example/status/"
    drawn = code(address)
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn.path):
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
    own = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    own.add_data(address)
    own.make(fit=True)
    rows = own.get_matrix()
    assert drawn.size == len(rows)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell}
