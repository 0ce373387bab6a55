"""What is understood of a few words in haste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.outages.starters.understanding import first_line, thing, understand

SERVICES = [
    thing("wifi", {"nl": "Wifi", "en": "Wifi"}),
    thing("e-mail", {"nl": "E-mail", "en": "E-mail"}),
    thing("cijfers", {"nl": "Cijfers", "en": "Grades"}),
    thing("digitaal-toetsen", {"nl": "Digitaal toetsen", "en": "Digital exams"}),
    thing("agenda", {"nl": "Agenda", "en": "Calendar"}),
]
PLACES = [thing("noord", {"nl": "Noord", "en": "North"}), thing("zuid", {"nl": "Zuid"})]


@pytest.mark.parametrize(
    ("text", "services", "places", "kind", "lang"),
    [
        ("wifi ligt eruit op Noord", ("wifi",), ("noord",), "outage", "nl"),
        ("The wifi is down at North", ("wifi",), ("noord",), "outage", "en"),
        ("email is traag", ("e-mail",), (), "degraded", "nl"),
        ("E-MAIL doet het niet", ("e-mail",), (), "outage", "nl"),
        ("mailserver plat", ("e-mail",), (), "outage", "nl"),
        ("wifi-netwerk hapert in Zuid", ("wifi",), ("zuid",), "degraded", "nl"),
        ("wifinetwerk weg", ("wifi",), (), "outage", "nl"),
        ("digitaal toetsen werkt niet", ("digitaal-toetsen",), (), "outage", "nl"),
        ("digital exams are slow", ("digitaal-toetsen",), (), "degraded", "en"),
        ("de agneda doet niks", ("agenda",), (), "outage", "nl"),
        ("wifi en agenda liggen eruit", ("wifi", "agenda"), (), "outage", "nl"),
        ("phishing in de e-mail", ("e-mail",), (), "security", "nl"),
        ("de koffie is op", (), (), "outage", "nl"),
        ("", (), (), "outage", "nl"),
    ],
)
def test_what_is_meant(
    text: str, services: tuple[str, ...], places: tuple[str, ...], kind: str, lang: str
) -> None:
    found = understand(text, SERVICES, PLACES)
    assert (found.services, found.places, found.kind) == (services, places, kind)
    assert found.lang == lang
    assert found.text == text


@given(st.text(max_size=400))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    found = understand(text, SERVICES, PLACES)
    assert found.lang in {"nl", "en"}
    assert set(found.services) <= {each.key for each in SERVICES}


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Re: FW: Wifi eruit", "Wifi eruit."),
        ("Antw: Wifi eruit!", "Wifi eruit!"),
        ("  ", ""),
        ("Fwd:", ""),
    ],
)
def test_a_subject_becomes_a_first_sentence(subject: str, line: str) -> None:
    assert first_line(subject) == line
