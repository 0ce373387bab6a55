"""How soon people should hear again, proposed from the kind of trouble, how long it lasts and the
hour; pure.

The times come from what the best teams do: every 20 to 30 minutes at first, hourly later, and
each working morning when it takes days. A public holiday is no working day. Owns: the proposal.
Refuses: promising; the writer does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from helder.kit.freedays import never
from helder.outages.stages import Stage, stage_of


class Hours(StrEnum):
    """What people are doing, by the clock of the organisation."""

    OFFICE = "office"
    EVENING = "evening"
    NIGHT = "night"


KINDS = ("outage", "degraded", "security", "maintenance")
MORNING = 0
"""Not a number of minutes, but the next working morning."""
OPENS, CLOSES, LATEST = 8, 18, 22
WORKING_MORNING = time(8, 30)
FRIDAY = 4
FURTHEST = 60
"""Days to look ahead for a working day; no country is free for so long."""
MINUTE = timedelta(minutes=1)
Case = tuple[str, str, str]
Free = Callable[[date], bool]


def _table(kind: str, rows: Mapping[Stage, tuple[int, int, int]]) -> dict[Case, int]:
    return {
        (kind, stage, hours): minutes
        for stage, row in rows.items()
        for hours, minutes in zip(Hours, row, strict=True)
    }


DEFAULTS: dict[Case, int] = {
    **_table(
        "outage",
        {
            Stage.FIRST: (30, 60, 120),
            Stage.HOURS: (60, 120, MORNING),
            Stage.DAY: (240, MORNING, MORNING),
            Stage.DAYS: (MORNING, MORNING, MORNING),
        },
    ),
    **_table(
        "degraded",
        {
            Stage.FIRST: (60, 120, MORNING),
            Stage.HOURS: (120, MORNING, MORNING),
            Stage.DAY: (MORNING, MORNING, MORNING),
            Stage.DAYS: (MORNING, MORNING, MORNING),
        },
    ),
    **_table(
        "security",
        {
            Stage.FIRST: (30, 30, 60),
            Stage.HOURS: (60, 120, 240),
            Stage.DAY: (240, MORNING, MORNING),
            Stage.DAYS: (MORNING, MORNING, MORNING),
        },
    ),
    **_table(
        "maintenance",
        {
            Stage.FIRST: (60, 120, 120),
            Stage.HOURS: (120, 120, MORNING),
            Stage.DAY: (MORNING, MORNING, MORNING),
            Stage.DAYS: (MORNING, MORNING, MORNING),
        },
    ),
}


@dataclass(frozen=True)
class Proposal:
    """When they should hear again: `minutes` from now (0: the next working morning), and the case
    that it stands for."""

    at: datetime
    minutes: int
    stage: Stage
    hours: Hours


def hours_of(at: datetime, zone: tzinfo, free: Free = never) -> Hours:
    """Office hours, evening, or night, weekend and public holiday."""
    here = at.astimezone(zone)
    if not _works(here.date(), free) or not OPENS <= here.hour < LATEST:
        return Hours.NIGHT
    return Hours.OFFICE if here.hour < CLOSES else Hours.EVENING


def propose(
    kind: str,
    since: datetime | None,
    at: datetime,
    zone: tzinfo,
    own: Mapping[Case, int] | None = None,
    free: Free = never,
) -> Proposal:
    """The proposal at this moment; `own` are the choices of the organisation, `free` tells its
    public holidays. Always later than `at`."""
    stage, hours = stage_of(since, at), hours_of(at, zone, free)
    case = (kind if kind in KINDS else KINDS[0], stage, hours)
    minutes = (own or {}).get(case, DEFAULTS[case])
    due = at + minutes * MINUTE if minutes else next_working_morning(at, zone, free)
    return Proposal(_whole_minute(due), minutes, stage, hours)


def next_working_morning(at: datetime, zone: tzinfo, free: Free = never) -> datetime:
    """The first half past eight on a working day after this moment."""
    here = at.astimezone(zone)
    for days in range(FURTHEST):
        day = (here + timedelta(days=days)).date()
        morning = datetime.combine(day, WORKING_MORNING, zone).astimezone(UTC)
        if _works(day, free) and morning > at:
            return morning
    raise AssertionError("two months have working days")


def _works(day: date, free: Free) -> bool:
    return day.weekday() <= FRIDAY and not free(day)


def _whole_minute(moment: datetime) -> datetime:
    """Never earlier than was said."""
    floor = moment.replace(second=0, microsecond=0)
    return moment if moment == floor else floor + MINUTE
