"""The front page: one glance, in words, without a script, and light enough for a bad line."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders

from helder.outages import actions
from tests.cast import Cast
from tests.outages.told import ago, plan, read, tell, visitor, word

WIRE = 100_000


def test_all_works(cast: Cast) -> None:
    page = read(visitor(), "/")
    assert "Everything works." in page
    assert "Call 0344 123 456" in page
    assert "All services" in page


def test_one_thing_is_wrong(cast: Cast) -> None:
    with time_machine.travel("2026-11-23T13:30:00+01:00", tick=False):
        outage = tell(cast, places=[cast.noord])
        page = read(visitor(), "/")
        content = visitor().get("/").content.decode()
    assert "Wifi does not work at North. Next update today at 14:00 · in 30 minutes" in page
    assert "What you can do now Use your phone." in page
    assert "Can you not go on? Call 0344 123 456" in page
    assert "<title>Wifi does not work at North ·" in content
    assert outage.get_absolute_url() in content


def test_more_things_are_wrong(cast: Cast) -> None:
    tell(cast)
    tell(cast, services=[cast.mail], kind="degraded")
    page = read(visitor(), "/")
    assert "Two things do not work well." in page
    assert "affect" not in page
    assert page.index("Wifi does not work") < page.index("E-mail works poorly")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("degraded", "Wifi works poorly."),
        ("security", "Please be careful with Wifi."),
        ("outage", "Wifi does not work."),
    ],
)
def test_each_kind_has_its_sentence(cast: Cast, kind: str, sentence: str) -> None:
    tell(cast, kind=kind)
    assert sentence in read(visitor(), "/")


def test_a_title_that_somebody_wrote_is_the_sentence(cast: Cast) -> None:
    outage = tell(cast)
    outage.title = {"nl": "Inloggen lukt niet op Noord"}
    outage.save()
    content = visitor().get("/").content.decode()
    assert 'id="now" lang="nl">Inloggen lukt niet op Noord.</h1>' in content


def test_maintenance_going_on_is_not_called_a_fault(cast: Cast) -> None:
    with time_machine.travel(ago(60 * 25)):
        plan(cast)
    page = read(visitor(), "/")
    assert "We are working on E-mail now." in page
    assert "Planned until" in page


def test_what_is_coming(cast: Cast) -> None:
    outage = plan(cast)
    page = read(visitor(), "/")
    assert "Everything works." in page
    assert "What is coming Maintenance of E-mail" in page
    actions.resolve(outage, word(main="news"), by=cast.carol)
    assert "What is coming" not in read(visitor(), "/")


def test_my_services_first(cast: Cast) -> None:
    page = read(visitor(cast.eve), "/")
    assert "What you use E-mail Works Wifi Works" in page
    assert "Grades" not in page
    assert "Grades" in read(visitor(), "/")


def test_the_words_are_there_without_a_script(cast: Cast) -> None:
    tell(cast, places=[cast.noord])
    for url in ("/", "/status/"):
        page = visitor().get(url).content.decode()
        assert not re.findall(r"<script(?![^>]*\ssrc=)", page)
        assert not re.findall(r"\son\w+=|\sstyle=", page)
        assert "in 29 minutes" in page or "in 30 minutes" in page


@pytest.mark.parametrize("url", ["/", "/status/"])
def test_light_enough_for_a_bad_line(cast: Cast, url: str) -> None:
    for kind in ("outage", "degraded", "security"):
        tell(cast, kind=kind, places=[cast.noord])
    plan(cast)
    page = visitor().get(url).content.decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"?]+)', page))
    assert any(name.endswith(".woff2") for name in files)
    weight = len(gzip.compress(page.encode())) + sum(_on_the_wire(name) for name in files)
    assert weight < WIRE, weight


def _on_the_wire(name: str) -> int:
    path: Any = finders.find(name)
    with open(path, "rb") as file:
        content = file.read()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))
