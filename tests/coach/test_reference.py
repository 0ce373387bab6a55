"""The reference names every rule and element that the coach can give."""

from __future__ import annotations

from pathlib import Path

from helder.coach.completeness import ELEMENTS
from helder.coach.wording import said_to

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "coach.md"


def test_every_rule_and_element_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = [*said_to("en")["why"], *(name for names in ELEMENTS.values() for name in names)]
    assert [name for name in named if f"`{name}`" not in page] == []


def test_the_coach_says_the_same_in_each_language() -> None:
    english = said_to("en")
    for reader in ("nl", "nl-informal"):
        tables = said_to(reader)  # type: ignore[arg-type]
        for name, table in english.items():
            assert set(tables[name]) == set(table), (reader, name)
