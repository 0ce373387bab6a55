"""Planned work moves, begins and ends: by hand with one tap, or by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.test import Client
from icalendar import Calendar

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.messages.tasks import remind_promises
from helder.outages import actions
from helder.outages.maintenance.reminding import Wish
from helder.outages.maintenance.tasks import go_by_the_clock
from helder.outages.models import Outage
from helder.outages.rules import Facts, Word
from helder.promises.models import Promise
from tests.cast import Cast
from tests.outages.composing import page_of, signed_in, typed
from tests.outages.told import read, visitor, word

START = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
TOLD = START - timedelta(days=5)
LATER = {
    "scheduled_for": "2026-12-03T18:00",
    "scheduled_until": "2026-12-03T20:00",
    "reason_nl": "De monteur kan niet eerder komen.",
    "reason_en": "The engineer cannot come before.",
}


def planned(cast: Cast, **facts: Any) -> Outage:
    with time_machine.travel(TOLD, tick=False):
        found = Facts(
            kind="maintenance",
            services=[cast.mail],
            scheduled_for=START,
            scheduled_until=END,
            **facts,
        )
        return actions.publish(found, word(), by=cast.carol, at=TOLD)


def move(client: Client, outage: Outage, at: datetime, **fields: str) -> Any:
    with time_machine.travel(at, tick=False):
        path = f"/desk/outages/{outage}/window/"
        return client.post(path, {"do": "publish", **LATER, **fields})


def newest() -> Dispatch:
    return Dispatch.objects.order_by("-pk")[0]


def test_a_moved_window_is_told_to_everybody_with_what_it_was(cast: Cast) -> None:
    outage = planned(cast)
    answer = move(signed_in(cast.carol), outage, TOLD + timedelta(days=1))
    assert answer.status_code == 302
    outage.refresh_from_db()
    assert (outage.scheduled_for, outage.moves) == (START + timedelta(days=1), 1)
    sent = newest()
    letter = sent.content["en"]
    assert letter["subject"] == "Moved: Maintenance of E-mail"
    assert "It was Wednesday 2 December at 18:00 until 20:00" in letter["sections"][0]["text"]
    assert "The engineer cannot come before." in letter["sections"][0]["text"]
    assert letter["sections"][1]["text"] == "You cannot connect."
    assert (sent.thread, sent.is_urgent) == (outage.subject, False)
    with time_machine.travel(TOLD + timedelta(days=1), tick=False):
        page = read(visitor(), outage.get_absolute_url())
    assert "It was Wednesday 2 December at 18:00" in page
    assert "Moved:" not in page  # the newest word says it; once is enough
    assert Entry.objects.filter(verb="outage.moved", subject=outage.subject).exists()


def test_the_promise_of_its_end_moves_before_its_time(cast: Cast) -> None:
    outage = planned(cast)
    move(signed_in(cast.carol), outage, TOLD + timedelta(days=1))
    old, new = Promise.objects.order_by("pk")
    assert (old.state, old.moved_to, old.due_at) == ("renegotiated", new, END)
    assert (new.state, new.due_at) == ("open", END + timedelta(days=1))
    assert old.reason["en"] == "The engineer cannot come before."


def test_the_calendar_keeps_its_name_and_counts_on(cast: Cast) -> None:
    outage = planned(cast)
    before = event(outage)
    move(signed_in(cast.carol), outage, TOLD + timedelta(days=1))
    after = event(outage)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == START + timedelta(days=1)
    assert after["status"] == "CONFIRMED"


def event(outage: Outage) -> Any:
    with time_machine.travel(TOLD + timedelta(days=1, minutes=1), tick=False):
        body = visitor().get(f"{outage.get_absolute_url()}calendar.ics").content
    return next(c for c in Calendar.from_ical(body).walk() if c.name == "VEVENT")


def test_close_to_the_time_a_move_is_urgent(cast: Cast) -> None:
    outage = planned(cast)
    move(signed_in(cast.carol), outage, START - timedelta(hours=3))
    assert newest().is_urgent


def test_without_a_reason_nothing_moves(cast: Cast) -> None:
    outage = planned(cast)
    answer = move(signed_in(cast.carol), outage, TOLD, reason_nl="", reason_en="")
    assert answer.status_code == 422
    assert "Say why it moves; readers see it." in page_of(answer)
    outage.refresh_from_db()
    assert outage.scheduled_for == START


def test_the_guard_reads_the_reason(cast: Cast) -> None:
    outage = planned(cast)
    answer = move(
        signed_in(cast.carol), outage, TOLD, reason_nl="De oorzaak ligt bij onze leverancier!"
    )
    assert answer.status_code == 422
    assert not Promise.objects.exclude(state="open").exists()


def test_work_that_goes_on_moves_its_end_only(cast: Cast) -> None:
    outage = planned(cast)
    client = signed_in(cast.carol)
    now = END - timedelta(minutes=20)
    refused = move(client, outage, now)
    assert "its beginning can no longer move" in page_of(refused)
    longer = {"scheduled_for": "2026-12-02T18:00", "scheduled_until": "2026-12-02T21:30"}
    assert move(client, outage, now, **longer).status_code == 302
    outage.refresh_from_db()
    assert outage.scheduled_until == END + timedelta(minutes=90)
    assert newest().urgency == 0
    assert newest().content["en"]["subject"] == "Other end: Maintenance of E-mail"
    with time_machine.travel(now, tick=False):
        assert "The work takes longer" in read(visitor(), outage.get_absolute_url())
        client.post(f"/desk/maintenance/{outage}/done/")
        page = read(visitor(), outage.get_absolute_url())
    assert "This works again: E-mail." in page
    assert "Other end: it was today at 20:00, it is now today at 21:30." in page


def test_an_extension_is_proposed_near_the_end(cast: Cast) -> None:
    outage = planned(cast)
    client = signed_in(cast.carol)
    with time_machine.travel(END - timedelta(minutes=10), tick=False):
        page = client.get(f"/desk/outages/{outage}/window/").content.decode()
    assert 'value="2026-12-02T21:00"' in page


def test_work_that_is_called_off_is_told_so(cast: Cast) -> None:
    outage = planned(cast)
    parts = {"news": {"en": "This does not go on."}}
    with time_machine.travel(TOLD + timedelta(days=1), tick=False):
        actions.resolve(outage, Word(parts), by=cast.carol)
        letter = newest().content["en"]
        page = read(visitor(), outage.get_absolute_url())
    assert letter["subject"] == "Called off: Maintenance of E-mail"
    assert letter["badge"]["word"] == "Called off"
    assert letter["lead"].startswith("It was planned for")
    assert "Update 2: Called off" in page


def test_what_is_over_cannot_move(cast: Cast) -> None:
    outage = planned(cast)
    client = signed_in(cast.carol)
    with time_machine.travel(END, tick=False):
        client.post(f"/desk/maintenance/{outage}/done/")
    answer = move(client, outage, END + timedelta(hours=1))
    assert "This maintenance is over, so it can no longer be moved." in page_of(answer)


def test_the_preview_says_what_readers_will_get(cast: Cast) -> None:
    outage = planned(cast)
    with time_machine.travel(TOLD + timedelta(days=1), tick=False):
        shown = typed(signed_in(cast.carol), "review", f"/desk/outages/{outage}/window/", **LATER)
    assert "it is now Thursday 3 December at 18:00 until 20:00" in shown
    assert "Moved: Maintenance of E-mail" in shown


def test_a_late_end_stays_late_when_it_moves_after_all(cast: Cast) -> None:
    outage = planned(cast)
    longer = {"scheduled_for": "2026-12-02T18:00", "scheduled_until": "2026-12-02T22:00"}
    move(signed_in(cast.carol), outage, END + timedelta(minutes=10), **longer)
    old, new = Promise.objects.order_by("pk")
    assert old.outcome() == "late"
    assert new.due_at == END + timedelta(hours=2)


# One tap.


def test_we_begin_now_and_it_is_done_are_one_tap_each(cast: Cast) -> None:
    outage = planned(cast, reminders=[Wish("start"), Wish("end")])
    client = signed_in(cast.carol)
    with time_machine.travel(START + timedelta(minutes=2), tick=False):
        page = read(client, f"/desk/outages/{outage}/")
        assert "It is time to begin" in page
        client.post(f"/desk/maintenance/{outage}/begin/")
        assert "We have begun the work on E-mail." in read(visitor(), outage.get_absolute_url())
        assert not newest().is_urgent
        assert newest() == outage.notices.get(moment="start").dispatch
        again = client.post(f"/desk/maintenance/{outage}/begin/")
        assert "It was said already" in page_of(again)
    with time_machine.travel(END - timedelta(minutes=5), tick=False):
        client.post(f"/desk/maintenance/{outage}/done/")
        page = read(visitor(), outage.get_absolute_url())
        assert "This works again: E-mail." in page
        assert "Update 3: Done" in page
    outage.refresh_from_db()
    assert outage.state == "resolved"
    assert Promise.objects.get().outcome() == "kept"
    assert newest().content["en"]["subject"] == "Done: Maintenance of E-mail"


def test_other_words_can_be_said_and_pass_the_guard(cast: Cast) -> None:
    outage = planned(cast)
    client = signed_in(cast.carol)
    path = f"/desk/maintenance/{outage}/done/"
    with time_machine.travel(END, tick=False):
        assert "De oorzaak" not in read(client, path)
        blame = {"news_nl": "De oorzaak ligt bij onze leverancier!"}
        assert client.post(path, blame).status_code == 422
        client.post(path, {"news_nl": "Alles is klaar en sneller dan eerst.", "news_en": ""})
        assert "sneller dan eerst" in read(visitor(lang="nl"), outage.get_absolute_url())


def test_a_look_changes_nothing(cast: Cast) -> None:
    outage = planned(cast)
    client = signed_in(cast.carol)
    with time_machine.travel(END, tick=False):
        client.get(f"/desk/maintenance/{outage}/done/")
        client.get(f"/desk/maintenance/{outage}/begin/")
    outage.refresh_from_db()
    assert (outage.state, outage.begun_at) == ("running", None)


def test_it_does_not_begin_before_its_time(cast: Cast) -> None:
    outage = planned(cast)
    with time_machine.travel(START - timedelta(hours=1), tick=False):
        answer = signed_in(cast.carol).post(f"/desk/maintenance/{outage}/begin/")
        assert "It begins today at 18:00." in page_of(answer)
        answer = signed_in(cast.carol).post(f"/desk/maintenance/{outage}/done/")
        assert "still to begin" in page_of(answer)


def test_an_audience_of_its_own_hears_the_end(cast: Cast) -> None:
    outage = planned(cast, reminders=[Wish("end", 0, cast.students)])
    before = Dispatch.objects.count()
    client = signed_in(cast.carol)
    with time_machine.travel(START, tick=False):
        client.post(f"/desk/maintenance/{outage}/begin/")
    assert Dispatch.objects.count() == before
    with time_machine.travel(END, tick=False):
        client.post(f"/desk/maintenance/{outage}/done/")
    assert newest().selection["audiences"] == ["studenten"]


# By the clock.


def tick(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return go_by_the_clock()


def test_by_the_clock_it_begins_and_ends_once(cast: Cast) -> None:
    outage = planned(cast, by_clock=True)
    assert tick(START - timedelta(seconds=1)) == 0
    assert tick(START + timedelta(seconds=3)) == 1
    assert tick(START + timedelta(seconds=13)) == 0
    assert [u.step for u in outage.updates.all()] == ["in_progress", "scheduled"]
    assert tick(END - timedelta(seconds=31)) == 0
    assert tick(END - timedelta(seconds=20)) == 1
    assert tick(END + timedelta(seconds=20)) == 0
    outage.refresh_from_db()
    assert outage.state == "resolved"
    assert Promise.objects.get().outcome() == "kept"
    with time_machine.travel(END + timedelta(minutes=1)):
        assert remind_promises() == 0


def test_a_clock_that_goes_back_begins_nothing_twice(cast: Cast) -> None:
    outage = planned(cast, by_clock=True)
    tick(START + timedelta(minutes=5))
    assert tick(START - timedelta(minutes=55)) == 0
    assert tick(START + timedelta(minutes=6)) == 0
    assert outage.updates.count() == 2


def test_after_a_standstill_it_ends_without_having_begun(cast: Cast) -> None:
    outage = planned(cast, by_clock=True)
    assert tick(END + timedelta(hours=3)) == 1
    assert [u.step for u in outage.updates.all()] == ["resolved", "scheduled"]


def test_what_was_opened_again_is_not_ended_by_the_clock(cast: Cast) -> None:
    outage = planned(cast, by_clock=True)
    tick(END)
    with time_machine.travel(END + timedelta(minutes=10), tick=False):
        again = word(END + timedelta(hours=1), main="news")
        actions.reopen(Outage.objects.get(), again, by=cast.carol)
    assert tick(END + timedelta(minutes=11)) == 0
    outage.refresh_from_db()
    assert outage.state == "running"


def test_other_work_asks_its_owner_once_at_its_end(cast: Cast) -> None:
    outage = planned(cast)
    assert tick(START + timedelta(minutes=1)) == 0
    assert tick(END + timedelta(seconds=5)) == 1
    assert tick(END + timedelta(seconds=15)) == 0
    asked = newest()
    assert asked.selection["persons"] == [cast.carol.pk]
    assert asked.content["en"]["subject"] == "Is it done? Maintenance of E-mail"
    assert asked.content["en"]["url"].endswith(f"/desk/maintenance/{outage}/done/")
    outage.refresh_from_db()
    assert outage.state == "running"


def test_after_a_move_the_owner_is_asked_again(cast: Cast) -> None:
    outage = planned(cast)
    tick(END)
    longer = {"scheduled_for": "2026-12-02T18:00", "scheduled_until": "2026-12-02T22:00"}
    move(signed_in(cast.carol), outage, END + timedelta(minutes=1), **longer)
    assert tick(END + timedelta(hours=2)) == 1


def test_a_stopped_word_gives_it_back_to_its_owner(cast: Cast) -> None:
    outage = planned(cast, by_clock=True)
    cast.mail.name = {"nl": "Schuld van de leverancier!", "en": "Mail"}
    cast.mail.save()
    Outage.objects.update(title={"nl": "De oorzaak ligt bij onze leverancier NetTec BV!"})
    tick(START + timedelta(minutes=1))
    outage.refresh_from_db()
    assert (outage.by_clock, outage.begun_at) == (False, None)
    assert newest().content["en"]["subject"].startswith("Not by the clock")
