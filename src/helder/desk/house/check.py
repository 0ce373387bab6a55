"""Says of a chosen colour whether it can be read, and what pages show instead. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from helder.organisation.colour import DARK, LIGHT, Mode, shown, weakest


@dataclass(frozen=True)
class Verdict:
    """A colour in one mode: as chosen, as shown, and how well the chosen one reads."""

    mode: str
    chosen: str
    shown: str
    ground: str
    ratio: float

    @property
    def fits(self) -> bool:
        """Whether pages show the colour just as it was chosen."""
        return self.chosen == self.shown


def verdicts(colour: str) -> list[Verdict]:
    """One for light, one for dark."""
    return [_verdict(colour, "light", LIGHT), _verdict(colour, "dark", DARK)]


def _verdict(colour: str, name: str, mode: Mode) -> Verdict:
    ratio = round(weakest(colour, mode.grounds), 1)
    return Verdict(name, colour, shown(colour, mode), mode.neutral["paper"], ratio)
