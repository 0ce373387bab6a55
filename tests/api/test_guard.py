"""The guard stands in the API too: nothing that is blocked is written, sent or promised."""

from __future__ import annotations

from typing import Any

import pytest

from helder.delivery.models import Dispatch
from helder.messages.models import Message
from helder.outages.models import Outage
from helder.promises.models import Promise
from tests.api.conftest import Api, notice, word

SEEDS = [
    ("nl", "We zijn al een halve dag bezig met zoeken naar de oorzaak!", "guard.effort"),
    ("nl", "De oorzaak ligt bij onze leverancier!", "guard.blame"),
    (
        "nl",
        "We hebben de afgelopen tijd erg veel geld en capaciteit in het systeem gestoken!",
        "guard.spend",
    ),
    ("nl", "Over een uur is het zeker klaar!", "guard.false_certainty"),
    ("en", "We have been searching for the cause for half a day already!", "guard.effort"),
    ("en", "The cause lies with our supplier!", "guard.blame"),
    (
        "en",
        "We have put a great deal of money and capacity into the system lately!",
        "guard.spend",
    ),
    ("en", "It will certainly be fixed in an hour!", "guard.false_certainty"),
]


def check_refused(answer: Any, field: str, rule: str) -> None:
    assert answer.status_code == 422, answer.content
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["type"].endswith("#problem-blocked")
    finding = problem["findings"][field][0]
    assert (finding["rule"], finding["level"]) == (rule, "block")
    assert finding["why"]


@pytest.mark.parametrize("part", ["symptom", "affected", "workaround", "doing", "title"])
@pytest.mark.parametrize(("lang", "text", "rule"), SEEDS)
def test_a_new_outage_is_refused_in_every_part(
    api: Api, part: str, lang: str, text: str, rule: str
) -> None:
    check_refused(api.post("/outages", notice(**{part: {lang: text}})), f"{part}.{lang}", rule)
    for model in (Outage, Message, Dispatch, Promise):
        assert not model.objects.exists()


@pytest.mark.parametrize("verb", ["updates", "resolve"])
@pytest.mark.parametrize(("lang", "text", "rule"), SEEDS)
def test_a_next_and_a_last_word_are_refused(
    api: Api, verb: str, lang: str, text: str, rule: str
) -> None:
    first = api.new()
    body = word(news={lang: text}) if verb == "updates" else {"news": {lang: text}}
    check_refused(api.post(f"/outages/{first['id']}/{verb}", body), f"news.{lang}", rule)
    assert Message.objects.count() == Dispatch.objects.count() == Promise.objects.count() == 1
    assert Outage.objects.get().state == Outage.State.RUNNING


def test_findings_point_at_the_words(api: Api) -> None:
    text = "De wifi doet het niet. Over een uur is het zeker klaar!"
    problem = api.post("/outages", notice(symptom={"nl": text})).json()
    finding = problem["findings"]["symptom.nl"][0]
    assert text[finding["start"] : finding["end"]] == finding["excerpt"]
    assert "zeker" in finding["excerpt"]


def test_a_refused_text_may_be_mended_under_the_same_key(api: Api) -> None:
    bad = notice(doing={"nl": "De oorzaak ligt bij onze leverancier!"})
    assert api.post("/outages", bad, Idempotency_Key="k-1").status_code == 422
    assert api.post("/outages", notice(), Idempotency_Key="k-1").status_code == 201


def test_a_blocked_text_may_wait_as_a_draft_for_a_person(api: Api) -> None:
    bad = notice(publish=False, doing={"nl": "De oorzaak ligt bij onze leverancier!"})
    assert api.post("/outages", bad).status_code == 201
    assert not Outage.objects.exists()


def test_the_coach_gives_its_result_object(api: Api) -> None:
    text = "Over een uur is het zeker klaar!"
    answer = api.post("/coach", {"text": text, "kind": "outage", "lang": "nl"})
    assert answer.status_code == 200
    result = answer.json()
    assert set(result) == {"lang", "kind", "findings", "missing", "readability", "times"}
    assert result["findings"][0]["rule"] == "guard.false_certainty"
    assert result["readability"]["words"] == 7
    assert not Message.objects.exists()


def test_the_coach_guesses_kind_and_language(api: Api) -> None:
    result = api.post("/coach", {"text": "The wifi works again in every building."}).json()
    assert (result["lang"], result["kind"]) == ("en", "general")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": 3},
        {"text": "a", "kind": "poem"},
        {"text": "a", "lang": "fy"},
        {"text": "a\x00b"},
        {"text": "a" * 50_001},
    ],
)
def test_the_coach_says_what_it_cannot_read(api: Api, body: dict[str, Any]) -> None:
    answer = api.post("/coach", body)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
