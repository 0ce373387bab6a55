"""How long it lasts, how soon people hear again, when silence is told: for every time."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.kit.freedays import days_free
from helder.outages import cadence, stages
from helder.outages.long import checklist, plain_question, silence
from helder.outages.long.checklist import Line
from helder.outages.stages import Ask, Stage

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
FIRST, LAST = datetime(2024, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 - hypothesis wants them so
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=40))
KINDS = st.sampled_from(cadence.KINDS)
NIGHT_OF_THE_CLOCK = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lasts", "stage"),
    [
        (timedelta(0), Stage.FIRST),
        (timedelta(hours=3, minutes=59), Stage.FIRST),
        (timedelta(hours=4), Stage.HOURS),
        (timedelta(hours=23), Stage.HOURS),
        (timedelta(days=1), Stage.DAY),
        (timedelta(days=3), Stage.DAYS),
        (timedelta(days=30), Stage.DAYS),
    ],
)
def test_the_stage_follows_from_how_long_it_lasts(lasts: timedelta, stage: Stage) -> None:
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert stages.stage_of(at - lasts, at) is stage


@given(MOMENTS, LENGTHS, LENGTHS)
def test_a_longer_outage_never_asks_less(since: datetime, one: timedelta, more: timedelta) -> None:
    early, late = stages.stage_of(since, since + one), stages.stage_of(since, since + one + more)
    assert set(stages.asked(early)) <= set(stages.asked(late))


def test_nothing_is_asked_at_first_and_everything_after_three_days() -> None:
    assert stages.asked(stages.stage_of(None, datetime(2026, 1, 1, tzinfo=UTC))) == []
    assert stages.asked(Stage.DAYS) == list(Ask)


@given(KINDS, MOMENTS, LENGTHS)
def test_a_proposal_lies_ahead_and_never_further_than_a_long_weekend(
    kind: str, since: datetime, lasts: timedelta
) -> None:
    at = since + lasts
    found = cadence.propose(kind, since, at, ZONE)
    assert at < found.at <= at + timedelta(days=4)
    assert found.at.second == 0


@given(KINDS, MOMENTS, LENGTHS)
def test_in_office_hours_nobody_waits_a_day_in_the_first_hours(
    kind: str, since: datetime, lasts: timedelta
) -> None:
    found = cadence.propose(kind, since, since + lasts, ZONE)
    if found.stage is Stage.FIRST and found.hours is cadence.Hours.OFFICE:
        assert found.at - (since + lasts) <= timedelta(hours=1, minutes=1)


@given(KINDS, MOMENTS)
def test_the_working_morning_is_half_past_eight_on_a_working_day(kind: str, at: datetime) -> None:
    here = cadence.next_working_morning(at, ZONE).astimezone(ZONE)
    assert (here.hour, here.minute) == (8, 30)
    assert here.weekday() < 5


def test_the_morning_after_the_clock_went_forward() -> None:
    """Saturday night before the change: Monday at half past eight on the clock of that day."""
    found = cadence.propose("degraded", NIGHT_OF_THE_CLOCK, NIGHT_OF_THE_CLOCK, ZONE)
    assert found.at == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ((2026, 3, 3, 9, 0), "office"),
        ((2026, 3, 3, 18, 0), "evening"),
        ((2026, 3, 3, 22, 0), "night"),
        ((2026, 3, 3, 7, 59), "night"),
        ((2026, 3, 7, 12, 0), "night"),
    ],
)
def test_the_hours_are_those_of_the_organisation(at: tuple[int, ...], hours: str) -> None:
    year, month, day, hour, minute = at
    moment = datetime(year, month, day, hour, minute, tzinfo=ZONE)
    assert cadence.hours_of(moment, ZONE) == hours


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ((2026, 4, 2, 15, 0), (2026, 4, 7, 8, 30)),
        ((2026, 4, 24, 15, 0), (2026, 4, 28, 8, 30)),
        ((2026, 12, 24, 15, 0), (2026, 12, 28, 8, 30)),
        ((2026, 12, 31, 15, 0), (2027, 1, 4, 8, 30)),
    ],
)
def test_nobody_hears_again_on_a_public_holiday(
    at: tuple[int, ...], morning: tuple[int, ...]
) -> None:
    start, due = datetime(*at, tzinfo=ZONE), datetime(*morning, tzinfo=ZONE)  # type: ignore[misc, arg-type]
    assert cadence.next_working_morning(start, ZONE, days_free("NL")) == due


def test_a_public_holiday_is_as_a_weekend() -> None:
    christmas = datetime(2026, 12, 25, 11, 0, tzinfo=ZONE)
    assert cadence.hours_of(christmas, ZONE) is cadence.Hours.OFFICE
    assert cadence.hours_of(christmas, ZONE, days_free("NL")) is cadence.Hours.NIGHT
    found = cadence.propose("degraded", christmas, christmas, ZONE, None, days_free("NL"))
    assert found.at == datetime(2026, 12, 28, 8, 30, tzinfo=ZONE)


@pytest.mark.parametrize("land", ["NL", "BE", "DE-BY", "JP", "CN", "IR"])
@given(MOMENTS)
def test_there_is_a_working_morning_in_every_country(land: str, at: datetime) -> None:
    free = days_free(land)
    found = cadence.next_working_morning(at, ZONE, free)
    assert at < found <= at + timedelta(days=14)
    assert not free(found.astimezone(ZONE).date())


def test_the_organisation_may_choose_another_pace() -> None:
    at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    own = {("outage", "first", "office"): 20}
    assert cadence.propose("outage", at, at, ZONE, own).at == at + timedelta(minutes=20)
    assert cadence.propose("outage", at, at, ZONE).at == at + timedelta(minutes=30)


def test_every_case_has_a_default() -> None:
    cases = {(k, s, h) for k in cadence.KINDS for s in Stage for h in cadence.Hours}
    assert set(cadence.DEFAULTS) == cases


@given(st.lists(LENGTHS, min_size=1, max_size=12))
def test_each_step_of_silence_is_told_once(looks: list[timedelta]) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    told_at: datetime | None = None
    told = 0
    for look in sorted(looks):
        at = since + look
        if silence.must_tell(since, told_at, at):
            told, told_at = told + 1, at
    assert told <= silence.steps_passed(since, since + max(looks))
    assert not silence.must_tell(since, told_at, since + max(looks))


def test_a_new_silence_is_told_again() -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    assert not silence.must_tell(first, None, first + timedelta(minutes=29))
    assert silence.must_tell(first, None, first + timedelta(minutes=30))
    told, second = first + timedelta(minutes=31), first + timedelta(hours=1)
    assert silence.must_tell(second, told, second + timedelta(minutes=30))


def test_the_list_becomes_two_texts_in_both_languages() -> None:
    students = {"nl": "Studenten", "en": "Students"}
    lines = [
        Line({"nl": "E-mail", "en": "E-mail"}, "works"),
        Line({"nl": "Rooster", "en": "Timetable"}, "not_yet", audience_name=students),
        Line({"nl": "Wifi", "en": "Wifi"}, "partly"),
    ]
    words = checklist.in_words(lines)
    assert words["works"] == {"nl": "E-mail", "en": "E-mail"}
    assert words["not_yet"]["en"] == "Timetable (Students)\nWifi: works in part"
    assert words["not_yet"]["nl"].startswith("Rooster (Studenten)\nWifi: ")


@given(st.lists(st.sampled_from(checklist.STATES), max_size=12))
def test_every_line_is_in_precisely_one_of_the_two_texts(states: list[str]) -> None:
    lines = [Line({"nl": f"Ding {n}"}, state) for n, state in enumerate(states)]
    words = checklist.in_words(lines)
    said = [row for texts in words.values() for row in texts["nl"].split("\n")]
    assert len(said) == len(lines)
    frozen = checklist.all_work(line.frozen() for line in lines)
    assert all(line["state"] == "works" for line in frozen)


MAIL = """Beste IT-dienst,

Kan ik mijn rooster zien op mijn telefoon? Mijn nummer is 06-12345678
en ik ben bereikbaar op dave@rivierland.example. Ik ben Dave Öztürk, 500123456.

Met vriendelijke groet,
Dave Öztürk
Zorg, kamer 2.14"""


def test_a_question_is_made_plain_without_who_asked_it() -> None:
    said = plain_question.plain(MAIL, ["Dave Öztürk"])
    assert said.startswith("Kan ik mijn rooster zien op mijn telefoon?")
    for personal in ("Dave", "Öztürk", "@", "12345678", "500123456", "kamer", "groet", "Beste"):
        assert personal not in said


@given(st.text(max_size=300), st.from_regex(r"[a-z]{3,8}@[a-z]{3,8}\.nl", fullmatch=True))
def test_an_address_is_never_left_in_a_question(text: str, address: str) -> None:
    said = plain_question.plain(f"{text}\n\nHelp {address} nu", ())
    assert address not in said


@given(st.integers(10_000, 10**12))
def test_a_long_number_is_never_left_in_a_question(number: int) -> None:
    assert str(number) not in plain_question.plain(f"Wat nu met {number}?")


@given(st.text(max_size=2000))
def test_a_plain_question_fits_a_page(text: str) -> None:
    assert len(plain_question.plain(text)) <= plain_question.LONGEST
