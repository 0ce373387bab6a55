"""The pages that teach writing: the coach agrees with every example on them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pytest

from helder.coach import review
from helder.coach.result import Language, Result
from tests.docs.pages import page


class Lesson(NamedTuple):
    """One teaching page: where it stands, and how it calls things."""

    page: str
    lang: Language
    kinds: dict[str, str]
    fair: str
    outage: str
    change: str
    before: str
    after: str


LESSONS = (
    Lesson(
        page="explanation/writing-about-outages",
        lang="en",
        kinds={
            "Effort": "guard.effort",
            "Blame": "guard.blame",
            "Spending": "guard.spend",
            "False certainty": "guard.false_certainty",
        },
        fair="What is no offence",
        outage="Three messages",
        change="A change: five things again",
        before="Before",
        after="After",
    ),
    Lesson(
        page="nl/schrijven-over-storingen",
        lang="nl",
        kinds={
            "Inspanning": "guard.effort",
            "Schuld": "guard.blame",
            "Geld": "guard.spend",
            "Schijnzekerheid": "guard.false_certainty",
        },
        fair="Wat wel mag",
        outage="Drie berichten",
        change="Een verandering: ook vijf dingen",
        before="Voor",
        after="Na",
    ),
)
FEWEST_PAIRS = 8


@cache
def _sections(name: str) -> dict[str, str]:
    """The text under each heading of the page, up to the next heading."""
    parts = re.split(r"^#+ +(.+)$", page(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _rows(text: str) -> list[list[str]]:
    """The rows of the table, its heading and rule left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _pairs(lesson: Lesson) -> list[tuple[str, str, str]]:
    """Rule, before and after of every row in the tables of the four kinds."""
    return [
        (lesson.kinds[kind], before, after)
        for heading, text in _sections(lesson.page).items()
        if (kind := heading.partition(":")[0]) in lesson.kinds
        for before, after, _where in _rows(text)
    ]


def _messages(lesson: Lesson, heading: str, called: str) -> list[str]:
    """The quoted messages under a heading that stand below this word in bold."""
    quotes = re.findall(
        rf"^\*\*{called}\*\*\n\n((?:>.*\n)+)", _sections(lesson.page)[heading], flags=re.MULTILINE
    )
    return [re.sub(r"^> ?", "", quote, flags=re.MULTILINE).strip() for quote in quotes]


def _guard(result: Result) -> set[str]:
    return {finding.rule for finding in result.findings if finding.rule.startswith("guard.")}


BEFORE = [(x.lang, rule, before) for x in LESSONS for rule, before, _after in _pairs(x)]
AFTER = [(x.lang, after) for x in LESSONS for _rule, _before, after in _pairs(x)]
FAIR = [(x.lang, row[1]) for x in LESSONS for row in _rows(_sections(x.page)[x.fair])]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.lang)
def test_each_kind_is_taught_with_enough_pairs(lesson: Lesson) -> None:
    taught = [rule for rule, _before, _after in _pairs(lesson)]
    assert set(taught) == set(lesson.kinds.values())
    assert min(taught.count(rule) for rule in set(taught)) >= FEWEST_PAIRS
    assert len(_rows(_sections(lesson.page)[lesson.fair])) >= FEWEST_PAIRS


@pytest.mark.parametrize(("lang", "rule", "text"), BEFORE)
def test_what_a_page_advises_against_is_found(lang: str, rule: str, text: str) -> None:
    assert rule in _guard(review(text, "outage", lang))


@pytest.mark.parametrize(("lang", "text"), AFTER)
def test_what_a_page_offers_instead_passes(lang: str, text: str) -> None:
    assert not _guard(review(text, "outage", lang))


@pytest.mark.parametrize(("lang", "text"), FAIR)
def test_what_a_page_calls_fair_passes(lang: str, text: str) -> None:
    assert not _guard(review(text, "outage", lang))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.lang)
def test_the_messages_for_an_outage(lesson: Lesson) -> None:
    good = _messages(lesson, lesson.outage, lesson.after)
    bad = _messages(lesson, lesson.outage, lesson.before)
    assert len(good) == len(bad) == 3
    for text in good:
        result = review(text, "outage", lesson.lang)
        assert not result.missing, text
        assert not _guard(result), text
    for text in bad:
        result = review(text, "outage", lesson.lang)
        assert result.blocked, text
        assert result.missing, text


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.lang)
def test_the_message_for_a_change(lesson: Lesson) -> None:
    (good,) = _messages(lesson, lesson.change, lesson.after)
    (bad,) = _messages(lesson, lesson.change, lesson.before)
    result = review(good, "change", lesson.lang)
    assert not result.missing
    assert not _guard(result)
    worse = review(bad, "change", lesson.lang)
    assert worse.blocked
    assert worse.missing
