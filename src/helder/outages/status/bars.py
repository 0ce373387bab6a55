"""The last days of a service as bars to look at, and in words for whoever does not see them.

Owns: the drawing (a bar differs in height as well as in colour) and its sentences. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from helder.kit import clock
from helder.kit.texts import Chosen, choose
from helder.outages.status.uptime import (
    DOWN,
    LIMITED,
    MAINTENANCE,
    NONE,
    PARTIAL,
    SECURITY,
    UNKNOWN,
    WORKS,
    WORST,
    Day,
    Uptime,
)

STEP, WIDTH, HEIGHT = 4, 3, 32
HIGH = {DOWN: 32, PARTIAL: 28, LIMITED: 24, SECURITY: 24, MAINTENANCE: 18, WORKS: 14, UNKNOWN: 3}
WORDS: dict[str, Any] = {
    DOWN: gettext_lazy("Did not work at all"),
    PARTIAL: gettext_lazy("Did not work at some places"),
    LIMITED: gettext_lazy("Worked poorly"),
    SECURITY: gettext_lazy("Security warning"),
    MAINTENANCE: gettext_lazy("Planned maintenance"),
    WORKS: gettext_lazy("Nothing reported"),
    UNKNOWN: gettext_lazy("Not known"),
}


@dataclass(frozen=True)
class Bar:
    """One day in the drawing."""

    day: Day
    x: int
    href: str = ""

    @property
    def height(self) -> int:
        """Higher is worse."""
        return HIGH[self.day.state]

    @property
    def y(self) -> int:
        """They stand on the ground."""
        return HEIGHT - self.height

    @property
    def title(self) -> str:
        """ "3 november: werkte slecht, 2 uur"."""
        return f"{date_format(self.day.on, 'j F')}: {_said(self.day)}"


@dataclass(frozen=True)
class Row:
    """One day in the table: what was wrong, how long, and the outages that told of it."""

    day: Day
    lines: list[tuple[str, str, str]]
    outages: list[tuple[str, Chosen]]


@dataclass(frozen=True)
class Bars:
    """The days of one service, drawn and told."""

    past: Uptime
    titles: Mapping[str, dict[str, str]]

    @property
    def width(self) -> int:
        """Of the drawing."""
        return STEP * len(self.past.days) - (STEP - WIDTH)

    @property
    def count(self) -> int:
        """How many days."""
        return len(self.past.days)

    @property
    def days(self) -> list[Bar]:
        """Each with an address when something was told."""
        return [Bar(day, STEP * n, self._href(day)) for n, day in enumerate(self.past.days)]

    @property
    def paths(self) -> list[tuple[str, str]]:
        """The same in a few strokes, one per state, for a page with many services."""
        found: dict[str, list[str]] = {}
        for bar in self.days:
            stroke = f"M{bar.x} {bar.y}h{WIDTH}v{bar.height}h-{WIDTH}z"
            found.setdefault(bar.day.state, []).append(stroke)
        return [(state, "".join(strokes)) for state, strokes in found.items()]

    @property
    def legend(self) -> list[tuple[str, str, int]]:
        """The states that occur, the worst first: state, word, where the bar begins."""
        here = {day.state for day in self.past.days}
        return [(s, str(WORDS[s]), HEIGHT - HIGH[s]) for s in (*WORST, WORKS, UNKNOWN) if s in here]

    @property
    def percentage(self) -> str:
        """ "99,87%", or nothing when nothing is known."""
        return "" if self.past.up is None else percent(self.past.up)

    @property
    def summary(self) -> str:
        """In one sentence, for whoever does not see the bars."""
        if not self.percentage:
            return gettext("Nothing is known yet of these days.")
        bad = len(self.past.told)
        if not bad:
            return gettext("Nothing was reported in these days.")
        return ngettext(
            "Something was reported on %(n)d day. It worked at every place %(share)s of the time.",
            "Something was reported on %(n)d days. It worked at every place %(share)s of the time.",
            bad,
        ) % {"n": bad, "share": self.percentage}

    @property
    def lengths(self) -> list[tuple[str, str, str]]:
        """What there was: the word, how long, and its share; planned work has none."""
        lasted = self.past.lasted
        return [
            (
                str(WORDS[s]),
                clock.span(lasted[s]),
                "" if s == MAINTENANCE else percent(self.past.share(s)),
            )
            for s in WORST
            if lasted[s] > NONE
        ]

    @property
    def rows(self) -> list[Row]:
        """The days on which something was told, newest first."""
        return [Row(day, list(_lines(day)), self._outages(day)) for day in self.past.told]

    @property
    def quiet(self) -> int:
        """On how many days nothing was told, of those that are known."""
        return sum(day.state == WORKS for day in self.past.days)

    def _outages(self, day: Day) -> list[tuple[str, Chosen]]:
        return [(_address(key), choose(self.titles.get(key))) for key in day.keys]

    def _href(self, day: Day) -> str:
        return _address(day.keys[0]) if day.keys else ""


def percent(share: float) -> str:
    """A percentage as it is written here: two decimals, none of a whole."""
    whole = share == int(share)
    return f"{number_format(share, decimal_pos=0 if whole else 2)}%"


def _address(key: str) -> str:
    return reverse("outages:outage", args=[key])


def _lines(day: Day) -> Iterator[tuple[str, str, str]]:
    for state in WORST:
        if state in day.lasted:
            yield state, str(WORDS[state]), clock.span(day.lasted[state])


def _said(day: Day) -> str:
    word = str(WORDS[day.state])
    return f"{word}, {clock.span(day.trouble)}" if day.state in WORST else word
