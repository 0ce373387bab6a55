"""What stands in the way of planned work: days to avoid, other work, working hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helder.journal.models import Entry
from helder.outages.maintenance import nogo
from helder.outages.models import NoGo, Outage
from helder.people.models import Audience, Person
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in, typed
from tests.outages.test_maintenance_window import move, planned
from tests.outages.told import read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday_morning(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def avoid(first: str, last: str = "", *, hard: bool = False, again: str = "") -> NoGo:
    begin = date.fromisoformat(first)
    return NoGo.objects.create(
        name={"nl": "Toetsweek", "en": "Exam week"},
        starts_on=begin,
        ends_on=date.fromisoformat(last or first),
        is_hard=hard,
        rrule=nogo.rule(again, begin),
    )


def work(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "maintenance",
        "services": ["cijfers"],
        "scheduled_for": "2026-12-08T18:00",
        "scheduled_until": "2026-12-08T20:00",
        **changes,
    }


def advice(person: Person, **changes: Any) -> str:
    """What the composer says while one types."""
    return typed(signed_in(person), "review", **work(**changes))


def test_a_warning_is_said_and_stops_nobody(cast: Cast) -> None:
    avoid("2026-12-07", "2026-12-11")
    assert "Better not then: Exam week (7 December to 11 December 2026)." in advice(cast.carol)
    assert send(signed_in(cast.carol), **work()).status_code == 302
    assert "Maintenance of Grades" in read(signed_in(cast.carol), "/desk/maintenance/")
    page = read(signed_in(cast.carol), f"/desk/outages/{Outage.objects.get()}/")
    assert "Better not then: Exam week" in page


def test_where_nothing_may_be_planned_a_writer_is_stopped(cast: Cast) -> None:
    avoid("2026-12-07", "2026-12-11", hard=True)
    assert "Nothing may be planned then: Exam week" in advice(cast.carol)
    answer = send(signed_in(cast.carol), **work())
    assert answer.status_code == 422
    assert "Nothing may be planned on these days: Exam week." in page_of(answer)
    answer = send(signed_in(cast.carol), **work(despite="Het moet."))
    assert "Only an approver or an administrator may plan on these days" in page_of(answer)
    assert not Outage.objects.exists()


def test_an_approver_plans_it_with_a_reason_that_the_journal_keeps(cast: Cast) -> None:
    avoid("2026-12-07", "2026-12-11", hard=True)
    assert send(signed_in(cast.bob), **work()).status_code == 422
    answer = send(signed_in(cast.bob), **work(despite="Een lek dat nu dicht moet."))
    assert answer.status_code == 302
    row = Entry.objects.get(verb="outage.planned_despite")
    assert row.details["reason"] == "Een lek dat nu dicht moet."
    assert row.subject == Outage.objects.get().subject


def test_moving_onto_such_a_day_is_stopped_too(cast: Cast) -> None:
    outage = planned(cast)
    avoid("2026-12-03", hard=True)
    answer = move(signed_in(cast.carol), outage, NOW + timedelta(days=5))
    assert "Nothing may be planned on these days: Exam week." in page_of(answer)
    done = move(signed_in(cast.bob), outage, NOW + timedelta(days=5), despite="Lek dichten.")
    assert done.status_code == 302


def test_days_of_one_service_or_audience_leave_others_alone(cast: Cast) -> None:
    row = avoid("2026-12-08")
    row.services.add(cast.wifi)
    assert "Exam week" not in advice(cast.carol)
    row.services.set([cast.grades])
    assert "Exam week" in advice(cast.carol)
    row.services.clear()
    row.audiences.add(Audience.objects.create(slug="docenten", name={"nl": "Docenten"}))
    assert "Exam week" not in advice(cast.carol)
    row.audiences.add(cast.students)
    assert "Exam week" in advice(cast.carol)


def test_other_work_on_the_same_people_is_said(cast: Cast) -> None:
    send(signed_in(cast.carol), **work(services=["e-mail"]))
    assert "At the same time, for the same people: Maintenance of E-mail" in advice(cast.carol)
    later = {"scheduled_for": "2026-12-08T20:00", "scheduled_until": "2026-12-08T21:00"}
    assert "At the same time" not in advice(cast.carol, **later)


def test_work_at_other_places_is_no_obstacle(cast: Cast) -> None:
    send(signed_in(cast.carol), **work(services=["wifi"], places=["noord"]))
    assert "At the same time" not in advice(cast.carol, places=["zuid"])
    assert "At the same time" in advice(cast.carol, places=["noord", "zuid"])


def test_working_hours_are_said_with_a_free_evening(cast: Cast) -> None:
    day = {"scheduled_for": "2026-12-08T14:00", "scheduled_until": "2026-12-08T16:00"}
    assert "Still free: 8 December at 18:00." in advice(cast.carol, **day)
    avoid("2026-12-08")
    assert "Still free: 9 December at 18:00." in advice(cast.carol, **day)
    weekend = {"scheduled_for": "2026-12-12T14:00", "scheduled_until": "2026-12-12T16:00"}
    assert "at work then" not in advice(cast.carol, **weekend)


def test_reminders_are_said_beforehand(cast: Cast) -> None:
    assert "People are reminded 1 week before, 1 day before, 1 hour before and when" in " ".join(
        advice(cast.carol).split()
    )


# The page.


def test_an_approver_keeps_days_to_avoid(cast: Cast) -> None:
    client = signed_in(cast.bob)
    days = {"name_nl": "Toetsweek", "name_en": "Exam week", "starts_on": "2026-12-07"}
    answer = client.post("/desk/maintenance/days/new/", {**days, "ends_on": "2026-12-01"})
    assert (answer.status_code, NoGo.objects.count()) == (422, 0)
    assert "The last day is before the first one." in page_of(answer)
    client.post(
        "/desk/maintenance/days/new/",
        {**days, "ends_on": "2026-12-11", "is_hard": "yes", "services": ["wifi"]},
    )
    row = NoGo.objects.get()
    assert (row.is_hard, list(row.services.all())) == (True, [cast.wifi])
    page = read(signed_in(cast.carol), "/desk/maintenance/")
    assert "7 December to 11 December 2026" in page
    assert "nothing may be planned" in page
    client.post(f"/desk/maintenance/days/{row.pk}/", {**days, "again": "yearly"})
    row.refresh_from_db()
    assert (row.is_hard, row.ends_on) == (False, date(2026, 12, 7))
    assert nogo.again_of(row.rrule) == "yearly"
    client.post(f"/desk/maintenance/days/{row.pk}/remove/")
    assert not NoGo.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="nogo").values_list("verb", flat=True)
    assert set(verbs) == {"nogo.added", "nogo.changed", "nogo.removed"}


def test_a_writer_sees_them_but_does_not_change_them(cast: Cast) -> None:
    row = avoid("2026-12-08")
    client = signed_in(cast.carol)
    assert "Exam week" in read(client, "/desk/maintenance/")
    assert client.get(f"/desk/maintenance/days/{row.pk}/").status_code == 403


def test_they_stand_in_the_calendar(cast: Cast) -> None:
    avoid("2026-12-07", "2026-12-08", hard=True)
    page = read(signed_in(cast.carol), "/desk/calendar/?week=2026-W50")
    assert page.count("all day Exam week: nothing may be planned") == 2


# On which days they fall.


def test_the_31st_is_the_last_day_of_shorter_months() -> None:
    row = NoGo(starts_on=date(2026, 8, 31), ends_on=date(2026, 8, 31))
    row.rrule = nogo.rule(nogo.MONTHLY, row.starts_on)
    found = [s.first for s in nogo.stretches(row, date(2026, 9, 1), date(2027, 3, 31))]
    assert [day.day for day in found] == [30, 31, 30, 31, 31, 28, 31]


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 20),
    st.sampled_from(["", "monthly", "yearly"]),
    st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    st.integers(0, 40),
)
def test_what_falls_in_a_window_touches_it(
    first: date, length: int, again: str, begin: date, days: int
) -> None:
    row = NoGo(starts_on=first, ends_on=first + timedelta(days=length))
    row.rrule = nogo.rule(again, first)
    end = begin + timedelta(days=days)
    found = list(nogo.stretches(row, begin, end))
    assert all(s.first <= end and s.last >= begin for s in found)
    assert all((s.last - s.first).days == length for s in found)
    assert all(s.first >= first for s in found)
    touches = first <= end and row.ends_on >= begin
    assert not touches or any(s.first == first for s in found)


def test_a_window_until_midnight_does_not_touch_the_next_day() -> None:
    evening = datetime.combine(date(2026, 12, 7), time(22), tzinfo=UTC)
    assert nogo.days_of(evening, evening + timedelta(hours=2))[1] == date(2026, 12, 7)
    assert nogo.days_of(evening, evening + timedelta(hours=3))[1] == date(2026, 12, 8)
