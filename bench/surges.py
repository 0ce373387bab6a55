"""How soon a rise of "it fails for me too" is seen, and how often one is seen that is none.

A made-up organisation of 30 services: taps by day and by night, a peak on Monday at 9:00, twice as
many in two exam weeks, few in a week of holidays, two colleagues who tap together, and from time to
time a small nuisance that no outage is. Helder learns from eight weeks and then watches a year,
learning anew every night as it does. Beside it, over the same taps: an alarm at a fixed number of
taps in 15 minutes.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from helder.outages.metoo import usual

START = datetime(2026, 1, 5)  # noqa: DTZ001 - a Monday, local as the levels are
LEARNT = usual.WEEKS
MONTH_MINUTES = 30 * 24 * 60
FIXED = (3, 5, 8, 12)
SIZES = (0.1, 0.3, 1, 3, 10)
"""Taps a minute that an outage adds."""
MOMENTS = {"Monday 9:05": (0, 9, 5), "Wednesday 14:00": (2, 14, 0), "Saturday 21:00": (5, 21, 0)}
PATIENCE = 120
QUIET = timedelta(hours=1)
ORDINARY = usual.office_week()
Looks = Callable[[Sequence[datetime], int, usual.Levels], bool]


@dataclass(frozen=True)
class World:
    """So many services with so many taps a week each, the busiest first."""

    services: int = 30
    busiest: float = 60.0
    together: float = 0.2
    weeks: int = 52
    learns_every: int = 1

    def weekly(self, service: int) -> float:
        """Few services get most of the taps."""
        return self.busiest / math.pow(1 + service, 1.2)


def factor(moment: datetime) -> float:
    """How busy the hour is: the shape of the week, the exams, the holidays."""
    week = (moment - START).days // 7
    exams = 2.0 if week % 20 in (17, 18) else 1.0
    holidays = 0.2 if week % 13 == 12 else 1.0
    peak = 3.0 if (moment.weekday(), moment.hour) == (0, 9) else 1.0
    return ORDINARY[usual.hour_of_week(moment)] * exams * holidays * peak


def taps_of(world: World, service: int, chance: random.Random) -> list[datetime]:
    """All taps about one service while nothing fails, to the minute, in order."""
    found: list[datetime] = []
    per_hour = world.weekly(service) / usual.HOURS_IN_WEEK
    for hour in range((LEARNT + world.weeks) * usual.HOURS_IN_WEEK):
        moment = START + timedelta(hours=hour)
        wobble = chance.gammavariate(6, 1 / 6)
        height = per_hour * factor(moment) * wobble
        for _tap in range(_poisson(height, chance)):
            at = moment + timedelta(minutes=chance.randrange(60))
            found.append(at)
            if chance.random() < world.together:
                found.append(at + timedelta(minutes=chance.randrange(3)))
    return sorted(found)


def _poisson(mean: float, chance: random.Random) -> int:
    left, count = chance.expovariate(1.0), 0
    while left < mean:
        count += 1
        left += chance.expovariate(1.0)
    return count


def fixed(number: int) -> Looks:
    """An alarm at so many taps in 15 minutes."""

    def looks(taps: Sequence[datetime], _service: int, _levels: usual.Levels) -> bool:
        start = taps[-1] - timedelta(minutes=15)
        return sum(tap > start for tap in taps) >= number

    return looks


def helder(taps: Sequence[datetime], service: int, levels: usual.Levels) -> bool:
    """Helder's own."""
    return usual.rise(taps, service, levels) is not None


@dataclass
class Year:
    """What happened in a world, and what was learnt each night."""

    taps: dict[int, list[datetime]]
    levels: dict[int, usual.Levels]

    def level(self, moment: datetime) -> usual.Levels:
        """As learnt at midnight before."""
        return self.levels[(moment - START).days]


def live(world: World, seed: int) -> Year:
    """A world with its levels of every day."""
    chance = random.Random(seed)
    taps = {service: taps_of(world, service, chance) for service in range(world.services)}
    hours = Counter(
        (service, tap.replace(minute=0)) for service, some in taps.items() for tap in some
    )
    by_day: dict[int, list[usual.Hour]] = {}
    for (service, start), count in hours.items():
        by_day.setdefault((start - START).days, []).append(usual.Hour(service, start, count))
    levels: dict[int, usual.Levels] = {}
    for day in range(LEARNT * 7, (LEARNT + world.weeks) * 7):
        if (day - LEARNT * 7) % world.learns_every:
            levels[day] = levels[day - 1]
            continue
        until = START + timedelta(days=day)
        some = [hour for back in range(LEARNT * 7) for hour in by_day.get(day - 1 - back, [])]
        levels[day] = usual.learn(some, until - timedelta(weeks=LEARNT), until)
    return Year(taps, levels)


def false_alarms(world: World, year: Year, looks: Looks) -> int:
    """How many surges begin in the year after the learning; one that goes on counts once."""
    watched = START + timedelta(weeks=LEARNT)
    return sum(_alarms(service, taps, watched, year, looks) for service, taps in year.taps.items())


def _alarms(service: int, taps: list[datetime], watched: datetime, year: Year, looks: Looks) -> int:
    found, until = 0, watched
    for place in range(bisect_left(taps, watched), len(taps)):
        last = taps[place]
        if last < until:
            until = max(until, last + QUIET) if found else until  # it goes on
            continue
        first = bisect_left(taps, max(last - timedelta(minutes=60), until))
        if looks(taps[first : place + 1], service, year.level(last)):
            found += 1
            until = last + QUIET
    return found


def minutes_to(
    year: Year, service: int, begin: datetime, a_minute: float, looks: Looks, seed: int
) -> int:
    """Minutes from the beginning of an outage to the alarm; PATIENCE when it never comes."""
    chance = random.Random(seed)
    before = [tap for tap in year.taps[service] if begin - QUIET < tap]
    moment = 0.0
    added = []
    while (moment := moment + chance.expovariate(a_minute)) < PATIENCE:
        added.append(begin + timedelta(minutes=int(moment)))
    end = begin + timedelta(minutes=PATIENCE)
    taps = sorted([tap for tap in before if tap < end] + added)
    for place, last in enumerate(taps):
        window = [tap for tap in taps[: place + 1] if tap > last - timedelta(minutes=60)]
        if last >= begin and looks(window, service, year.level(last)):
            return int((last - begin).total_seconds() // 60)
    return PATIENCE


def detection(year: Year, looks: Looks, rounds: int = 15) -> dict[str, dict[str, float]]:
    """Median minutes per size and moment, over busy and quiet services and weeks of the year."""
    found: dict[str, dict[str, float]] = {}
    for a_minute in SIZES:
        row = {}
        for name, (day, hour, minute) in MOMENTS.items():
            times = [
                minutes_to(
                    year, turn % 10,
                    START + timedelta(weeks=LEARNT + 1 + turn * 3, days=day, hours=hour,
                                      minutes=minute),
                    a_minute, looks, turn,
                )
                for turn in range(rounds)
            ]  # fmt: skip
            row[name] = statistics.median(times)
        found[f"{a_minute:g} taps a minute"] = row
    return found


def compared(world: World, seeds: Sequence[int]) -> dict[str, Any]:
    """False alarms a month and minutes to detection, of Helder and of the fixed numbers."""
    years = [live(world, seed) for seed in seeds]
    months = world.weeks * 7 / 30 * len(years)
    ways: dict[str, Looks] = {"Helder": helder}
    ways |= {f"{number} taps in 15 minutes": fixed(number) for number in FIXED}
    return {
        name: {
            "false alarms a month": round(
                sum(false_alarms(world, year, looks) for year in years) / months, 2
            ),
            "median minutes to detection": detection(years[0], looks),
        }
        for name, looks in ways.items()
    }


def measure() -> dict[str, Any]:
    """Three organisations: quiet, ordinary and busy."""
    from limits import limit

    sizes = {"quiet": 8.0, "ordinary": 60.0, "busy": 400.0}
    found = {name: compared(World(busiest=busiest), range(2)) for name, busiest in sizes.items()}
    return {
        "world": "30 services, a year each of 2 organisations, 8 weeks learnt before",
        "busiest service, taps a week": sizes,
        "peer": "a fixed number of taps in 15 minutes",
        "found": found,
        "limits": [
            limit(f"{name}: false alarms a month", one["Helder"]["false alarms a month"], 1, "")
            for name, one in found.items()
        ],
    }


if __name__ == "__main__":
    import json

    print(json.dumps(measure(), indent=2))
