"""A finding points at the right words, explains itself, and offers a sentence that passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helder.coach import Context, Result, review

FOLDER = Path(__file__).parents[2] / "bench" / "data" / "coach"
BITS = st.sampled_from(
    [
        "De oorzaak ligt bij onze leverancier",
        "We zijn al een halve dag bezig",
        "Over een uur is het zeker klaar",
        "The cause lies with our supplier",
        "In an hour it will certainly be fixed",
        "u", "je", "jouw", "server", "indien", "VPN", "[tijd]", "é", "😳", "👩‍💻", "İ", "ß", "ﬁ",
        "\r\n", "\n", "\n\n", "\t", "\x00", "\ufeff", "\u2028", "!", "?", ".", "...", "…", ",", ";",
        "<p>", "</p>", "<b", "<", ">", "&nbsp;", "&amp", "<script>x</script>", "<!-- x -->",
        "https://x.nl/a.", "a@b.nl", "15.00", "24/7", "'", "’s", "-", "€", "A B C DEF GHI JKL",
    ]
)  # fmt: skip
TEXTS = st.lists(BITS, max_size=25).map(" ".join) | st.lists(BITS, max_size=25).map("".join)


def offsets_hold(text: str, result: Result) -> None:
    for finding in result.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.excerpt
        assert finding.why


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.sampled_from(["outage", "change", "newsletter", "ticket", "general"]))
def test_offsets_are_those_of_the_text_as_given(text: str, kind: str) -> None:
    result = review(text, kind)
    offsets_hold(text, result)
    assert kind != "newsletter" or not result.blocked


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    result = review(text, "outage")
    offsets_hold(text, result)
    json.dumps(result.as_dict())


def sentences() -> list[tuple[str, str]]:
    rows = [
        json.loads(line)
        for name in ("known.jsonl", "incidents_dev.jsonl")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
    ]
    return [(row["lang"], row["text"]) for row in rows]


@pytest.mark.parametrize(("next_update", "kind"), [(None, "outage"), ("14:00", "general")])
@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_every_suggestion_passes_the_guard_itself(
    next_update: str | None, kind: str, every: int
) -> None:
    context = Context(next_update=next_update)
    for lang, text in sentences()[::every]:
        for finding in review(text, kind, lang, context).findings:
            if not finding.rule.startswith("guard."):
                continue
            assert bool(finding.suggestion) is (finding.rule != "guard.spend"), text
            again = review(finding.suggestion, kind, lang, context).findings
            assert not [f for f in again if f.rule.startswith("guard.")], finding


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_suggestions_for_any_text_pass_too(text: str) -> None:
    for finding in review(text, "outage").findings:
        if finding.rule.startswith("guard.") and finding.suggestion:
            again = review(finding.suggestion, "outage").findings
            assert not [f for f in again if f.rule.startswith("guard.")], finding


def test_a_suggestion_speaks_the_language_of_its_sentence_and_keeps_its_time() -> None:
    context = Context(next_update="14:00")
    (dutch,) = [
        f for f in review("Over een uur is het klaar.", "outage", context=context).findings
        if f.level == "block"
    ]  # fmt: skip
    assert dutch.suggestion == (
        "We verwachten dat het over een uur weer werkt. De volgende update komt om 14:00."
    )
    english = review("The cause lies with our supplier.", "outage", context=context).findings[0]
    assert english.suggestion == (
        "We are working with our supplier on a solution. The next update comes at 14:00."
    )


def test_what_the_reader_notices_stays_in_the_suggestion() -> None:
    text = "The payroll site is unavailable due to an outage of our hosting provider."
    (finding,) = [f for f in review(text, "outage").findings if f.level == "block"]
    assert finding.suggestion.startswith("The payroll site is unavailable. We are working with")


def test_the_form_of_address_of_the_organisation_is_kept() -> None:
    text = "Dit komt doordat gebruikers te grote bijlagen sturen."
    formal = review(text, "outage", context=Context(form="u")).findings[0]
    informal = review(text, "outage", context=Context(form="je")).findings[0]
    assert "helpen u" in formal.suggestion
    assert "helpen je" in informal.suggestion


def test_why_speaks_to_the_writer_in_their_own_language() -> None:
    text = "De oorzaak ligt bij onze leverancier."
    assert "één IT-afdeling" in review(text).findings[0].why
    assert "one IT department" in review(text, reader="en").findings[0].why
    effort = "We zoeken al de hele dag."
    assert "wat u doet" in review(effort, reader="nl").findings[0].why
    assert "wat je doet" in review(effort, reader="nl-informal").findings[0].why


def test_an_open_slot_is_pointed_out() -> None:
    result = review("We werken eraan. De volgende update komt om [tijd].", "outage")
    assert [f.excerpt for f in result.findings if f.rule == "plain.placeholder"] == ["[tijd]"]
