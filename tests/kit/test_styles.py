"""The style sheets keep their word: light, readable, and every name that is used exists."""

from __future__ import annotations

import gzip
import re

import pytest
import tinycss2

from helder.kit import states
from helder.organisation.colour import AA, DARK, LIGHT, contrast, theme
from helder.organisation.models import Organisation
from tests.kit.styles import PACKAGE, classes, ours, set_names, sheet, tokens, used_names

PORTAL_CSS = 20_000
WORDS_ON = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "sunk"),
    ("primary", "paper"),
    ("primary", "surface"),
    ("primary-strong", "primary-tint"),
    ("on-fill", "fill"),
    ("on-fill", "fill-strong"),
    *((state, f"{state}-tint") for state in states.LOOKS),
    *((state, "surface") for state in states.LOOKS),
    *(("ink", f"{state}-tint") for state in states.LOOKS),
    *(("muted", f"{state}-tint") for state in states.LOOKS),
]


def test_every_style_sheet_can_be_read() -> None:
    for path in ours():
        rules = tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), True, True)
        assert not [rule for rule in rules if rule.type == "error"], path.name


def test_every_token_that_is_used_is_set() -> None:
    css = "\n".join(path.read_text(encoding="utf-8") for path in ours())
    pages = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.html"))
    known = set_names(css)
    assert not {n for n in used_names(css + pages) if n not in known and "{" not in n} - {
        "--helder-"  # the page of all components fills in the name
    }


def test_every_class_that_a_page_uses_has_a_rule() -> None:
    known = classes("\n".join(path.read_text(encoding="utf-8") for path in ours()))
    used: dict[str, str] = {}
    for path in PACKAGE.rglob("*.html"):
        for names in re.findall(r'class="([^"]*)"', _plain(path.read_text(encoding="utf-8"))):
            used |= {name: path.name for name in names.split() if re.fullmatch(r"h-[\w-]+\w", name)}
    assert not {name: page for name, page in used.items() if name not in known}


def test_the_style_of_a_page_for_users_stays_light() -> None:
    weight = sum(len(gzip.compress(sheet(name).encode(), 9)) for name in ("tokens.css", "kit.css"))
    assert weight <= PORTAL_CSS


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS_ON)
def test_words_can_be_read(word: str, ground: str, dark: bool) -> None:
    known = tokens(dark=dark)
    assert contrast(known[word], known[ground]) >= AA


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(dark: bool) -> None:
    known = tokens(dark=dark)
    assert contrast(known["edge"], known["surface"]) >= 3


@pytest.mark.parametrize(("mode", "dark"), [(LIGHT, False), (DARK, True)], ids=["light", "dark"])
def test_the_house_colours_are_counted_on_the_grounds_that_pages_have(
    mode: object, dark: bool
) -> None:
    known = tokens(dark=dark)
    neutral = mode.neutral  # type: ignore[attr-defined]
    assert {name: known[name] for name in neutral} == dict(neutral)


@pytest.mark.parametrize(("mode", "dark"), [(LIGHT, False), (DARK, True)], ids=["light", "dark"])
def test_the_plain_theme_is_that_of_a_new_organisation(mode: object, dark: bool) -> None:
    new = Organisation()
    made = theme(new.colour, new.accent, mode)  # type: ignore[arg-type]
    assert {name: tokens(dark=dark)[name] for name in made} == made


def _plain(page: str) -> str:
    """A template without its tags, so that only class names that are written out stay."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", page)
