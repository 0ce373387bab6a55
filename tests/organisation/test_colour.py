"""Colours: contrast as WCAG counts it, and mending that always ends in a colour that reads."""

from __future__ import annotations

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.organisation.colour import (
    AA,
    DARK,
    LIGHT,
    SEEN,
    Mode,
    NotAColour,
    contrast,
    mended,
    parse,
    shown,
    stylesheet,
    theme,
    weakest,
    written,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
modes = st.sampled_from([LIGHT, DARK])


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#123456", "#123456", 1.0),
    ],
)
def test_known_contrasts(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("text", ["", "blue", "#12", "#12345g", "url(x)", "#1d5b79;}", "#1234567"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(NotAColour):
        parse(text)


@given(colours)
def test_reading_and_writing_give_the_same(colour: str) -> None:
    assert written(parse(colour)) == colour


@given(colours, modes)
def test_a_mended_colour_reads_on_every_ground(colour: str, mode: Mode) -> None:
    assert weakest(mended(colour, mode.grounds), mode.grounds) >= AA


@given(colours, modes)
def test_mending_twice_is_mending_once(colour: str, mode: Mode) -> None:
    once = mended(colour, mode.grounds)
    assert mended(once, mode.grounds) == once


@given(colours, modes)
def test_a_colour_that_reads_is_left_alone(colour: str, mode: Mode) -> None:
    if weakest(colour, mode.grounds) >= AA:
        assert mended(colour, mode.grounds) == colour


@given(colours, modes)
def test_mending_is_no_more_than_needed(colour: str, mode: Mode) -> None:
    better = mended(colour, mode.grounds)
    if better != colour:
        assert weakest(better, mode.grounds) < AA + 0.35


@given(colours)
def test_mending_keeps_the_hue(colour: str) -> None:
    before, after = (
        colorsys.rgb_to_hls(*parse(c)) for c in (colour, mended(colour, LIGHT.grounds))
    )
    if before[2] > 0.3 and 0.15 < after[1] < 0.85 and 0.15 < before[1] < 0.85:
        turned = abs(before[0] - after[0])
        assert min(turned, 1 - turned) < 0.03


@given(colours, colours, modes)
def test_every_pair_of_a_theme_reads(primary: str, accent: str, mode: Mode) -> None:
    tokens = theme(primary, accent, mode)
    for name in ("primary", "accent"):
        assert contrast(tokens[name], tokens[f"{name}-tint"]) >= AA
        assert contrast(tokens[f"{name}-strong"], tokens[f"{name}-tint"]) >= AA
        assert contrast(mode.neutral["ink"], tokens[f"{name}-tint"]) >= AA
        assert weakest(tokens[name], mode.grounds) >= AA
    for fill in ("fill", "fill-strong"):
        assert contrast(tokens["on-fill"], tokens[fill]) >= AA
    assert weakest(tokens["fill-edge"], mode.grounds) >= SEEN


@given(colours)
def test_a_button_keeps_the_colour_of_the_house(colour: str) -> None:
    assert theme(colour, colour, LIGHT)["fill"] == colour


@given(colours, modes)
def test_what_is_shown_reads(colour: str, mode: Mode) -> None:
    assert weakest(shown(colour, mode), mode.grounds) >= AA


def test_the_style_sheet_has_both_faces() -> None:
    css = stylesheet("#1d5b79", "#b4552d")
    assert css.count("--helder-primary:") == 2
    assert "prefers-color-scheme:dark" in css
