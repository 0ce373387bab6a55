"""What a reader sees and does: the page for a phone, one tap, thanks. Through the web."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from helder.outages import actions as outages
from helder.outages.metoo import actions, tellers, visitors
from helder.outages.metoo.queries import honest
from helder.outages.models import Report
from tests.cast import Cast
from tests.outages.tapping import tap, taps
from tests.outages.told import ago, plan, read, tell, visitor, word

WIFI = "/me-too/wifi/"


def _words(response: Any) -> str:
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags(main)).split())


def test_the_page_of_a_poster_says_what_is_known_and_when_more_comes(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    said = read(visitor(), "/me-too/wifi/noord/")
    assert "Wifi not working?" in said
    assert "You cannot connect." in said
    assert "Use your phone." in said
    assert "Next update" in said
    assert "It fails for me too" in said


def test_at_another_place_it_says_that_it_is_known_elsewhere(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    said = read(visitor(), "/me-too/wifi/zuid/")
    assert "We know of trouble elsewhere" in said
    assert "It does not work for me" in said


def test_the_card_of_an_outage_has_a_button_of_its_own(cast: Cast) -> None:
    outage = tell(cast)
    page = visitor().get("/").content.decode()
    form = page.split('class="o-quick"', 1)[1].split("</form>", 1)[0]
    assert f'action="{WIFI}"' in form
    assert f'value="{outage.public_id}"' in form
    assert "It fails for me too" in form


def test_without_a_known_outage_the_thanks_do_not_say_that_we_know(cast: Cast) -> None:
    thanks = tap(visitor(), WIFI)
    assert "Thank you for telling us" in _words(thanks)
    assert "Thank you, we know" not in _words(thanks)


def test_planned_work_has_no_button_until_it_runs_out(cast: Cast) -> None:
    outage = plan(cast, services=[cast.wifi])
    start, end = outage.scheduled_for, outage.scheduled_until
    assert start
    assert end
    for moment, shown in ((start, False), (end - timedelta(minutes=1), False), (end, True)):
        with time_machine.travel(moment + timedelta(seconds=1), tick=False):
            page = read(visitor(), outage.get_absolute_url())
        assert ("It fails for me too" in page) is shown


def test_opening_pages_changes_nothing(cast: Cast) -> None:
    tell(cast)
    client = visitor()
    for url in ("/me-too/", WIFI, "/me-too/wifi/noord/"):
        response = client.get(url)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
    assert not Report.objects.exists()


def test_one_tap_is_kept_once_and_thanked(cast: Cast) -> None:
    outage = tell(cast, places=[cast.noord])
    client = visitor()
    thanks = tap(client, "/me-too/wifi/noord/")
    assert "Thank you, we know" in _words(thanks)
    assert "We are working on it" in _words(thanks)
    report = Report.objects.get()
    assert (report.outage, report.place) == (outage, cast.noord)
    client.get(thanks.redirect_chain[-1][0])
    tap(client, "/me-too/wifi/noord/")  # a finger that taps twice
    assert Report.objects.count() == 1


def test_the_form_of_the_page_sent_twice_is_one_tap(cast: Cast) -> None:
    client = visitor()
    once = client.get(WIFI).content.decode().split('name="once" value="', 1)[1].split('"', 1)[0]
    tap(client, WIFI, once=once)
    cache.clear()
    tap(client, WIFI, once=once)
    assert Report.objects.count() == 1


def test_one_tap_under_an_outage(cast: Cast) -> None:
    outage = tell(cast, places=[cast.noord])
    page = visitor().get(outage.get_absolute_url()).content.decode()
    form = page.split('action="/me-too/wifi/"', 1)[1].split("</form>", 1)[0]
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert hidden == {"outage": outage.public_id, "place": "noord"}
    tap(visitor(), WIFI, **hidden)
    assert Report.objects.get().outage == outage


def test_a_tap_under_an_outage_that_was_just_resolved_still_counts(cast: Cast) -> None:
    outage = tell(cast)
    outages.resolve(outage, word(main="news"), by=cast.carol)
    thanks = tap(visitor(), WIFI, outage=outage.public_id, once="x" * 200)
    assert "your report has arrived" in _words(thanks)
    assert Report.objects.get().outage is None


def test_planned_and_past_outages_have_no_button(cast: Cast) -> None:
    over = tell(cast)
    outages.resolve(over, word(main="news"), by=cast.carol)
    for outage in (plan(cast), over):
        assert "It fails for me too" not in read(visitor(), outage.get_absolute_url())


def test_the_page_of_a_service_has_it(cast: Cast) -> None:
    page = visitor().get("/status/services/wifi/").content.decode()
    assert f'href="{WIFI}"' in page


def test_the_place_of_who_is_signed_in_is_known(cast: Cast) -> None:
    client = visitor(cast.dave)
    assert '<option value="noord" selected' in client.get(WIFI).content.decode()
    tap(client, WIFI)
    assert Report.objects.get().place == cast.noord


def test_a_person_counts_once_per_outage_also_when_it_was_told_after_their_tap(cast: Cast) -> None:
    client = visitor(cast.dave)
    tap(client, WIFI)
    assert Report.objects.get().outage is None
    outage = tell(cast, said=0)
    assert Report.objects.get().outage == outage
    tap(client, WIFI)
    tap(visitor(cast.dave), "/me-too/wifi/zuid/")
    assert Report.objects.count() == 1


def test_what_is_kept_says_nobodys_name_and_cannot_be_laid_side_by_side(cast: Cast) -> None:
    dave = tellers.teller(cast.dave, 0)
    for before in (0, 180):
        actions.tap(cast.wifi, dave, at=ago(before))
    fields = {field.name for field in Report._meta.get_fields()}
    assert fields == {"id", "service", "outage", "place", "slot", "key", "at"}
    first, second = Report.objects.values_list("key", flat=True)
    assert first != second


def test_where_can_be_said_after_the_tap(cast: Cast) -> None:
    client = visitor()
    thanks = tap(client, WIFI)
    assert "Where are you?" in _words(thanks)
    url = thanks.redirect_chain[-1][0]
    again = tap(client, url, place="zuid")
    assert Report.objects.get().place == cast.zuid
    assert "Wifi at South" in _words(again)
    assert '<option value="zuid" selected' in client.get(WIFI).content.decode()
    assert [cookie for cookie in client.cookies if cookie != "messages"] == ["helder_place"]
    assert client.cookies["helder_place"].value == "zuid"


def test_others_are_counted_only_from_five_and_rounded(cast: Cast) -> None:
    assert [honest(n) for n in (0, 4, 5, 9, 14, 23, 49)] == [0, 0, 5, 5, 10, 20, 30]
    outage = tell(cast, places=[cast.noord])
    taps(cast.wifi, 4, place=cast.noord)
    assert "told us this" not in read(visitor(), outage.get_absolute_url())
    taps(cast.wifi, 10, place=cast.noord)
    assert "At least 10 people told us this." in read(visitor(), outage.get_absolute_url())
    thanks = tap(visitor(), "/me-too/wifi/noord/")
    assert "Wifi: at least 10 others at North told us the same." in _words(thanks)


def test_few_at_one_place_are_said_only_together(cast: Cast) -> None:
    tell(cast)
    taps(cast.wifi, 2, place=cast.zuid)
    taps(cast.wifi, 6, place=cast.noord)
    thanks = _words(tap(visitor(), "/me-too/wifi/zuid/"))
    assert "at least 5 others told us the same" in thanks
    assert "South" not in thanks


def test_an_unknown_place_is_named_and_the_form_comes_back(cast: Cast) -> None:
    response = tap(visitor(), WIFI, place="mars")
    assert response.status_code == 422
    assert "We do not know this place." in _words(response)
    assert not Report.objects.exists()


@pytest.mark.parametrize("url", ["/me-too/nothing/", "/me-too/wifi/mars/"])
def test_what_does_not_exist_is_not_found(cast: Cast, url: str) -> None:
    assert visitor().get(url).status_code == 404


@pytest.mark.parametrize("sealed", ["1.2.0123456789abcdef0123", "1.1"])
def test_an_altered_link_leads_to_the_choice(cast: Cast, sealed: str) -> None:
    assert visitor().get(f"/me-too/told/{sealed}/").url == "/me-too/"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_tap(cast: Cast, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.dave)
    response = client.post(WIFI, headers=headers)
    assert response.status_code == 302
    assert response.url == WIFI  # type: ignore[attr-defined]
    assert not Report.objects.exists()


def test_no_cookie_and_no_token_are_needed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "Thank you" in _words(tap(client, WIFI))
    assert Report.objects.count() == 1


def test_one_telephone_counts_a_few_times_at_most_and_is_thanked_all_the_same(cast: Cast) -> None:
    for _turn in range(8):
        response = visitor().get(WIFI)
        once = response.content.decode().split('name="once" value="', 1)[1].split('"', 1)[0]
        assert "Thank you" in _words(tap(visitor(), WIFI, once=once))
    assert Report.objects.count() == 3
    other = Client(headers={"user-agent": "another telephone", "accept-language": "en"})
    tap(other, WIFI)
    assert Report.objects.count() == 4


def test_a_flood_from_one_network_is_stopped_kindly(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "MOST_AN_HOUR", 5)

    def one(address: str) -> Any:
        client = Client(headers={"accept-language": "en", "user-agent": address})
        return client.post(WIFI, REMOTE_ADDR=address)

    assert [one(f"2001:db8::{turn}").status_code for turn in range(1, 6)] == [302] * 5
    stopped = one("2001:db8::ffff")
    assert stopped.status_code == 429
    assert "We know already" in _words(stopped)
    assert one("2001:db8:0:1::1").status_code == 302
    assert Report.objects.count() == 6


def test_the_choice_of_services_leads_to_their_pages(cast: Cast) -> None:
    page = visitor().get("/me-too/").content.decode()
    assert f'href="{WIFI}"' in page
    assert 'href="/me-too/"' in visitor().get("/").content.decode()


def test_the_public_json_tells_no_counts(cast: Cast) -> None:
    tell(cast)
    taps(cast.wifi, 3)
    for name in ("summary", "status", "incidents", "components"):
        body = visitor().get(f"/api/v2/{name}.json").content.decode()
        assert "told us" not in body
        assert "report" not in body


def test_pages_ask_as_much_for_one_as_for_many(cast: Cast) -> None:
    outage = tell(cast, places=[cast.noord])

    def asked(url: str) -> int:
        client = visitor()
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = (WIFI, "/me-too/wifi/noord/", outage.get_absolute_url())
    few = [asked(url) for url in urls]
    taps(cast.wifi, 12, place=cast.noord)
    taps(cast.wifi, 12, place=cast.zuid)
    assert [asked(url) for url in urls] == few


def test_a_tap_of_this_morning_is_another_one(cast: Cast) -> None:
    client = visitor(cast.dave)
    tap(client, WIFI)
    Report.objects.update(at=ago(180), slot="hour:old")
    tap(client, WIFI)
    assert Report.objects.count() == 2
