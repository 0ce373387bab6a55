"""Calling a supplier: begun with one tap, each call written down, the next step signalled."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from helder.delivery.models import Dispatch
from helder.journal.models import Entry
from helder.outages import actions as outages
from helder.outages.escalation import actions, tasks
from helder.outages.escalation.actions import Said
from helder.outages.escalation.aging import forget_old
from helder.outages.models import Call, Escalation, Outage, Rung
from helder.people.actions import erase
from helder.people.erasing import farewells
from helder.services.models import EscalationStep, Service, Supplier
from tests.cast import Cast
from tests.outages.composing import signed_in
from tests.outages.told import ago, read, tell


@pytest.fixture
def supplier(cast: Cast) -> Supplier:
    """NetTec, with three steps for every hour of the day."""
    row = Supplier.objects.get(slug="nettec")
    row.contract = "NT-2024-118"
    row.save()
    agree(row, "Servicelijn", after=0, answer=30)
    agree(row, "Teamleider", after=60, answer=30)
    agree(row, "Directeur", after=240)
    return row


def agree(
    supplier: Supplier, who: str, *, after: int, answer: int | None = None, **fields: Any
) -> EscalationStep:
    """One step that is agreed."""
    return EscalationStep.objects.create(
        supplier=supplier,
        who=who,
        phone="030 555 0101",
        position=after,
        after_minutes=after,
        answer_minutes=answer,
        **fields,
    )


def begun(cast: Cast, minutes: float = 0) -> Escalation:
    """An escalation that began so long ago."""
    row = Supplier.objects.get(slug="nettec")
    return actions.start(tell(cast, said=minutes + 5), row, by=cast.carol, at=ago(minutes))


def rung(escalation: Escalation, number: int = 1) -> Rung:
    """A step by its place."""
    return escalation.rungs.get(position=number)


def address(escalation: Escalation, what: str = "") -> str:
    """Its page, or what is posted there."""
    return f"/desk/escalations/{escalation.public_id}/{what}"


def test_one_tap_on_the_page_of_the_outage_begins(cast: Cast, supplier: Supplier) -> None:
    outage, client = tell(cast), signed_in(cast.carol)
    assert "Call the supplier" in read(client, f"/desk/outages/{outage.public_id}/")
    answer = client.post(f"/desk/outages/{outage.public_id}/supplier/")
    begun = Escalation.objects.get()
    assert answer["Location"] == address(begun)
    page = client.get(address(begun)).content.decode()
    assert 'href="tel:0305550101"' in page
    words = read(client, address(begun))
    assert "Step 1 of 3" in words
    assert "contract NT-2024-118" in words
    assert "Call Servicelijn now" in words
    assert "Agreed: an answer within 30 minutes of the first call" in words
    assert [step.who for step in begun.rungs.all()] == ["Servicelijn", "Teamleider", "Directeur"]
    desk = read(client, f"/desk/outages/{outage.public_id}/")
    assert "NetTec BV" in desk
    assert "Call the supplier" not in desk


def test_a_finger_that_taps_twice_begins_once(cast: Cast, supplier: Supplier) -> None:
    outage, client = tell(cast), signed_in(cast.carol)
    for _tap in range(2):
        client.post(f"/desk/outages/{outage.public_id}/supplier/")
    assert Escalation.objects.count() == 1


def test_several_suppliers_are_chosen_from(cast: Cast, supplier: Supplier) -> None:
    other = Supplier.objects.create(slug="edusoft", name="EduSoft")
    agree(other, "Helpdesk", after=0)
    Service.objects.filter(pk=cast.grades.pk).update(supplier=other)
    outage = tell(cast, services=[cast.wifi, cast.grades])
    client, path = signed_in(cast.carol), f"/desk/outages/{outage.public_id}/supplier/"
    words = " ".join(client.post(path).content.decode().split())
    assert "Whom do you call?" in words
    assert not Escalation.objects.exists()
    client.post(path, {"supplier": "edusoft:"})
    assert Escalation.objects.get().supplier == other


def test_a_service_with_steps_of_its_own_is_called_by_those(cast: Cast, supplier: Supplier) -> None:
    agree(supplier, "Wifi-team", after=0, service=cast.wifi)
    outage = tell(cast)
    signed_in(cast.carol).post(f"/desk/outages/{outage.public_id}/supplier/")
    assert [step.who for step in Rung.objects.all()] == ["Wifi-team"]
    assert Escalation.objects.get().service == cast.wifi


def test_without_steps_it_says_where_to_add_them(cast: Cast) -> None:
    outage = tell(cast)
    path = f"/desk/outages/{outage.public_id}/supplier/"
    page = signed_in(cast.bob).post(path).content.decode()
    assert "No steps are agreed with NetTec BV yet." in page
    assert 'href="/desk/suppliers/nettec/steps/new/"' in page
    assert 'href="/desk/suppliers/nettec/steps/new/"' not in (
        signed_in(cast.carol).get(path).content.decode()
    )


def test_a_call_is_written_down_and_starts_the_clock(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    said = {"step": 1, "outcome": "no_answer", "spoke_to": "", "note": "Keuzemenu 3"}
    assert client.post(address(escalation, "call/"), said).status_code == 302
    first = rung(escalation)
    assert first.answer_by is not None
    assert timedelta(minutes=29) < first.answer_by - ago(0) <= timedelta(minutes=30, seconds=2)
    words = read(client, address(escalation))
    assert "Answer from Servicelijn: " in words
    assert "at the latest" in words
    assert "Keuzemenu 3" in words
    assert "Carol Jansen" in words
    assert Entry.objects.get(verb="escalation.called").details["outcome"] == "no_answer"


def test_who_calls_back_is_waited_for_until_then(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast, 5), signed_in(cast.carol)
    later = ago(-120).astimezone().replace(second=0)
    said = {"step": 1, "outcome": "calls_back", "spoke_to": "Joris", "back_at": f"{later:%H:%M}"}
    client.post(address(escalation, "call/"), said)
    call = Call.objects.get()
    assert call.answer_by is not None
    assert timedelta(0) < call.answer_by - ago(0) <= timedelta(days=1)
    assert "spoke to Joris" in read(client, address(escalation))


def test_who_will_not_take_it_up_makes_the_next_step_due(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    client.post(address(escalation, "call/"), {"step": 1, "outcome": "refused"})
    words = read(client, address(escalation))
    assert "Step 2 of 3" in words
    assert "Call Teamleider now" in words


def test_while_they_work_on_it_the_next_step_keeps_its_time(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    client.post(address(escalation, "call/"), {"step": 1, "outcome": "working"})
    words = read(client, address(escalation))
    assert "Nothing to do now. Call Teamleider" in words
    assert "They are working on it" in words


def test_a_step_is_left_out_with_a_reason(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    empty = client.post(address(escalation, "skip/"), {"step": 1, "reason": ""})
    assert empty.status_code == 422
    client.post(address(escalation, "skip/"), {"step": 1, "reason": "Lijn ligt eruit"})
    words = read(client, address(escalation))
    assert "Left out by Carol Jansen: Lijn ligt eruit" in words
    assert "Call Teamleider now" in words


def test_the_case_number_and_the_end(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    client.post(address(escalation, "case/"), {"case": "CASE-9"})
    assert client.post(address(escalation, "end/"), {"result": ""}).status_code == 422
    client.post(address(escalation, "end/"), {"result": "Kaart vervangen"})
    words = read(client, address(escalation))
    assert "Kaart vervangen" in words
    assert "CASE-9" in words
    late = client.post(address(escalation, "call/"), {"step": 1, "outcome": "working"})
    assert late.status_code == 422
    assert "This is over. Begin again from the outage." in late.content.decode()


def test_the_next_step_is_signalled_once(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 61)
    Outage.objects.filter(pk=escalation.outage_id).update(deputy=cast.bob)
    actions.log(rung(escalation), Said("working"), by=cast.carol, at=ago(60))
    assert tasks.signal() == 1
    assert tasks.signal() == 0
    sent = Dispatch.objects.get(kind="reminder")
    assert sent.content["en"]["subject"] == "Call now: Teamleider of NetTec BV"
    assert sent.content["nl"]["sections"][0]["text"] == "030 555 0101"
    assert sorted(sent.selection["persons"]) == sorted([cast.carol.pk, cast.bob.pk])


def test_an_answer_that_does_not_come_is_signalled(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 40)
    actions.log(rung(escalation), Said("no_answer"), by=cast.carol, at=ago(35))
    assert tasks.signal() == 1
    assert tasks.signal() == 0
    newest = Dispatch.objects.filter(kind="reminder").order_by("-pk")[0]
    assert newest.content["en"]["subject"] == "No answer in time from Servicelijn of NetTec BV"
    words = read(signed_in(cast.carol), "/desk/")
    assert "Suppliers we call" in words
    assert "No answer in time: Servicelijn" in words


def test_who_began_and_then_did_not_call_hears_of_it(cast: Cast, supplier: Supplier) -> None:
    begun(cast, 6)
    assert tasks.signal() == 1
    assert tasks.signal() == 0


def test_who_has_just_begun_gets_no_letter_about_it(cast: Cast, supplier: Supplier) -> None:
    begun(cast, 1)
    assert tasks.signal() == 0


def test_nobody_is_reminded_of_an_outage_that_is_over(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 61)
    Outage.objects.filter(pk=escalation.outage_id).update(state="resolved")
    assert tasks.signal() == 0
    assert "the outage is over: end this too" in read(signed_in(cast.carol), "/desk/")


def test_who_left_the_desk_gets_no_letter(cast: Cast, supplier: Supplier) -> None:
    begun(cast, 61)
    cast.carol.role = "reader"
    cast.carol.save()
    tasks.signal()
    told = {pk for sent in Dispatch.objects.filter(kind="reminder")
            for pk in sent.selection["persons"]}  # fmt: skip
    assert told == {cast.bob.pk}


def test_only_office_hours_count_where_that_is_agreed(cast: Cast, supplier: Supplier) -> None:
    supplier.hours = {"0": ["09:00", "10:00"]}
    supplier.save()
    supplier.steps.update(office_hours=True)
    escalation = begun(cast)
    first, second = rung(escalation, 1), rung(escalation, 2)
    local = second.due_at.astimezone()
    assert (second.due_at - first.due_at) <= timedelta(days=7)
    assert local.weekday() == 0
    assert first.due_at.astimezone().weekday() == 0


def test_joined_outages_bring_their_calls_along(cast: Cast, supplier: Supplier) -> None:
    one, other = tell(cast), tell(cast, services=[cast.mail])
    mine = actions.start(one, supplier, by=cast.carol)
    theirs = actions.start(other, supplier, by=cast.carol)
    actions.log(rung(mine), Said("working", note="Bekend"), by=cast.carol)
    outages.merge(one, other, by=cast.carol)
    mine.refresh_from_db()
    assert mine.outage == other
    assert mine.ended_at is not None
    assert "Bekend" in read(signed_in(cast.carol), address(mine))
    assert theirs.pk == Escalation.objects.get(ended_at=None).pk


def test_a_calls_own_supplier_goes_on_after_joining(cast: Cast, supplier: Supplier) -> None:
    one, other = tell(cast), tell(cast, services=[cast.mail])
    mine = actions.start(one, supplier, by=cast.carol)
    outages.merge(one, other, by=cast.carol)
    mine.refresh_from_db()
    assert (mine.outage, mine.ended_at) == (other, None)
    assert "NetTec BV" in read(signed_in(cast.carol), f"/desk/outages/{other.public_id}/")


def test_the_figures_of_a_period(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 100)
    actions.log(rung(escalation), Said("no_answer"), by=cast.carol, at=ago(100))
    actions.log(rung(escalation), Said("working"), by=cast.carol, at=ago(80))
    actions.log(rung(escalation, 2), Said("working"), by=cast.carol, at=ago(40))
    actions.skip(rung(escalation, 3), "Niet nodig", by=cast.carol)
    words = read(signed_in(cast.bob), "/desk/suppliers/nettec/answers/")
    assert "Answered in time: 2 of 2 steps" in words
    assert "3 calls, 1 time asked for help" in words
    assert "0:20" in words
    assert "Niet nodig" in words
    earlier = "/desk/suppliers/nettec/answers/?since=2020-01-01&until=2020-02-01"
    assert "Nobody called this supplier in this period." in read(signed_in(cast.bob), earlier)
    wrong = "/desk/suppliers/nettec/answers/?since=2020-03-01&until=2020-02-01"
    assert "The last day must be after the first." in read(signed_in(cast.bob), wrong)


def test_every_call_as_a_file_without_formulas(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 10)
    said = Said("working", spoke_to="@SUM(1)", note="=cmd|' /C calc'!A0")
    actions.log(rung(escalation), said, by=cast.carol)
    actions.name_case(escalation, "+31-9", by=cast.carol)
    answer = signed_in(cast.carol).get("/desk/suppliers/nettec/answers.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="nettec.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["Note"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["Spoke to"] == "'@SUM(1)"
    assert rows[0]["Case number of the supplier"] == "'+31-9"
    assert rows[0]["By"] == "Carol Jansen"


def test_more_calls_do_not_cost_more_questions(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    pages = [address(escalation), "/desk/suppliers/nettec/answers/", "/desk/"]
    for page in pages:
        client.get(page)
    counts = []
    for times in (1, 3):
        for _call in range(times):
            actions.log(rung(escalation), Said("no_answer"), by=cast.carol)
        with CaptureQueriesContext(connection) as asked:
            for page in pages:
                client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_erased_leaves_the_calls_without_a_name(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast)
    actions.log(rung(escalation), Said("working"), by=cast.bob)
    with translation.override("en"):
        said = [sentence for part in farewells(cast.bob) for sentence in part.stays]
    assert "1 call with a supplier that they wrote down." in said
    erase(cast.bob, by=cast.alice)
    assert Call.objects.get().by is None
    assert "They are working on it" in read(signed_in(cast.carol), address(escalation))


def test_names_and_words_of_old_calls_go(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast)
    said = Said("working", "Joris", "Vaste contactpersoon")
    actions.log(rung(escalation), said, by=cast.carol, at=ago(60 * 24 * 4000))
    actions.log(rung(escalation), said, by=cast.carol)
    assert forget_old() == 1
    assert forget_old() == 0
    old, new = Call.objects.order_by("at")
    assert (old.spoke_to, old.note, old.by, old.outcome) == ("", "", None, "working")
    assert new.spoke_to == "Joris"
