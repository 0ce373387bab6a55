"""Colours that can be read: contrast as WCAG counts it, and the nearest colour that passes.

Owns: contrast ratios, mending, and the theme made from a house's two colours. Pure computation.
Refuses: anything about requests, rows and pages.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

AA = 4.5
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


def passes(colour: str, grounds: tuple[str, ...], ratio: float = AA) -> bool:
    """Whether words in this colour can be read on every one of these grounds."""
    return all(contrast(colour, ground) >= ratio for ground in grounds)


def mended(colour: str, grounds: tuple[str, ...], ratio: float = AA) -> str:
    """The colour itself when it passes; else the same hue, as little lighter or darker as will do.

    The grounds must all be light or all be dark, so that black or white always passes.
    """
    if passes(colour, grounds, ratio):
        return written(parse(colour))
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse(colour))
    end = 0.0 if luminance(grounds[0]) > 0.18 else 1.0
    for step in range(1, STEPS + 1):
        tried = lightness + (end - lightness) * step / STEPS
        candidate = written(colorsys.hls_to_rgb(hue, tried, saturation))
        if passes(candidate, grounds, ratio):
            return candidate
    return "#000000" if end == 0 else "#ffffff"


@dataclass(frozen=True)
class Mode:
    """The light or the dark face of the house, with the grounds that words stand on."""

    grounds: tuple[str, ...]
    ink: str
    tint: float


LIGHT = Mode(grounds=("#f2ede3", "#faf7f1", "#fffefb"), ink="#ffffff", tint=0.11)
DARK = Mode(grounds=("#1d2225", "#15191b", "#111416"), ink="#0d1417", tint=0.16)


def tones(colour: str, name: str, mode: Mode) -> dict[str, str]:
    """The tokens of one of the two house colours in one mode, each readable."""
    surface = mode.grounds[0] if mode is DARK else mode.grounds[2]
    tint = mix(colour, surface, mode.tint)
    plain = mended(colour, (*mode.grounds, tint))
    away = "#000000" if mode is LIGHT else "#ffffff"
    return {
        name: plain,
        f"{name}-strong": mix(plain, away, 0.8),
        f"{name}-tint": tint,
        f"on-{name}": mode.ink,
    }


def theme(primary: str, accent: str, mode: Mode) -> dict[str, str]:
    """All tokens that a house sets, for one mode."""
    return tones(primary, "primary", mode) | tones(accent, "accent", mode)


def stylesheet(primary: str, accent: str) -> str:
    """The house's own tokens for light and for dark, as CSS."""
    light = _block(theme(primary, accent, LIGHT))
    dark = _block(theme(primary, accent, DARK))
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _block(tokens: dict[str, str]) -> str:
    return "".join(f"--helder-{name}:{value};" for name, value in tokens.items())
