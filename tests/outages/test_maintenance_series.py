"""Work that returns: its rule in everyday words, its windows, and who announces them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.messages.models import Message
from helder.organisation.models import Organisation
from helder.outages.maintenance import recurrence
from helder.outages.maintenance.recurrence import LAST, Rule
from helder.outages.maintenance.tasks import make_windows
from helder.outages.models import NoGo, Outage, Series
from tests.cast import Cast
from tests.outages.composing import BLAME, drafted, page_of, send, signed_in
from tests.outages.told import read, visitor

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEW = "/desk/maintenance/series/new/"


@pytest.fixture
def carol(cast: Cast, time_machine: Any) -> Client:
    """She writes, on a Monday in November."""
    time_machine.move_to(NOW, tick=False)
    cast.carol.language = "en"
    cast.carol.save()
    return signed_in(cast.carol)


def fields(**changes: Any) -> dict[str, Any]:
    """The second Tuesday of every month at 18:00."""
    return {
        "services": ["e-mail"],
        "how": "weekday",
        "nth": "2",
        "weekday": "1",
        "time": "18:00",
        "minutes": "120",
        "first_on": "2026-11-24",
        "days_ahead": "14",
        "symptom_nl": "U kunt die avond niet mailen.",
        "symptom_en": "That evening you cannot use e-mail.",
        "skips_nogo": "on",
        "do": "save",
        **changes,
    }


def saved(client: Client, **changes: Any) -> Series:
    answer = client.post(NEW, fields(**changes))
    assert answer.status_code == 302, page_of(answer)  # type: ignore[arg-type]
    return Series.objects.latest("pk")


def page(client: Client, series: Series) -> str:
    return read(client, f"/desk/maintenance/series/{series.pk}/")


def act(client: Client, series: Series, do: str) -> HttpResponse:
    path = f"/desk/maintenance/series/{series.pk}/act/"
    return client.post(path, {"do": do}, follow=True)  # type: ignore[return-value]


def test_a_series_says_its_rule_and_its_next_six_dates(carol: Client) -> None:
    said = page(carol, saved(carol))
    assert "Every month on the second Tuesday at 18:00" in said
    for day in ("8 December 2026", "12 January 2027", "9 February 2027", "11 May 2027"):
        assert f"Tuesday {day} 18:00–20:00" in said


def test_the_dates_are_shown_while_one_chooses(carol: Client) -> None:
    answer = carol.post(
        NEW, fields(do="preview", how="weekly", every="2"), headers={"HX-Request": "true"}
    )
    shown = page_of(answer)  # type: ignore[arg-type]
    assert "Tuesday 24 November 2026" in shown
    assert "Tuesday 8 December 2026" in shown
    assert "Tuesday 1 December 2026" not in shown
    assert not Series.objects.exists()


def test_a_window_is_announced_in_time_in_the_authors_name(
    carol: Client, cast: Cast, time_machine: Any
) -> None:
    series = saved(carol)
    assert make_windows() == 0
    time_machine.move_to(datetime(2026, 11, 24, 17, 1, tzinfo=UTC))
    assert make_windows() == 1
    assert make_windows() == 0
    outage = Outage.objects.get()
    assert (outage.series, outage.owner) == (series, cast.carol)
    assert outage.scheduled_for == datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    assert outage.scheduled_until == datetime(2026, 12, 8, 19, 0, tzinfo=UTC)
    assert [n.moment for n in outage.notices.all()] == ["before", "before", "end"]
    assert Dispatch.objects.get().content["en"]["subject"] == "Maintenance of E-mail"
    assert "announced" in page(carol, series)


def test_each_window_has_a_name_of_its_own_in_the_calendar(
    carol: Client, time_machine: Any
) -> None:
    saved(carol, how="weekly", days_ahead="28")
    assert make_windows() == 4
    body = visitor().get("/status/calendar.ics").content
    events = [c for c in Calendar.from_ical(body).walk() if c.name == "VEVENT"]
    told = [event for event in events if event["status"] == "CONFIRMED"]
    assert len({event["uid"] for event in events}) == len(events) == 8
    assert len(told) == 4


def test_the_wall_clock_stays_when_the_clock_changes(carol: Client, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 10, 1, 9, 0, tzinfo=UTC), tick=False)
    saved(carol, how="weekly", first_on="2026-10-20", days_ahead="56")
    make_windows()
    starts = [o.scheduled_for for o in Outage.objects.order_by("scheduled_for")]
    assert {start.astimezone(AMSTERDAM).hour for start in starts if start} == {18}
    assert {start.hour for start in starts if start} == {16, 17}


def test_a_draft_waits_for_somebody_and_belongs_to_the_series(
    carol: Client, cast: Cast, time_machine: Any
) -> None:
    series = saved(carol, published="draft", goes="clock")
    time_machine.move_to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC), tick=False)
    assert make_windows() == 1
    assert not Outage.objects.exists()
    draft = Message.objects.get()
    opened = carol.get(f"/desk/drafts/{draft.public_id}/", follow=True).content.decode()
    assert 'value="2026-12-08T18:00"' in opened
    kept = dict(draft.form["fields"])
    send(carol, draft=draft.public_id, version=draft.version, **kept)
    outage = Outage.objects.get()
    assert (outage.series, outage.by_clock) == (series, True)


def test_one_time_is_left_out_and_put_back(carol: Client, time_machine: Any) -> None:
    series = saved(carol)
    act(carol, series, "skip:2026-12-08T18:00")
    assert "left out" in page(carol, series)
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    assert make_windows() == 0
    act(carol, series, "unskip:2026-12-08T18:00")
    assert make_windows() == 1


def test_what_is_announced_is_not_left_out_but_called_off(carol: Client, time_machine: Any) -> None:
    series = saved(carol)
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    make_windows()
    answer = act(carol, series, "skip:2026-12-08T18:00")
    assert "That time is announced already. Call it off, with a reason." in page_of(answer)
    assert "no time of this series" in page_of(act(carol, series, "skip:2026-12-09T18:00"))


def test_a_stopped_series_announces_nothing_more(carol: Client, time_machine: Any) -> None:
    series = saved(carol)
    act(carol, series, "stop")
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    assert make_windows() == 0
    assert "This series has stopped" in page(carol, series)
    act(carol, series, "go_on")
    assert make_windows() == 1


def test_from_a_day_on_it_is_another_day(carol: Client, time_machine: Any) -> None:
    series = saved(carol)
    path = f"/desk/maintenance/series/{series.pk}/change/"
    assert 'value="18:00"' in carol.get(path).content.decode()
    change = {"weekday": "3", "first_on": "2027-01-01"}
    assert carol.post(path, fields(**change)).status_code == 302
    old, new = Series.objects.order_by("begins_at")
    assert "until 31 December 2026" in page(carol, old)
    assert "Thursday 14 January 2027" in page(carol, new)
    time_machine.move_to(datetime(2027, 1, 2, 9, 0, tzinfo=UTC), tick=False)
    make_windows()
    assert [o.scheduled_for.day for o in Outage.objects.all() if o.scheduled_for] == [14]


def test_what_was_announced_is_not_announced_again_after_a_change(
    carol: Client, time_machine: Any
) -> None:
    series = saved(carol)
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    make_windows()
    path = f"/desk/maintenance/series/{series.pk}/change/"
    carol.post(path, fields(first_on="2026-12-02", minutes="60"))
    assert make_windows() == 0
    assert Outage.objects.count() == 1


# What stands in the way.


def avoid(*, hard: bool) -> None:
    NoGo.objects.create(
        name={"nl": "Toetsweek", "en": "Exam week"},
        starts_on=date(2026, 12, 7),
        ends_on=date(2026, 12, 11),
        is_hard=hard,
    )


def test_days_to_avoid_are_left_out(carol: Client, time_machine: Any) -> None:
    series = saved(carol)
    avoid(hard=False)
    assert "Tuesday 8 December 2026 18:00–20:00 · left out: Exam week" in page(carol, series)
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    assert make_windows() == 0
    assert Entry.objects.filter(verb="series.left_out").count() == 1


def test_a_warning_can_be_passed_over_but_a_hard_day_never(
    carol: Client, time_machine: Any
) -> None:
    series = saved(carol, skips_nogo="")
    avoid(hard=False)
    assert "18:00–20:00 · Exam week" in " ".join(page(carol, series).split())
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    NoGo.objects.update(is_hard=True)
    assert make_windows() == 0
    Series.objects.update(made_until=None, skipped=[])
    NoGo.objects.update(is_hard=False)
    assert make_windows() == 1


def test_words_that_the_guard_stops_are_refused_at_once(carol: Client) -> None:
    answer = carol.post(NEW, fields(symptom_nl=BLAME))
    assert answer.status_code == 422
    assert "leverancier" in page_of(answer)  # type: ignore[arg-type]
    assert not Series.objects.exists()


def test_an_author_who_left_is_shown_and_somebody_takes_it_over(
    carol: Client, cast: Cast, time_machine: Any
) -> None:
    series = saved(carol)
    cast.carol.is_active = False
    cast.carol.save()
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    assert make_windows() == 0
    assert make_windows() == 0
    told = Dispatch.objects.get(kind="reminder")
    assert cast.carol.pk not in told.selection["persons"]
    bob = signed_in(cast.bob)
    assert "no longer publishes here" in page(bob, series)
    act(bob, series, "take_over")
    assert make_windows() == 1
    assert Outage.objects.get().owner == cast.bob
    assert "no longer publishes here" not in page(bob, series)


def test_a_service_that_is_gone_is_said(carol: Client, cast: Cast, time_machine: Any) -> None:
    series = saved(carol)
    cast.mail.is_active = False
    cast.mail.save()
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False)
    make_windows()
    assert "Choose at least one service." in page(carol, series)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"services": []}, "Choose at least one service."),
        ({"symptom_nl": "", "symptom_en": ""}, "Say it in one sentence at least"),
        ({"first_on": "2020-01-01"}, "This day is past."),
        ({"first_on": "2099-01-01"}, "more than two years away"),
        ({"until_on": "2026-11-01"}, "The last day is before the first one."),
        ({"time": "25:99"}, "valid time"),
        ({"every": "99"}, "less than or equal to 12"),
        ({"weekday": "9"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    carol: Client, wrong: dict[str, Any], sentence: str
) -> None:
    answer = carol.post(NEW, fields(doing_nl="Blijft staan.", **wrong))
    assert answer.status_code == 422
    assert sentence in page_of(answer)  # type: ignore[arg-type]
    assert "Blijft staan." in answer.content.decode()


def test_the_overview_asks_as_often_for_one_series_as_for_three(carol: Client) -> None:
    saved(carol)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            carol.get("/desk/maintenance/")
        counts.append(len(queries))
        saved(carol, services=["wifi"])
        saved(carol, services=["cijfers"])
    assert counts[0] == counts[1]


# The rule, and the wall clock.

rules = st.builds(
    Rule,
    st.sampled_from([recurrence.WEEKLY, recurrence.MONTHLY_WEEKDAY, recurrence.MONTHLY_DAY]),
    every=st.integers(1, 12),
    weekday=st.integers(0, 6),
    nth=st.sampled_from([1, 2, 3, 4, LAST]),
    day=st.sampled_from([1, 15, 28, LAST]),
)
zones = st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(rules, st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.times(), zones)
def test_every_window_is_on_the_wall_clock_and_on_a_day_of_the_rule(
    rule: Rule, first: date, at: time, name: str
) -> None:
    zone = ZoneInfo(name)
    at = at.replace(second=0, microsecond=0, tzinfo=None, fold=0)
    begin = recurrence.on_the_clock(datetime.combine(first, at), zone)
    at = begin.astimezone(zone).time().replace(fold=0)  # where the rule counts from exists
    kept = recurrence.rrule_of(rule)
    found = list(recurrence.moments(kept, begin, zone, begin - timedelta(seconds=1), 8))
    assert found
    assert all(earlier < later for earlier, later in pairwise(found))
    for moment in found:
        local = moment.astimezone(zone)
        if local.time().replace(fold=0) != at:  # only where that night has no such time
            naive = datetime.combine(local.date(), at)
            assert naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).time() != at
            continue
        assert fits(rule, local.date())


def fits(rule: Rule, day: date) -> bool:
    """The rule, read from a calendar on the wall."""
    length = monthrange(day.year, day.month)[1]
    if rule.how == recurrence.MONTHLY_DAY:
        return day.day == (length if rule.day == LAST else rule.day)
    if day.weekday() != rule.weekday:
        return False
    if rule.how == recurrence.WEEKLY:
        return True
    return length - day.day < 7 if rule.nth == LAST else (day.day - 1) // 7 + 1 == rule.nth


@given(rules, st.none() | st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_a_rule_comes_back_as_it_was_chosen(rule: Rule, until: date | None) -> None:
    asked = Rule(rule.how, rule.every, rule.weekday, rule.nth, rule.day, until)
    back = recurrence.rule_of(recurrence.rrule_of(asked))
    assert recurrence.rrule_of(back) == recurrence.rrule_of(asked)


def test_a_time_that_a_night_skips_comes_an_hour_later_that_night_only() -> None:
    begin = datetime(2027, 3, 21, 1, 30, tzinfo=UTC)  # 2:30
    found = recurrence.moments("FREQ=WEEKLY", begin, AMSTERDAM, begin - timedelta(1), 3)
    assert [f"{m.astimezone(AMSTERDAM):%d %H:%M}" for m in found] == [
        "21 02:30",
        "28 03:30",
        "04 02:30",
    ]


def test_of_a_time_that_comes_twice_it_is_the_first() -> None:
    begin = datetime(2026, 10, 18, 0, 30, tzinfo=UTC)
    twice = next(iter(recurrence.moments("FREQ=WEEKLY", begin, AMSTERDAM, begin, 1)))
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_another_zone_keeps_its_own_clock(carol: Client, time_machine: Any) -> None:
    house = Organisation.objects.get()
    house.time_zone = "America/New_York"
    house.save()
    saved(carol, how="weekly", days_ahead="7")
    make_windows()
    assert Outage.objects.get().scheduled_for == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def in_the_calendar(path: str = "/status/calendar.ics") -> dict[str, tuple[str, int, datetime]]:
    """Per UID its status, its SEQUENCE and its beginning."""
    book = Calendar.from_ical(visitor(lang="en").get(path).content)
    return {
        str(e["UID"]): (str(e["STATUS"]), int(e["SEQUENCE"]), e["DTSTART"].dt)
        for e in book.walk("VEVENT")
    }


def weekly(carol: Client, **changes: Any) -> Series:
    """Every Tuesday at 18:00, announced a week ahead."""
    return saved(carol, how="weekly", weekday="1", every="1", days_ahead="7", **changes)


def test_a_time_keeps_its_name_from_expected_to_announced(carol: Client) -> None:
    weekly(carol)
    before = in_the_calendar()
    assert {status for status, _sequence, _start in before.values()} == {"TENTATIVE"}
    starts = sorted(start for _status, _sequence, start in before.values())
    assert starts[0] == datetime(2026, 11, 24, 18, 0, tzinfo=AMSTERDAM)
    assert starts[-1] <= NOW + timedelta(weeks=8)
    assert len(starts) == 8
    make_windows()
    after = in_the_calendar()
    assert before.keys() == after.keys()
    told = {outage.public_id for outage in Outage.objects.all()}
    assert told
    for uid, (status, sequence, start) in after.items():
        assert start == before[uid][2]
        assert (status == "CONFIRMED") == (uid.split("@")[0] in told)
        assert (sequence > before[uid][1]) == (status == "CONFIRMED")


def test_what_is_left_out_stopped_or_over_is_not_expected(carol: Client, cast: Cast) -> None:
    series = weekly(carol)
    NoGo.objects.create(name={"en": "Exams"}, starts_on="2026-12-01", ends_on="2026-12-01")
    act(carol, series, "skip:2026-12-08T18:00")
    days = {start.day for _s, _n, start in in_the_calendar().values() if start.month == 12}
    assert days == {15, 22, 29}
    assert in_the_calendar("/status/services/wifi/calendar.ics") == {}
    assert len(in_the_calendar("/status/services/e-mail/calendar.ics")) == 6
    act(carol, series, "stop")
    assert in_the_calendar() == {}


def test_the_status_page_shows_what_is_expected(carol: Client) -> None:
    assert "Expected" not in read(visitor(lang="en"), "/status/")
    assert "No maintenance is planned." in read(visitor(lang="en"), "/status/")
    series = weekly(carol)
    shown = read(visitor(lang="en"), "/status/")
    assert shown.count("Expected") == 6  # five times, and one line that says what it means
    assert "No maintenance is planned." not in shown
    make_windows()
    assert "Expected" in read(visitor(lang="en"), "/status/")
    act(carol, series, "stop")
    assert "Expected" not in read(visitor(lang="en"), "/status/")


def test_a_time_that_waits_for_a_person_stays_expected(carol: Client) -> None:
    weekly(carol, published="draft")
    before = in_the_calendar()
    make_windows()
    assert Message.objects.filter(state="draft").exists()
    assert in_the_calendar() == before
    for draft in Message.objects.filter(state="draft"):
        opened = carol.get(f"/desk/outages/new?draft={draft.public_id}").content.decode()
        sent = carol.post("/desk/outages/new", drafted(opened) | {"do": "publish"})
        assert sent.status_code == 302
    after = in_the_calendar()
    assert before.keys() == after.keys()
    assert {status for status, _sequence, _start in after.values()} == {"TENTATIVE", "CONFIRMED"}


def test_a_visitor_asks_the_database_as_often_for_three_series_as_for_one(carol: Client) -> None:
    counts = []
    for _round in range(2):
        for _each in range(1 if not counts else 2):
            weekly(carol)
        with CaptureQueriesContext(connection) as asked:
            visitor().get("/status/calendar.ics")
            visitor().get("/status/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
