"""Real histories of two other status pages, moved to the last months, through everything that a
visitor and a program can open."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]
import icalendar
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from helder.config.demo.story import HISTORIES, document
from helder.kit import clock
from helder.outages import actions
from helder.outages.history import incidents, page_of, read_incident
from helder.outages.models import Outage
from helder.outages.status import addresses
from helder.outages.status.spans import past_of
from helder.outages.status.statuspage import DOCUMENTS
from tests.cast import Cast, service
from tests.outages.test_statuspage_shape import OF, SHAPE
from tests.outages.told import visitor

TIMES = re.compile(r"_(at|for|until)$")
EACH, ALL = 6, 177


def replay(cast: Cast, most: int) -> int:
    """Brings in the newest of each page as if the last one was yesterday; gives how many."""
    done = 0
    for name, about in zip(HISTORIES, (cast.wifi, cast.mail), strict=True):
        read = document(name)
        raws = sorted(incidents(read), key=lambda raw: raw["started_at"])[-most:]
        moved = clock.now() - timedelta(days=1) - datetime.fromisoformat(raws[-1]["started_at"])
        for raw in raws:
            past = read_incident(later(raw, moved), page_of(read))
            assert actions.bring_in(past, [about], lang="en") == "added"
            done += 1
    return done


def later(value: Any, by: timedelta, key: str = "") -> Any:
    """The same with every time moved."""
    if isinstance(value, dict):
        return {name: later(inside, by, name) for name, inside in value.items()}
    if isinstance(value, list):
        return [later(inside, by) for inside in value]
    if isinstance(value, str) and TIMES.search(key):
        return (datetime.fromisoformat(value) + by).isoformat()
    return value


@pytest.mark.parametrize("most", [EACH, pytest.param(ALL, marks=pytest.mark.slow)])
def test_everything_reads_it(cast: Cast, most: int) -> None:
    count = replay(cast, most)
    assert Outage.objects.count() == count == (2 * EACH if most == EACH else ALL)
    for lang in ("nl", "en"):
        client = visitor(lang=lang)
        for address in addresses.every():
            response = client.get(address.path)
            assert response.status_code == 200, address.path
            if address.kind == addresses.PAGE:
                assert "<h1" in response.content.decode()
        for name in DOCUMENTS:
            said = json.loads(client.get(f"/api/v2/{name}.json?lang={lang}").content)
            schema = {"$ref": f"#/$defs/{OF.get(name, name)}", "$defs": SHAPE["$defs"]}
            assert [e.message for e in Draft202012Validator(schema).iter_errors(said)] == []
        feed = feedparser.parse(client.get("/status/feed.atom").content)
        assert not feed.bozo
        assert len(feed.entries) == min(50, sum(o.updates.count() for o in Outage.objects.all()))
        icalendar.Calendar.from_ical(client.get("/status/calendar.ics").content)


def test_the_bars_show_what_happened(cast: Cast) -> None:
    replay(cast, EACH)
    past = past_of([cast.wifi, cast.mail, cast.grades])
    for shown in (cast.wifi, cast.mail):
        days = past.days[shown.pk]
        assert days.told
        assert {key for day in days.told for key in day.keys} <= set(past.titles)
    assert past.days[cast.grades.pk].up is None or not past.days[cast.grades.pk].told
    page = visitor(lang="en").get("/status/services/wifi/").content.decode()
    assert page.count("<tr id=") == len(past.days[cast.wifi.pk].told)
    assert "what was before is not known" in page or past.days[cast.wifi.pk].known_from is None


def test_the_page_stays_light_with_many_services_and_outages(cast: Cast) -> None:
    made = [service(f"s{n}", f"Dienst {n}", f"Service {n}", cast.everyone) for n in range(30)]
    replay(cast, EACH)
    for number, outage in enumerate(Outage.objects.all()):
        outage.services.set(made[number % 30 : number % 30 + 3])
    page = visitor().get("/status/").content
    assert len(page) < 200_000
    assert len(gzip.compress(page, 6)) < 20_000
