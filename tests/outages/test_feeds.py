"""Feeds and calendar, read with the programs that others use."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import feedparser  # type: ignore[import-untyped]
import icalendar
import time_machine

from helder.outages import actions
from helder.outages.models import Update
from helder.outages.rules import Facts
from tests.cast import Cast
from tests.outages.told import ago, plan, tell, visitor, word


def test_atom_has_an_entry_per_word_with_lasting_ids(cast: Cast) -> None:
    outage = tell(cast)
    first = feedparser.parse(visitor().get("/status/feed.atom").content)
    actions.update(outage, word(ago(-30), main="news"), by=cast.carol)
    feed = feedparser.parse(visitor().get("/status/feed.atom").content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == [
        "Wifi does not work (update 2)", "Wifi does not work",
    ]  # fmt: skip
    assert feed.entries[1].id == first.entries[0].id
    assert feed.entries[0].link.endswith(f"{outage.get_absolute_url()}#update-2")
    assert "Next update:" in feed.entries[0].summary
    assert "today" not in feed.entries[0].summary


def test_a_correction_moves_updated_and_keeps_the_id(cast: Cast) -> None:
    outage = tell(cast)
    before = feedparser.parse(visitor().get("/status/feed.atom").content).entries[0]
    actions.correct(
        Update.objects.get(outage=outage),
        parts={"symptom": {"en": "Only upstairs."}}, reason={"en": "A mistake."}, by=cast.carol,
    )  # fmt: skip
    after = feedparser.parse(visitor().get("/status/feed.atom").content).entries[0]
    assert after.id == before.id
    assert after.published == before.published
    assert after.updated_parsed > before.updated_parsed
    assert "Only upstairs." in after.summary


def test_the_language_is_that_of_the_address_or_of_the_reader(cast: Cast) -> None:
    tell(cast)
    for client, url, lang, words in (
        (visitor(), "/status/feed.atom?lang=nl", "nl", "U kunt geen verbinding maken."),
        (visitor(lang="nl"), "/status/feed.atom", "nl", "U kunt geen verbinding maken."),
        (visitor(lang="nl"), "/status/feed.atom?lang=en", "en", "You cannot connect."),
    ):
        feed = feedparser.parse(client.get(url).content)
        assert feed.feed.language == lang
        assert words in feed.entries[0].summary


def test_json_feed(cast: Cast) -> None:
    tell(cast)
    response = visitor().get("/status/feed.json?lang=en")
    feed = json.loads(response.content)
    assert response["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/status/feed.json?lang=en")
    (item,) = feed["items"]
    assert {"id", "url", "title", "content_html", "content_text", "date_published"} <= set(item)
    assert item["_helder"]["next_update_at"]
    assert "What you can do now\nUse your phone." in item["content_text"]


def test_an_unchanged_feed_is_not_sent_again(cast: Cast) -> None:
    outage = tell(cast)
    plan(cast)
    client = visitor()
    for url in ("/status/feed.atom", "/status/feed.json", "/status/calendar.ics"):
        with time_machine.travel(ago(-1)):
            response = client.get(url)
        headers = {"if-none-match": response["ETag"]}
        with time_machine.travel(ago(-600)):
            assert client.get(url, headers=headers).status_code == 304
        since = {"if-modified-since": response["Last-Modified"]}
        assert client.get(url, headers=since).status_code == 304
    tag = client.get("/status/feed.atom")["ETag"]
    actions.resolve(outage, word(main="news"), by=cast.carol)
    assert client.get("/status/feed.atom", headers={"if-none-match": tag}).status_code == 200


def test_an_empty_feed_is_a_feed(cast: Cast) -> None:
    feed = feedparser.parse(visitor().get("/status/feed.atom").content)
    assert not feed.bozo
    assert feed.entries == []
    assert json.loads(visitor().get("/status/feed.json").content)["items"] == []
    assert icalendar.Calendar.from_ical(visitor().get("/status/calendar.ics").content).events == []


def test_programs_find_the_feeds(cast: Cast) -> None:
    page = visitor().get("/status/").content.decode()
    for kind, url in (
        ("application/atom+xml", "/status/feed.atom"),
        ("application/feed+json", "/status/feed.json"),
        ("text/calendar", "/status/calendar.ics"),
    ):
        assert re.search(
            rf'<link rel="alternate" type="{re.escape(kind)}" href="{url}\?lang=en"', page
        )
    assert "/status/feed.atom" in visitor().get("/").content.decode()


def test_the_calendar_keeps_uid_and_raises_its_sequence(cast: Cast) -> None:
    outage = plan(cast, places=[cast.noord])
    (first,) = _events()
    actions.update(outage, word(main="news"), by=cast.carol)
    (second,) = _events()
    assert second["UID"] == first["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["STATUS"] == "CONFIRMED"
    assert second["SUMMARY"] == "Maintenance of E-mail (North)"
    assert second["LOCATION"] == "North"
    assert second.end - second.start == timedelta(hours=3)
    assert second["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert second.start == outage.scheduled_for


def test_what_was_called_off_is_cancelled_in_calendars(cast: Cast) -> None:
    outage = plan(cast)
    actions.resolve(outage, word(main="news"), by=cast.carol)
    (event,) = _events()
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1


def test_maintenance_in_the_night_that_the_clock_changes(cast: Cast) -> None:
    with time_machine.travel("2027-03-26T12:00:00+01:00"):
        outage = plan(cast, hours=36.5, lasts=2)  # 28 March, from 0:30 until after 2:00
        event = _events()[0]
    assert event.start == outage.scheduled_for
    assert event.end == outage.scheduled_until
    assert event["DTSTART"].to_ical() == b"20270328T003000"
    assert event["DTEND"].to_ical() == b"20270328T033000"
    zone = _calendar().walk("VTIMEZONE")[0] if _events() else None
    assert zone is not None
    assert zone["TZID"] == "Europe/Amsterdam"


def test_the_calendar_of_one_maintenance(cast: Cast) -> None:
    outage = plan(cast)
    plan(cast, services=[cast.wifi])
    content = visitor().get(f"{outage.get_absolute_url()}calendar.ics").content
    assert len(icalendar.Calendar.from_ical(content).events) == 1
    trouble = tell(cast)
    assert visitor().get(f"{trouble.get_absolute_url()}calendar.ics").status_code == 404


def test_markup_in_a_text_stays_text(cast: Cast) -> None:
    bad = {"en": "<script>alert(1)</script> & more"}
    outage = actions.publish(
        Facts("outage", [cast.wifi]), word(ago(-30), symptom=bad), by=cast.carol, at=ago(5)
    )
    for url in ("/", "/status/", outage.get_absolute_url(), "/status/feed.atom"):
        assert "<script>alert" not in visitor().get(url).content.decode()
    (item,) = json.loads(visitor().get("/status/feed.json").content)["items"]
    assert "<script>" not in item["content_html"]
    assert "<script>" in item["content_text"]
    feed = feedparser.parse(visitor().get("/status/feed.atom").content, sanitize_html=False)
    assert "&lt;script&gt;" in feed.entries[0].summary


def test_the_badge_says_it_in_words(cast: Cast) -> None:
    response = visitor().get("/status/badge.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert '<title id="t">IT: everything works</title>' in response.content.decode()
    tell(cast)
    tell(cast, services=[cast.mail])
    response = visitor().get("/status/badge.svg?lang=en")
    assert "IT: outage (2)" in response.content.decode()
    assert len(response.content) < 2_000


def _calendar() -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(visitor().get("/status/calendar.ics").content)


def _events() -> list[icalendar.Event]:
    return list(_calendar().events)
