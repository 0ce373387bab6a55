"""The sentences that the documentation gives as examples do what it says they do."""

from __future__ import annotations

import re

import pytest

from helder.coach import review
from tests.docs.pages import page

SAID = re.compile(r"[\"“]([^\"“”]+[.!?])[\"”]", re.DOTALL)
RULES = {
    "effort": "guard.effort",
    "blame": "guard.blame",
    "spending": "guard.spend",
    "false certainty": "guard.false_certainty",
}


def _stopped(text: str, lang: str) -> set[str]:
    found = review(" ".join(text.split()), "outage", lang).as_dict()["findings"]
    return {finding["rule"] for finding in found if finding["level"] == "block"}


@pytest.mark.parametrize(("name", "lang"), [("tutorial", "en"), ("nl/eerste-storing", "nl")])
def test_the_tutorial_meets_the_guard_once(name: str, lang: str) -> None:
    said = SAID.findall(page(name))
    assert len(said) > 5
    assert [_stopped(text, lang) for text in said if _stopped(text, lang)] == [{"guard.effort"}]


def test_the_four_kinds_are_stopped_and_facts_are_not() -> None:
    text = page("explanation/guard")
    kinds = re.findall(r"^\| \*\*([^*]+)\*\*: \"([^\"]+)\"", text, flags=re.MULTILINE)
    assert {kind for kind, _said in kinds} == set(RULES)
    for kind, said in kinds:
        assert _stopped(said, "en") == {RULES[kind]}, said
    fact = "A mechanic of our provider is replacing the line; you hear more at 16:00"
    assert fact in text
    assert not _stopped(fact, "en")
    assert _stopped("It is our provider's fault", "en") == {"guard.blame"}
