"""Completeness, readability, plain words and tone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import helder.coach
from helder.coach import Context, Result, review

FULL = [
    (
        "Medewerkers van locatie Oost kunnen sinds 8.40 uur niet inloggen. Gebruik zolang de "
        "webversie. De volgende update komt om 10.00 uur.",
        "outage",
    ),
    (
        "Staff at the East office have been unable to log in since 8:40. Use the web version in "
        "the meantime. We will post an update at 10:00.",
        "outage",
    ),
    (
        "Omdat het oude systeem stopt, stappen we maandag over. Inloggen gaat dan sneller. U hoeft "
        "niets te doen. Vragen? Bel de servicedesk.",
        "change",
    ),
    (
        "On Monday we move to a new system, because the old one stops. Logging in becomes faster. "
        "You do not need to do anything. Questions? Call the service desk.",
        "change",
    ),
]


def rules(result: Result) -> set[str]:
    return {finding.rule for finding in result.findings}


@pytest.mark.parametrize(("text", "kind"), FULL)
def test_a_complete_message_misses_nothing(text: str, kind: str) -> None:
    assert review(text, kind).missing == ()


@pytest.mark.parametrize(
    ("text", "kind", "missing"),
    [
        ("De storing is er nog.", "outage", {"symptom", "workaround", "since", "next_update"}),
        ("Sinds 9.00 uur werkt de mail niet.", "outage", {"workaround", "next_update"}),
        ("Mail has been down since 9:00.", "outage", {"affected", "workaround", "next_update"}),
        ("Maandag komt er een nieuw systeem.", "change", {"why", "benefit", "action", "help"}),
        ("The change takes place on Monday.", "change", {"why", "benefit", "action", "help"}),
    ],
)
def test_what_is_not_said_is_named(text: str, kind: str, missing: set[str]) -> None:
    assert missing <= set(review(text, kind).missing)


def test_other_kinds_have_no_fixed_elements() -> None:
    assert review("Hallo allemaal.", "newsletter").missing == ()
    assert review("Hallo allemaal.", "general").missing == ()


def test_plain_text_reads_easier_than_stiff_text() -> None:
    plain = review("De mail werkt niet. We zoeken de oorzaak. U hoort om tien uur van ons.")
    stiff = review(
        "Ten gevolge van een configuratiewijziging in de authenticatie-infrastructuur ondervinden "
        "eindgebruikers momenteel intermitterende connectiviteitsproblemen, waarvoor thans "
        "mitigerende maatregelen worden geïmplementeerd teneinde de impact te beperken."
    )
    assert plain.readability.level in ("A2", "B1")
    assert stiff.readability.level == "C1"
    assert plain.readability.score > stiff.readability.score
    assert (plain.readability.words, plain.readability.sentences) == (15, 3)


def test_english_readability() -> None:
    plain = review("Mail is down. We look for the cause. You hear from us at ten.")
    assert plain.lang == "en"
    assert plain.readability.level == "A2"
    assert plain.readability.score > 90


def test_an_it_word_gets_an_everyday_word_once() -> None:
    result = review("De loadbalancer hapert. De loadbalancer is oud. De VPN ook.", "outage")
    terms = [(f.excerpt, f.suggestion) for f in result.findings if f.rule == "jargon.term"]
    assert terms == [("loadbalancer", "verdeler van het verkeer"), ("VPN", "beveiligde verbinding")]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_starter_glossaries_are_of_use(lang: str) -> None:
    path = Path(helder.coach.__file__).parent / "glossary" / f"{lang}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(data["jargon"]) >= 60
    assert all(term != everyday for term, everyday in data["jargon"].items())


def test_a_long_sentence_is_a_question() -> None:
    long = "De mail " + "en de agenda " * 12 + "werken niet."
    (finding,) = [f for f in review(long).findings if f.rule == "plain.long_sentence"]
    assert finding.level == "ask"
    assert "40 woorden" in finding.why


def test_tone() -> None:
    assert "tone.exclamation" in rules(review("De mail werkt niet!", "outage"))
    assert "tone.exclamation" not in rules(review("Feest!", "newsletter"))
    assert "tone.capitals" in rules(review("De MAIL WERKT NIET vandaag.", "outage"))
    assert "tone.address" in rules(review("U kunt niet mailen. Bel je collega."))
    assert "tone.address" not in rules(review("U kunt niet mailen. Bel uw collega."))
    assert "tone.address" in rules(review("Bel je collega.", context=Context(form="u")))
    assert "tone.address" not in rules(review("You can call je.", lang="en"))


@pytest.mark.parametrize("wrong", [{"kind": "poem"}, {"lang": "fr"}])
def test_unknown_kinds_and_languages_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be one of"):
        review("Hallo.", **wrong)
