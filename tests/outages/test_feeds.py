"""Feeds and calendar, read with the programs that others use."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import icalendar
import pytest
import time_machine
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from helder.outages import actions
from helder.outages.models import Outage, Update
from helder.outages.rules import Facts
from tests.cast import Cast
from tests.outages.atom_schema import wrong_with
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


JSON_FEED = json.loads((Path(__file__).parent / "schemas" / "jsonfeed.json").read_text())
ATOM = "{http://www.w3.org/2005/Atom}"


def _all_sorts(cast: Cast) -> Outage:
    """Trouble here and there, corrected and joined; work planned, called off and going on."""
    outage = tell(cast, places=[cast.noord], said=60)
    actions.update(
        outage, word(ago(-30), main="news", news={"en": "Nieuw – “één” & <b>."}), by=cast.carol
    )
    said = Update.objects.get(outage=outage, number=1)
    actions.correct(said, parts={"symptom": {"en": "Upstairs."}}, reason={"en": "x"}, by=cast.carol)
    actions.merge(
        tell(cast, services=[cast.mail]), tell(cast, services=[cast.grades]), by=cast.carol
    )
    plan(cast, places=[cast.zuid])
    actions.resolve(plan(cast), word(main="news"), by=cast.carol)
    return outage


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_json_feed_has_the_shape_of_its_standard(cast: Cast, lang: str) -> None:
    _all_sorts(cast)
    for url in ("/status/feed.json", "/status/services/wifi/feed.json"):
        feed = json.loads(visitor().get(f"{url}?lang={lang}").content)
        errors = Draft202012Validator(JSON_FEED).iter_errors(feed)
        assert [f"{error.json_path}: {error.message}" for error in errors] == []
        assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 0


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("url", ["/status/feed.atom", "/status/services/wifi/feed.atom"])
def test_the_atom_feed_keeps_to_the_schema_of_its_standard(cast: Cast, url: str, lang: str) -> None:
    _all_sorts(cast)
    content = visitor().get(f"{url}?lang={lang}").content
    assert wrong_with(ElementTree.fromstring(content)) == []  # noqa: S314 - our own


def test_an_empty_atom_feed_keeps_to_the_schema(cast: Cast) -> None:
    content = visitor().get("/status/feed.atom").content
    assert wrong_with(ElementTree.fromstring(content)) == []  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<updated>", "<updated>yesterday "),
        ("<id>", "<id>not a name "),
        ("</title>", "</title><title>Twice</title>"),
        ('rel="alternate"', 'rel="alternate" colour="red"'),
        ('type="html"', 'type="soup"'),
        ("<entry>", "<entry><colour>red</colour>"),
        ("<name>", "<nickname>Bob</nickname><name>"),
        ('term="', 'word="'),
    ],
)
def test_the_schema_finds_what_is_wrong(cast: Cast, was: str, becomes: str) -> None:
    _all_sorts(cast)
    content = visitor().get("/status/feed.atom?lang=en").content.decode()
    assert was in content
    broken = content.replace(was, becomes)
    assert wrong_with(ElementTree.fromstring(broken)) != []  # noqa: S314 - our own


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_atom_feed_has_what_its_standard_asks(cast: Cast, lang: str) -> None:
    """RFC 4287: 4.1.1 and 4.1.2, one of each, and links that say what they are."""
    _all_sorts(cast)
    content = visitor().get(f"/status/feed.atom?lang={lang}").content
    feed = ElementTree.fromstring(content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = one.findall(ATOM + name)
            assert found.text
        assert one.findtext(ATOM + "id", "").split(":")[0] in {"http", "https", "tag"}
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
            one.findtext(ATOM + "updated", ""),
        )
        assert one.find(f"{ATOM}link") is not None
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert (entry.find(f"{ATOM}summary") is None) != (entry.find(f"{ATOM}content") is None)
    read = feedparser.parse(content)
    assert not read.bozo
    assert len({entry.id for entry in read.entries}) == len(read.entries) == 8


def test_a_feed_of_one_service_or_place(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    tell(cast, services=[cast.mail])
    titles = {
        url: [entry.title for entry in feedparser.parse(visitor().get(url).content).entries]
        for url in (
            "/status/feed.atom", "/status/feed.atom?service=wifi", "/status/feed.atom?place=zuid",
            "/status/services/wifi/feed.atom", "/status/places/noord/feed.atom",
            "/status/feed.atom?service=wifi,e-mail&place=zuid",
        )
    }  # fmt: skip
    wifi, mail = "Wifi does not work (North)", "E-mail does not work"
    assert titles == {
        "/status/feed.atom": [mail, wifi], "/status/feed.atom?service=wifi": [wifi],
        "/status/feed.atom?place=zuid": [mail], "/status/services/wifi/feed.atom": [wifi],
        "/status/places/noord/feed.atom": [mail, wifi],
        "/status/feed.atom?service=wifi,e-mail&place=zuid": [mail],
    }  # fmt: skip
    feed = json.loads(visitor().get("/status/services/wifi/feed.json?lang=en").content)
    assert feed["title"] == "IT now at Hogeschool Rivierland: Wifi"
    assert feed["home_page_url"].endswith("/status/services/wifi/")
    assert visitor().get("/status/feed.atom?service=none").status_code == 404
    assert visitor().get("/status/services/none/calendar.ics").status_code == 404


def test_a_calendar_of_one_service_or_place(cast: Cast) -> None:
    plan(cast, places=[cast.noord])
    plan(cast, services=[cast.wifi])

    def names(url: str) -> list[str]:
        found = icalendar.Calendar.from_ical(visitor().get(url).content)
        return sorted(str(event["SUMMARY"]) for event in found.events)

    wifi, mail = "Maintenance of Wifi", "Maintenance of E-mail (North)"
    assert names("/status/calendar.ics") == [mail, wifi]
    assert names("/status/calendar.ics?service=wifi") == [wifi]
    assert names("/status/services/e-mail/calendar.ics") == [mail]
    assert names("/status/places/zuid/calendar.ics") == [wifi]
    page = visitor().get("/status/services/wifi/").content.decode()
    assert "/status/services/wifi/feed.atom?lang=en" in page
    assert 'href="webcal://' in page


def test_a_move_raises_the_sequence_also_without_a_word(cast: Cast) -> None:
    outage = plan(cast)
    (before,) = _events()
    assert outage.scheduled_for
    later = outage.scheduled_for + timedelta(days=1)
    Outage.objects.filter(pk=outage.pk).update(
        scheduled_for=later, scheduled_until=later + timedelta(hours=1), moves=1
    )
    (after,) = _events()
    assert after["UID"] == before["UID"]
    assert int(str(after["SEQUENCE"])) == int(str(before["SEQUENCE"])) + 1
    assert after.start == later


def test_the_calendar_keeps_to_its_standard(cast: Cast) -> None:
    """RFC 5545: lines, required properties, times with a zone that is told."""
    long = "Onderhoud van de e‑mail – “even” geen post, " * 8
    _all_sorts(cast)
    Outage.objects.filter(kind="maintenance").update(title={"en": long, "nl": long})
    raw = visitor().get("/status/calendar.ics?lang=nl").content
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines[:-1]:
        line.decode()  # never cut inside a letter
    found = icalendar.Calendar.from_ical(raw)
    assert (found["VERSION"], found["METHOD"]) == ("2.0", "PUBLISH")
    assert found["PRODID"]
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert sorted(str(event["STATUS"]) for event in found.events) == ["CANCELLED", "CONFIRMED"]
    for event in found.events:
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"):
            assert not isinstance(event[name], list), name
        assert event.DTSTAMP is not None
        assert event.DTSTAMP.utcoffset() == timedelta(0)
        assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
        assert event.end > event.start
        assert str(event["SUMMARY"]).strip() == long.strip()


def test_the_badge_of_one_service(cast: Cast) -> None:
    tell(cast)
    bad = visitor().get("/status/services/wifi/badge.svg?lang=en").content.decode()
    good = visitor().get("/status/badge.svg?service=e-mail&lang=en").content.decode()
    assert "Wifi: outage" in bad
    assert "E-mail: everything works" in good
    ElementTree.fromstring(bad)  # noqa: S314 - our own
