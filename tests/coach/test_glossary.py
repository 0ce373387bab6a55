"""The starter glossaries: enough words, plain replacements, and seen in a review."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from helder.coach import glossary, review
from helder.coach.result import LANGUAGES, Language
from helder.coach.sentences import words_of

FOLDER = Path(glossary.__file__).parent
LEAST = {"jargon": 380, "formal": 250}
BOTH = [(lang, name) for lang in LANGUAGES for name in LEAST]
LONGEST = 6
EVERYDAY: dict[Language, str] = {
    "nl": "account, agenda, app, bellen, bericht, bestand, cliënt, cliënten, collega, computer, "
    "de lucht, document, e-mail, gebruiker, inloggen, internet, laptop, mail, map, melding, "
    "netwerk, omgeving, oplossing, printer, programma, scherm, storing, systeem, telefoon, "
    "update, versie, wachtwoord, website, werkplek, wifi, schalen, zodra, omdat, ongeveer",
    "en": "account, app, calendar, client, clients, colleague, computer, document, driver, email, "
    "file, host, internet, key, laptop, log in, mail, message, network, node, outage, password, "
    "phone, port, printer, problem, program, record, release, screen, she logs in, switch, "
    "system, up to date, update, user, version, website, wifi, because, problem, soon",
}


def table(lang: Language, name: str) -> dict[str, str]:
    data = tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return dict(data[name])


def listed(lang: Language, text: str) -> list[str]:
    """The everyday wordings that the glossaries offer for a text."""
    words = words_of(text)
    return [found[2] for name in LEAST for found in glossary.find(lang, name, words)]


@pytest.mark.parametrize(("lang", "name"), BOTH)
def test_there_are_enough_terms_and_each_can_be_found(lang: Language, name: str) -> None:
    terms = table(lang, name)
    assert len(terms) >= LEAST[name]
    missed = [term for term, everyday in terms.items() if listed(lang, term) != [everyday]]
    assert missed == [], "hidden by another term, or listed twice"


@pytest.mark.parametrize(("lang", "name"), BOTH)
def test_what_is_offered_is_short_and_needs_no_glossary_itself(lang: Language, name: str) -> None:
    for term, everyday in table(lang, name).items():
        assert everyday.strip(), term
        assert len(everyday.split()) <= LONGEST, term
        assert listed(lang, everyday) == [], (term, everyday)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_everybody_knows_are_left_alone(lang: Language) -> None:
    known = [word for word in EVERYDAY[lang].split(", ") if listed(lang, word)]
    assert known == []


SENTENCES = [
    ("nl", "Door de failover is de VPN-verbinding traag.", {
        "failover": "overschakelen op reserve", "VPN-verbinding": "beveiligde verbinding",
    }),
    ("nl", "Teneinde dit op te lossen, dienen te worden bijgewerkt: alle Access Points.", {
        "Teneinde": "om", "dienen te worden": "moeten worden", "Access Points": "wifi-kastjes",
    }),
    ("en", "We see packet loss, prior to the rollback of the load balancer.", {
        "packet loss": "poor connection", "prior to": "before",
        "rollback": "going back to the previous version",
        "load balancer": "system that spreads the traffic",
    }),
    ("en", "At this point in time the Data Centre is cold.", {
        "At this point in time": "now", "Data Centre": "building with our computers",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), SENTENCES)
def test_a_review_shows_the_term_its_place_and_the_plain_words(
    lang: str, text: str, expected: dict[str, str]
) -> None:
    found = [
        finding
        for finding in review(text, "outage", lang).findings
        if finding.rule in ("jargon.term", "plain.formal_word")
    ]
    assert {finding.excerpt: finding.suggestion for finding in found} == expected
    for finding in found:
        assert finding.start == text.index(finding.excerpt)
        assert finding.end == finding.start + len(finding.excerpt)
