"""People are reminded of planned work: in time, once, with what is true then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from helder.delivery.models import Dispatch
from helder.outages import actions
from helder.outages.maintenance import reminding, tasks, working
from helder.outages.maintenance.reminding import DAY, HOUR, Wish, in_time, proposed
from helder.outages.maintenance.tasks import send_reminders
from helder.outages.models import Notice, Outage
from helder.outages.rules import Facts, Word
from tests.cast import Cast
from tests.outages.composing import page_of, send, signed_in
from tests.outages.told import read, visitor, word

START = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)
TOLD = START - timedelta(days=5)
REASON = {"nl": "De monteur kan eerder niet.", "en": "The engineer cannot come before."}


def planned(cast: Cast, wishes: list[Wish] | None = None, **facts: Any) -> Outage:
    with time_machine.travel(TOLD, tick=False):
        found = Facts(
            kind="maintenance",
            services=[cast.mail],
            scheduled_for=START,
            scheduled_until=START + timedelta(hours=2),
            reminders=proposed(START, TOLD) if wishes is None else wishes,
            **facts,
        )
        return actions.publish(found, word(), by=cast.carol, at=TOLD)


def reminders() -> list[Dispatch]:
    return list(Dispatch.objects.filter(notices__isnull=False).distinct().order_by("pk"))


def run(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return send_reminders()


def test_proposed_reminders_follow_how_far_away_it_is() -> None:
    spoken = {
        timedelta(days=20): [7 * DAY, DAY, HOUR],
        timedelta(days=5): [DAY, HOUR],
        timedelta(hours=5): [HOUR],
        timedelta(minutes=20): [],
    }
    for away, minutes in spoken.items():
        wishes = proposed(START, START - away)
        assert [w.minutes for w in wishes if w.moment == "before"] == minutes
        assert wishes[-1].moment == "end"


def test_each_goes_at_its_time_and_once(cast: Cast) -> None:
    planned(cast)
    assert run(START - timedelta(days=1, minutes=1)) == 0
    assert run(START - timedelta(days=1)) == 1
    assert run(START - timedelta(days=1)) == 0
    assert run(START - timedelta(hours=1)) == 1
    assert run(START - timedelta(minutes=1)) == 0
    day, hour = reminders()
    assert day.content["en"]["lead"] == (
        "Tomorrow at 18:00 we work on E-mail. It lasts until 20:00."
    )
    assert "today at 18:00" in hour.content["en"]["subject"]
    assert day.content["en"]["sections"][0]["text"] == "You cannot connect."


def test_a_reminder_is_ordinary_news_in_the_thread_of_the_announcement(cast: Cast) -> None:
    outage = planned(cast)
    run(START - timedelta(days=1))
    sent = reminders()[0]
    assert not sent.is_urgent
    assert (sent.thread, sent.number > 1) == (outage.subject, True)
    assert sent.not_after == START


def test_a_clock_that_goes_back_sends_nothing_twice(cast: Cast) -> None:
    planned(cast)
    run(START - timedelta(hours=23))
    assert run(START - timedelta(days=1, hours=1)) == 0
    assert run(START - timedelta(hours=23)) == 0
    assert len(reminders()) == 1


def test_two_workers_send_it_once(cast: Cast) -> None:
    planned(cast)
    at = START - timedelta(days=1)
    with time_machine.travel(at, tick=False):
        first, second = tasks._with_due(at), tasks._with_due(at)
        assert len(first) == len(second) == 1
        assert [tasks._remind(first[0], at), tasks._remind(second[0], at)] == [1, 0]
    assert len(reminders()) == 1


def test_after_a_long_standstill_only_the_last_of_those_due_goes(cast: Cast) -> None:
    outage = planned(cast)
    assert run(START - timedelta(minutes=30)) == 2
    assert len(reminders()) == 1
    assert outage.notices.get(minutes=DAY).dropped == reminding.NEWER
    assert outage.notices.get(minutes=HOUR).sent_at


def test_after_it_began_a_reminder_is_dropped_and_the_desk_says_why(cast: Cast) -> None:
    outage = planned(cast, [Wish("before", HOUR)])
    run(START + timedelta(minutes=1))
    assert not reminders()
    with time_machine.travel(START + timedelta(minutes=2)):
        page = read(signed_in(cast.carol), f"/desk/outages/{outage}/")
    assert "Not sent. The work had already begun." in page


def test_an_audience_of_its_own_gets_its_own(cast: Cast) -> None:
    planned(cast, [Wish("before", DAY, cast.students, {"nl": "Lever op tijd in."})])
    run(START - timedelta(days=1))
    sent = reminders()[0]
    assert sent.selection["audiences"] == ["studenten"]
    assert sent.followed == {"services": [], "places": []}
    assert sent.content["nl"]["sections"][0]["text"] == "Lever op tijd in."


def test_called_off_means_no_reminder(cast: Cast) -> None:
    outage = planned(cast)
    with time_machine.travel(START - timedelta(days=2), tick=False):
        last = Word({"news": {"nl": "Het gaat niet door."}})
        actions.resolve(outage, last, by=cast.carol)
        assert send_reminders() == 3
    assert not reminders()
    assert set(outage.notices.values_list("dropped", flat=True)) == {reminding.CALLED_OFF}


def test_a_moved_window_takes_its_reminders_along(cast: Cast) -> None:
    outage = planned(cast)
    run(START - timedelta(days=1))
    later = START + timedelta(days=7)
    with time_machine.travel(START - timedelta(hours=20), tick=False):
        working.move_window(outage, later, later + timedelta(hours=2), reason=REASON, by=cast.carol)
    assert run(START - timedelta(hours=1)) == 0
    assert run(later - timedelta(days=1)) == 1
    assert run(later - timedelta(hours=1)) == 1
    assert len(reminders()) == 3


def test_mail_with_the_old_time_that_still_waits_no_longer_goes(cast: Cast) -> None:
    outage = planned(cast)
    run(START - timedelta(days=1))
    old = reminders()[0]
    moment = START - timedelta(hours=20)
    with time_machine.travel(moment, tick=False):
        working.move_window(outage, START, START + timedelta(hours=3), reason=REASON, by=cast.carol)
    old.refresh_from_db()
    assert old.is_too_late(moment + timedelta(seconds=1))


@given(
    st.lists(st.integers(0, reminding.LONGEST), max_size=6),
    st.integers(-10, reminding.LONGEST + 10),
)
def test_no_reminder_is_planned_in_the_past_or_twice(minutes: list[int], away: int) -> None:
    at = START - timedelta(minutes=away)
    found = in_time([Wish("before", n) for n in minutes], START, at)
    assert all(START - timedelta(minutes=wish.minutes) > at for wish in found)
    assert len({wish.key for wish in found}) == len(found)
    assert {w.minutes for w in found} == {n for n in minutes if n < away}


@pytest.mark.parametrize("change", ["2026-10-25", "2027-03-28"])
def test_a_day_before_is_24_hours_also_when_the_clock_changes(cast: Cast, change: str) -> None:
    start = datetime.fromisoformat(f"{change}T17:00+00:00")
    notice = Notice(outage=Outage(scheduled_for=start), moment="before", minutes=DAY)
    assert reminding.due(notice) == start - timedelta(hours=24)


def test_the_composer_plans_them_and_says_so(cast: Cast) -> None:
    client = signed_in(cast.carol)
    with time_machine.travel(TOLD, tick=False):
        send(client, **at_work())
    outage = Outage.objects.get()
    assert [n.minutes for n in outage.notices.filter(moment="before")] == [DAY, HOUR]
    assert not outage.by_clock
    with time_machine.travel(TOLD, tick=False):
        page = read(client, f"/desk/outages/{outage}/")
    assert "1 day before" in page.lower()
    assert "Everybody whom it touches" in page


def test_own_choices_take_the_place_of_the_proposal(cast: Cast) -> None:
    with time_machine.travel(TOLD, tick=False):
        send(signed_in(cast.carol), **at_work(notices=["before-240", "start-0"], goes="clock"))
    outage = Outage.objects.get()
    assert set(outage.notices.values_list("moment", "minutes")) == {("before", 240), ("start", 0)}
    assert outage.by_clock


def test_no_reminders_when_nobody_wants_them(cast: Cast) -> None:
    with time_machine.travel(TOLD, tick=False):
        send(signed_in(cast.carol), **at_work(remind="none"))
    assert not Outage.objects.get().notices.exists()


def test_the_desk_adds_and_removes_reminders(cast: Cast) -> None:
    outage = planned(cast, [])
    client = signed_in(cast.carol)
    path = f"/desk/maintenance/{outage}/reminders/"
    with time_machine.travel(TOLD, tick=False):
        more = {"moment": "before-1440", "audience": "studenten", "words_nl": "Let op."}
        client.post(path, {"do": "add", **more})
        row = outage.notices.get()
        assert (row.minutes, row.audience) == (DAY, cast.students)
        again = client.post(path, {"do": "add", **more})
        assert again.status_code == 422
        assert "there already" in page_of(again)
        client.post(path, {"do": f"remove:{row.pk}"})
        assert not outage.notices.exists()
        client.post(path, {"do": "clock"})
    outage.refresh_from_db()
    assert outage.by_clock


def test_a_reminder_that_would_be_too_late_is_refused_in_words(cast: Cast) -> None:
    outage = planned(cast, [])
    with time_machine.travel(START - timedelta(hours=2), tick=False):
        answer = signed_in(cast.carol).post(
            f"/desk/maintenance/{outage}/reminders/", {"do": "add", "moment": "before-1440"}
        )
    assert answer.status_code == 422
    assert "That moment is past." in page_of(answer)


def test_own_words_pass_the_guard(cast: Cast) -> None:
    outage = planned(cast, [])
    words = {"words_nl": "De oorzaak ligt bij onze leverancier!"}
    with time_machine.travel(TOLD, tick=False):
        answer = signed_in(cast.carol).post(
            f"/desk/maintenance/{outage}/reminders/",
            {"do": "add", "moment": "before-1440", **words},
        )
    assert answer.status_code == 422
    assert not outage.notices.exists()


def at_work(**changes: Any) -> dict[str, Any]:
    """The composer's fields of an evening's work."""
    return {
        "kind": "maintenance",
        "services": ["e-mail"],
        "scheduled_for": "2026-12-02T18:00",
        "scheduled_until": "2026-12-02T20:00",
        **changes,
    }


def test_the_list_of_reminders_asks_as_often_for_one_as_for_many(cast: Cast) -> None:
    outage = planned(cast, [Wish("before", HOUR)])
    client = signed_in(cast.carol)
    counts = []
    for extra in ([], [DAY, 3 * DAY]):
        Notice.objects.bulk_create(Notice(outage=outage, minutes=n) for n in extra)
        with CaptureQueriesContext(connection) as queries, time_machine.travel(TOLD):
            client.get(f"/desk/maintenance/{outage}/reminders/")
        counts.append(len(queries))
    assert all(later <= earlier for earlier, later in pairwise(counts)), counts


def test_readers_see_nothing_of_the_desk(cast: Cast) -> None:
    outage = planned(cast)
    with time_machine.travel(TOLD, tick=False):
        assert "Reminders" not in read(visitor(), outage.get_absolute_url())
