"""The status of IT on other sites: the banner, the frame, oEmbed, and the lines to copy."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse

from helder.outages import actions
from helder.outages.status import addresses
from helder.outages.status.urls import urlpatterns
from tests.cast import Cast
from tests.outages.told import ago, plan, read, tell, visitor, word


def items() -> list[dict[str, Any]]:
    """What the banner may show."""
    found: list[dict[str, Any]] = json.loads(visitor().get("/status/banner.json").content)["items"]
    return found


def test_the_banner_is_small_and_keeps_nothing(cast: Cast) -> None:
    response = visitor().get("/status/banner.js")
    script = response.content.decode()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert len(response.content) < 3_000
    for word_ in ("cookie", "localStorage", "sessionStorage", "indexedDB", "eval", "innerHTML",
                  ".style", "setAttribute(\"style"):  # fmt: skip
        assert word_ not in script


def test_the_banner_hears_all_in_both_languages(cast: Cast) -> None:
    assert items() == []
    tell(cast, places=[cast.noord])
    plan(cast)
    now, planned = items()
    assert (now["state"], now["services"], now["places"]) == ("down", ["wifi"], ["noord"])
    assert now["en"]["title"] == "Wifi does not work at North."
    assert now["nl"]["title"] == "Wifi doet het niet op locatie Noord."
    assert (now["en"]["text"], now["nl"]["text"]) == ("Use your phone.", "Gebruik uw telefoon.")
    assert re.match(r"Next update: \d", now["en"]["next"])
    assert now["starts"] is None
    assert planned["state"] == "maintenance"
    assert planned["starts"]
    assert planned["en"]["title"] == "Maintenance of E-mail."
    assert planned["en"]["next"].startswith("From ")
    assert visitor().get(now["url"]).status_code == 200


def test_the_banner_says_nothing_relative(cast: Cast) -> None:
    """It may be read later, from a copy."""
    tell(cast)
    plan(cast)
    said = visitor().get("/status/banner.json").content.decode()
    for word_ in ("today", "tomorrow", "vandaag", "morgen"):
        assert word_ not in said


def test_what_is_far_away_or_over_is_not_in_the_banner(cast: Cast) -> None:
    plan(cast, hours=24 * 8)
    outage = tell(cast)
    actions.resolve(outage, word(main="news"), by=cast.carol)
    assert items() == []


def test_a_late_promise_is_not_repeated_in_the_banner(cast: Cast) -> None:
    tell(cast, due=-5, said=60)
    assert items()[0]["en"]["next"] == ""


def test_an_unchanged_banner_is_not_sent_again(cast: Cast) -> None:
    tell(cast)
    tag = visitor().get("/status/banner.json")["ETag"]
    answer = visitor(cast.dave, lang="nl").get(
        "/status/banner.json", headers={"if-none-match": tag}
    )
    assert answer.status_code == 304
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_frame_may_stand_in_any_page_and_only_the_frame(cast: Cast, lang: str) -> None:
    outage = tell(cast)
    response = visitor().get(f"/status/embed/?lang={lang}")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    page = response.content.decode()
    assert f'<html lang="{lang}">' in page
    assert ("Wifi does not work." in page) == (lang == "en")
    assert f"{outage.get_absolute_url()}" in page
    assert "<form" not in page
    other = visitor().get("/status/")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


def test_the_frame_is_the_same_for_everybody(cast: Cast) -> None:
    tell(cast, places=[cast.zuid])
    assert "affect" not in read(visitor(cast.dave), "/status/embed/?lang=en")


def test_the_frame_of_a_service_a_place_or_an_outage(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    mail = tell(cast, services=[cast.mail])
    assert "Two things" in read(visitor(), "/status/embed/")
    assert "Wifi does not work at North." in read(visitor(), "/status/embed/?service=wifi")
    assert "Everything works." in read(visitor(), "/status/embed/?service=cijfers")
    assert "E-mail does not work." in read(visitor(), "/status/embed/?place=zuid")
    actions.resolve(mail, word(main="news"), by=cast.carol)
    page = read(visitor(), f"/status/embed/?outage={mail.public_id}")
    assert "Resolved" in page
    assert visitor().get("/status/embed/?outage=222222222222").status_code == 404
    assert visitor().get("/status/embed/?service=none").status_code == 404


def test_oembed_gives_a_frame_for_our_own_pages(cast: Cast) -> None:
    outage = tell(cast)
    for path, query in (
        ("/status/", "lang=en"),
        ("/status/services/wifi/", "service=wifi"),
        (outage.get_absolute_url(), f"outage={outage.public_id}"),
    ):
        page = visitor().get(path).content.decode()
        found = re.search(
            r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page
        )
        assert found
        answer = visitor().get(unescape(found[1]))
        document = json.loads(answer.content)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert (document["version"], document["type"]) == ("1.0", "rich")
        assert query in document["html"]
        frame = re.search(r'src="([^"]+)"', document["html"])
        assert frame
        assert visitor().get(unescape(frame[1])).status_code == 200


def test_oembed_keeps_to_the_width_that_is_asked(cast: Cast) -> None:
    document = visitor().get("/status/oembed?url=http://testserver/status/&maxwidth=400").json()
    assert document["width"] == 400
    assert 'width="400"' in document["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=http://elsewhere.example/status/", 404),
        ("url=http://testserver/desk/", 404),
        ("url=http://testserver/status/services/none/", 404),
        ("url=http://testserver/status/222222222222/", 404),
        ("url=http://[bad/", 404),
        ("url=http://testserver/status/&maxwidth=-3", 200),
        ("url=http://testserver/status/&maxwidth=9999999999999999999999", 200),
        ("url=http://testserver/status/&format=xml", 501),
    ],
)
def test_oembed_refuses_what_is_not_ours(cast: Cast, query: str, status: int) -> None:
    assert visitor().get(f"/status/oembed?{query}").status_code == status


def test_the_desk_has_the_lines_ready(cast: Cast) -> None:
    page = visitor(cast.carol).get("/desk/show/?lang=en&planned=24&service=wifi&place=noord")
    lines = [
        unescape(found)
        for found in re.findall(
            r'<code class="o-line__code"[^>]*>(.*?)</code>', page.content.decode()
        )
    ]
    assert len(lines) == 5
    banner = lines[0]
    assert banner.startswith("<script src=")
    for said in (
        'data-lang="en"',
        'data-services="wifi"',
        'data-places="noord"',
        'data-planned="24"',
        "defer",
    ):
        assert said in banner
    for line in lines:
        (address,) = re.findall(r'(?:src="|^)((?:https?|webcal)://[^" ]+)', line)
        path = re.sub(r"^\w+://[^/]+", "", unescape(address))
        assert visitor().get(path).status_code == 200, line
    assert visitor(cast.carol).get("/desk/show/?service=none").status_code == 404
    assert visitor(cast.dave).get("/desk/show/").status_code == 403


def test_the_list_of_public_addresses_is_whole(cast: Cast) -> None:
    """What a visitor can open stands in the list that copies are made from, and answers."""
    tell(cast)
    with time_machine.travel(ago(60 * 25)):
        plan(cast)
    ended = tell(cast, said=60)
    actions.resolve(ended, word(main="news"), by=cast.carol)
    listed = {address.path for address in addresses.every()}
    for path in listed:
        assert visitor().get(path).status_code == 200, path
    public = {
        f"outages:{pattern.name}"
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern)
        and pattern.name
        and not getattr(pattern.callback, "permission", "")
    }
    resolver = get_resolver()
    found = {resolver.resolve(path).view_name for path in listed}
    assert public - found == {f"outages:{name}" for name in addresses.LIVE_ONLY}
    assert reverse("outages:show") not in listed
