"""Taps over time as small bars: an SVG path, and the figures for words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helder.kit import clock

WIDTH, HEIGHT = 240, 40
MOST = 48


@dataclass(frozen=True)
class Line:
    """Bars from left to right; `step` is how long one takes, `busiest` how many one had at most and
    `busiest_at` when the first of those came."""

    path: str
    step: timedelta
    start: datetime
    end: datetime
    total: int
    busiest: int
    busiest_at: datetime

    @property
    def span(self) -> str:
        """How long one bar takes, in words."""
        return clock.span(self.step)


def line(moments: Sequence[datetime], start: datetime, end: datetime) -> Line:
    """The taps between two moments, in bars of five minutes or as long as makes MOST of them."""
    step = _step(end - start)
    bars = max(1, -((start - end) // step))
    counts, firsts = [0] * bars, [start] * bars
    for moment in sorted(moments):
        if start <= moment <= end:
            place = min(bars - 1, (moment - start) // step)
            firsts[place] = firsts[place] if counts[place] else moment
            counts[place] += 1
    most = max(counts)
    return Line(
        path=_path(counts, most),
        step=step,
        start=start,
        end=end,
        total=sum(counts),
        busiest=most,
        busiest_at=firsts[counts.index(most)],
    )


def _step(length: timedelta) -> timedelta:
    for minutes in (5, 10, 15, 30, 60, 120, 360, 720):
        if length / timedelta(minutes=minutes) <= MOST:
            return timedelta(minutes=minutes)
    return timedelta(days=max(1, length.days // MOST))


def _path(counts: Sequence[int], most: int) -> str:
    wide = WIDTH / len(counts)
    gap = wide * 0.2 if len(counts) > 1 else 0
    drawn = []
    for place, count in enumerate(counts):
        if count:
            high = max(2.0, HEIGHT * count / most)
            left, top = place * wide + gap / 2, HEIGHT - high
            drawn.append(f"M{left:.1f} {top:.1f}h{wide - gap:.1f}V{HEIGHT}H{left:.1f}z")
    return "".join(drawn)
