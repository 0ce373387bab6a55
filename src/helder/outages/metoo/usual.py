"""How many taps are usual for a service at an hour of the week, and when there are too many. Pure.

Owns: the level of each service, learnt from the last weeks, and the test against it. Refuses:
counting taps, and doing anything about them.

The level. Taps of service s in hour-of-week h are Poisson with a rate that has a Gamma
distribution (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6):

    rate(s, h) ~ Gamma(shape = A, mean = m(s) g(h))          before anything was seen there
    rate(s, h) ~ Gamma(A + n, A / (m(s) g(h)) + E)           after n taps in E such hours

m(s) is the mean of the service, itself drawn towards HOUSE_RATE as long as little is known; g(h)
is the week of the whole organisation (mean 1), drawn towards an ordinary office week, and smoothed
over the hours beside it. So a service with few taps borrows from its own mean and from the others
(shrinkage), and a new installation has a prior. Hours in which an outage was known do not teach
(Farrington et al., J. R. Statist. Soc. A 159, 1996, leave out past outbreaks likewise). The last
three days may raise the level, as in an exam week; nothing lowers it, as holidays need no alarm
sooner. Weeks differ more than Poisson says: their spread adds 1/KAPPA to the squared coefficient of
variation (Noufaily et al., Statistics in Medicine 32, 2013: a negative binomial for the same
reason).

The test. An alarm can only begin at a tap, so looks are counted in taps, not in minutes. By
Mecke's formula (Last and Penrose, Lectures on the Poisson Process, 2017, theorem 4.1) the expected
number of taps that complete a window with c taps is the number of taps times P(others >= c - 1),
where the rate as seen from a tap has the size-biased Gamma, shape + 1. The others in a window of w
hours are then negative binomial, and the alarm sounds when

    P(NB(shape + 1, mean = rate w (shape + 1) / shape) >= c - 1)  <  BUDGET / (windows x taps)

with `taps` those that the whole organisation expects in a month. People who sit together tap
together, so counts and means are first divided by TOGETHER, the usual size of such a knot (the
quasi-Poisson correction of Farrington et al.). The right side is Bonferroni's
share of each tap and window, so over all services and looks together at most BUDGET false alarms
a month are expected, whatever the dependence between them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEEKS = 8
HOURS_IN_WEEK = 168
WINDOWS = (5, 15, 60)
"""Minutes back from a tap: a short one for many at once, a long one for a slow rise."""
BUDGET = 0.5
"""False alarms that are expected in a month at most, of all services together."""
FEWEST = 4
"""Fewer readers than this never make a surge, however quiet the hour."""
TOGETHER = 1.35
"""Taps that belong together: colleagues at one table tap at the same moment."""
A = 2.0
KAPPA = 3.0
HOUSE_RATE = 0.02
"""Taps in an hour of a service of which nothing is known: three a week."""
HOUSE_HOURS = 168.0
HOUSE_TAPS = 100.0
"""The fewest taps in a month that the looks are shared over."""
WEEK_WEIGHT = 168.0
RECENT_DAYS = 3
RECENT_WEIGHT = 10.0
STEEPEST = 4.0
MONTH_HOURS = 30 * 24


def hour_of_week(moment: datetime) -> int:
    """0 is Monday from 0:00 to 1:00, as the given (local) time says."""
    return moment.weekday() * 24 + moment.hour


def office_week() -> list[float]:
    """An ordinary week, with mean 1: busy by day, little at night and in the weekend."""
    raw = [_ordinary(hour // 24, hour % 24) for hour in range(HOURS_IN_WEEK)]
    mean = sum(raw) / HOURS_IN_WEEK
    return [height / mean for height in raw]


def _ordinary(day: int, hour: int) -> float:
    awake = 1.0 if 8 <= hour < 18 else 0.35 if 7 <= hour < 23 else 0.05
    return awake if day < 5 else awake * 0.2


@dataclass(frozen=True)
class Hour:
    """So many taps about a service in one hour; `start` is local. `known`: an outage was known."""

    service: int
    start: datetime
    taps: int
    known: bool = False


@dataclass(frozen=True)
class Level:
    """What is usual in an hour: a Gamma distribution."""

    shape: float
    per_hour: float


@dataclass(frozen=True)
class Levels:
    """What was learnt of all services; `share` is what each tap may spend on each window."""

    share: float
    week: Sequence[float]
    means: Mapping[int, float]
    taps: Mapping[tuple[int, int], int]
    left_out: Mapping[tuple[int, int], float]
    slots: Sequence[float]
    steep: Mapping[int, float] = field(default_factory=dict)

    def at(self, service: int, moment: datetime) -> Level:
        """What is usual for a service in the hour of this (local) moment."""
        slot = hour_of_week(moment)
        before = self.means.get(service, HOUSE_RATE) * self.week[slot]
        shape = A + self.taps.get((service, slot), 0)
        hours = max(0.0, self.slots[slot] - self.left_out.get((service, slot), 0.0))
        rate = shape / (A / before + hours)
        return Level(1 / (1 / shape + 1 / KAPPA), rate * self.steep.get(service, 1.0))


def learn(hours: Iterable[Hour], since: datetime, until: datetime) -> Levels:
    """The levels from what was counted between two local moments on the hour, `until` excluded."""
    seen = [hour for hour in hours if since <= hour.start < until]
    total = max(0.0, (until - since).total_seconds() / 3600)
    quiet = [hour for hour in seen if not hour.known]
    slots = _slots(since, until)
    week = _week(quiet, slots)
    means = _means(quiet, seen, total)
    taps: Counter[tuple[int, int]] = Counter()
    left_out: Counter[tuple[int, int]] = Counter()
    for hour in seen:
        key = (hour.service, hour_of_week(hour.start))
        if hour.known:
            left_out[key] += 1
        else:
            taps[key] += hour.taps
    learnt = Levels(_share(sum(taps.values()), total), week, means, taps, left_out, slots)
    return _raised(learnt, quiet, until, total)


def _share(taps: int, total: float) -> float:
    month = (HOUSE_TAPS + taps) / (MONTH_HOURS + total) * MONTH_HOURS
    return BUDGET / (len(WINDOWS) * max(HOUSE_TAPS, month))


def _slots(since: datetime, until: datetime) -> list[float]:
    """How often each hour of the week has been."""
    found = [0.0] * HOURS_IN_WEEK
    moment = since
    while moment < until:
        found[hour_of_week(moment)] += 1
        moment += timedelta(hours=1)
    return found


def _week(quiet: Sequence[Hour], slots: Sequence[float]) -> list[float]:
    """The shape of the organisation's week, with mean 1."""
    counted = [0.0] * HOURS_IN_WEEK
    for hour in quiet:
        counted[hour_of_week(hour.start)] += hour.taps
    smooth = [
        counted[slot] / 2 + (counted[slot - 1] + counted[(slot + 1) % HOURS_IN_WEEK]) / 4
        for slot in range(HOURS_IN_WEEK)
    ]
    ordinary = office_week()
    taps, times = sum(counted), sum(slots)
    mean = taps / times if times else 0.0
    weight = WEEK_WEIGHT / HOURS_IN_WEEK
    if not mean:
        return ordinary
    raw = [
        (weight * ordinary[slot] + smooth[slot]) / (weight + slots[slot] * mean)
        for slot in range(HOURS_IN_WEEK)
    ]
    height = sum(raw) / HOURS_IN_WEEK
    return [one / height for one in raw]


def _means(quiet: Sequence[Hour], seen: Sequence[Hour], total: float) -> dict[int, float]:
    """Taps in an hour of each service, drawn towards HOUSE_RATE."""
    taps: Counter[int] = Counter()
    for hour in quiet:
        taps[hour.service] += hour.taps
    known = Counter(hour.service for hour in seen if hour.known)
    return {
        service: (HOUSE_RATE * HOUSE_HOURS + taps[service])
        / (HOUSE_HOURS + max(0.0, total - known[service]))
        for service in {hour.service for hour in seen}
    }


def _raised(learnt: Levels, quiet: Sequence[Hour], until: datetime, total: float) -> Levels:
    """With how much more the last days brought than the weeks before, never less."""
    start = until - timedelta(days=RECENT_DAYS)
    if total < RECENT_DAYS * 24:
        return learnt
    got: defaultdict[int, int] = defaultdict(int)
    for hour in quiet:
        if hour.start >= start:
            got[hour.service] += hour.taps
    steep = {}
    for service, taps in got.items():
        moments = (start + timedelta(hours=n) for n in range(RECENT_DAYS * 24))
        usual = sum(learnt.at(service, moment).per_hour for moment in moments)
        steep[service] = min(STEEPEST, max(1.0, (RECENT_WEIGHT + taps) / (RECENT_WEIGHT + usual)))
    return Levels(
        learnt.share, learnt.week, learnt.means, learnt.taps, learnt.left_out, learnt.slots, steep
    )


def tail(count: int, shape: float, mean: float) -> float:
    """P(X >= count) of a negative binomial with this shape and mean (its variance is
    mean + mean**2 / shape); 1 for a count of nothing, 0 where nothing is expected."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    q = mean / (mean + shape)
    log_first = (
        math.lgamma(shape + count)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        + shape * math.log1p(-q)
        + count * math.log(q)
    )
    if count < mean:
        return max(0.0, 1.0 - _below(count, shape, q))
    term = math.exp(log_first)
    total = 0.0
    while term > total * 1e-12 and term > 0:
        total += term
        count += 1
        term *= (shape + count - 1) / count * q
    return min(1.0, total)


def _below(count: int, shape: float, q: float) -> float:
    """P(X < count), from below."""
    term = math.exp(shape * math.log1p(-q))
    total = 0.0
    for k in range(count):
        total += term
        term *= (shape + k) / (k + 1) * q
    return total


def chance(count: int, minutes: float, level: Level) -> float:
    """The chance that a tap completes a window with `count` taps while nothing is wrong."""
    mean = level.per_hour * minutes / 60 * (level.shape + 1) / level.shape / TOGETHER
    others = (count - 1) / TOGETHER
    whole = int(others)
    below, above = (tail(some, level.shape + 1, mean) for some in (whole, whole + 1))
    between = others - whole
    return math.pow(below, 1 - between) * math.pow(above, between)


@dataclass(frozen=True)
class Rise:
    """More taps in a window than is usual: since when, how many, and how many are usual."""

    since: datetime
    count: int
    expected: float


def rise(taps: Sequence[datetime], service: int, levels: Levels) -> Rise | None:
    """What the last of these taps (local, in order) completes: the window that is furthest from
    usual, or None while all of them are usual."""
    if len(taps) < FEWEST:
        return None
    last = taps[-1]
    found: list[tuple[float, Rise]] = []
    for minutes in WINDOWS:
        start = last - timedelta(minutes=minutes)
        inside = [tap for tap in taps if tap > start]
        level = _highest(levels.at(service, start), levels.at(service, last))
        odd = chance(len(inside), minutes, level)
        if len(inside) >= FEWEST and odd < levels.share:
            expected = level.per_hour * minutes / 60
            found.append((odd, Rise(inside[0], len(inside), expected)))
    return min(found, key=lambda one: one[0])[1] if found else None


def _highest(one: Level, other: Level) -> Level:
    """A window over the hour is held against the busier of the two."""
    return one if one.per_hour >= other.per_hour else other
