"""Colours that can be read: contrast as WCAG counts it, and the nearest colour that passes.

Owns: contrast ratios, mending, and the theme made from a house's two colours. Pure computation.
Refuses: anything about requests, rows and pages.
"""

from __future__ import annotations

import colorsys
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

AA = 4.5  # words
SEEN = 3.0  # edges of what one can press
ON_FILL = ("#ffffff", "#14181a", "#000000")  # one of these reads on any colour
STEPS = 1000
Rgb = tuple[float, float, float]


class NotAColour(ValueError):
    """The text is not a colour such as #1d5b79."""


def parse(text: str) -> Rgb:
    """#1d5b79 or #15c as three shares of one."""
    digits = text.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise NotAColour(text)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def written(colour: Rgb) -> str:
    """Three shares of one as #1d5b79."""
    return "#" + "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in colour)


def luminance(text: str) -> float:
    """Relative luminance, WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parse(text)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """A blend with this share of the first colour."""
    parts = zip(parse(one), parse(other), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in parts)
    return written((red, green, blue))


def weakest(colour: str, grounds: tuple[str, ...]) -> float:
    """The lowest contrast of this colour on any of these grounds."""
    return min(contrast(colour, ground) for ground in grounds)


def mended(colour: str, grounds: tuple[str, ...], ratio: float = AA) -> str:
    """The colour itself when it passes; else the same hue, as little lighter or darker as will do.

    The grounds must all be light or all be dark, so that black or white always passes.
    """
    if weakest(colour, grounds) >= ratio:
        return written(parse(colour))
    end = "#000000" if luminance(grounds[0]) > 0.18 else "#ffffff"
    enough = bisect_left(
        range(STEPS), True, key=lambda step: weakest(_toward(end, colour, step), grounds) >= ratio
    )
    return _toward(end, colour, enough)


def _toward(end: str, colour: str, step: int) -> str:
    """The same hue, this many steps of the way to black or white; luminance only goes one way."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse(colour))
    goal = luminance(end)
    tried = lightness + (goal - lightness) * step / STEPS
    return written(colorsys.hls_to_rgb(hue, tried, saturation))


@dataclass(frozen=True)
class Mode:
    """The light or the dark face: its neutral tokens, and how the house's colours join them."""

    neutral: Mapping[str, str]
    away: str
    tint: float
    ratio: float

    @property
    def grounds(self) -> tuple[str, ...]:
        """What words in a house colour may stand on."""
        return self.neutral["paper"], self.neutral["surface"], self.neutral["sunk"]


LIGHT = Mode(
    neutral={
        "paper": "#faf7f1",
        "surface": "#fffefb",
        "sunk": "#f2ede3",
        "line": "#e3dccf",
        "ink": "#20262a",
        "muted": "#5a5f60",
    },
    away="#000000",
    tint=0.11,
    ratio=AA,
)
DARK = Mode(
    neutral={
        "paper": "#15191b",
        "surface": "#1d2225",
        "sunk": "#111416",
        "line": "#32393d",
        "ink": "#ece7de",
        "muted": "#aaadab",
    },
    away="#ffffff",
    tint=0.16,
    ratio=7.0,  # a colour that glows a little rests the eye more than one that just passes
)


def shown(colour: str, mode: Mode) -> str:
    """The colour as pages show it in this mode: readable on every ground and on its own tint."""
    return mended(colour, (*mode.grounds, _tint(colour, mode)), mode.ratio)


def _tint(colour: str, mode: Mode) -> str:
    return mix(colour, mode.neutral["surface"], mode.tint)


def tones(colour: str, name: str, mode: Mode) -> dict[str, str]:
    """The tokens for words in one of the two house colours, in one mode."""
    plain = shown(colour, mode)
    return {
        name: plain,
        f"{name}-strong": mix(plain, mode.away, 0.8),
        f"{name}-tint": _tint(colour, mode),
    }


def fills(colour: str, mode: Mode) -> dict[str, str]:
    """The tokens for a surface in the house's colour, such as a button, with words on it.

    By day the colour is kept as it is and the words adapt; in the dark it glows as words do.
    """
    word = shown(colour, mode)
    fill = word if mode is DARK else written(parse(colour))
    on_fill = next(ink for ink in ON_FILL if contrast(ink, fill) >= AA)
    return {
        "fill": fill,
        "fill-strong": mix(fill, "#000000" if on_fill == "#ffffff" else "#ffffff", 0.8),
        "fill-edge": fill if weakest(fill, mode.grounds) >= SEEN else word,
        "on-fill": on_fill,
    }


def theme(primary: str, accent: str, mode: Mode) -> dict[str, str]:
    """All tokens that a house sets, for one mode."""
    return tones(primary, "primary", mode) | fills(primary, mode) | tones(accent, "accent", mode)


def stylesheet(primary: str, accent: str) -> str:
    """The house's own tokens for light and for dark, as CSS."""
    light = _block(":root", theme(primary, accent, LIGHT))
    dark = _block(":root", theme(primary, accent, DARK))
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def samples(primary: str, accent: str) -> str:
    """Both faces at once, for the preview: whole themes under .h-sample--light and --dark."""
    return "".join(
        _block(f".h-sample--{name}", {**mode.neutral, **theme(primary, accent, mode)})
        for name, mode in (("light", LIGHT), ("dark", DARK))
    )


def _block(selector: str, tokens: Mapping[str, str]) -> str:
    inside = "".join(f"--helder-{name}:{value};" for name, value in tokens.items())
    return f"{selector}{{{inside}}}"
