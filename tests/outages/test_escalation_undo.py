"""A wrong tap on a call with a supplier is taken back: the clocks stand as before."""

from __future__ import annotations

from helder.journal.models import Entry
from helder.outages.escalation import actions
from helder.outages.escalation.actions import Said
from helder.outages.escalation.aging import forget_old
from helder.outages.models import Call, Escalation
from helder.services.models import Supplier
from tests.cast import Cast
from tests.outages.composing import signed_in
from tests.outages.test_escalation import address, begun, rung, supplier
from tests.outages.told import ago, read

__all__ = ["supplier"]


def undo(cast: Cast, escalation: Escalation, call: Call) -> str:
    """Carol takes it back; where she is then."""
    path = address(escalation, f"calls/{call.pk}/undo/")
    return str(signed_in(cast.carol).post(path)["Location"])


def test_a_wrong_tap_is_taken_back_from_the_page(cast: Cast, supplier: Supplier) -> None:
    escalation, client = begun(cast), signed_in(cast.carol)
    client.post(address(escalation, "call/"), {"step": 1, "outcome": "refused"})
    before = read(client, address(escalation))
    assert "Written down" in before
    assert "Take back" in before
    call = Call.objects.get()
    assert f'action="{address(escalation, f"calls/{call.pk}/undo/")}"' in (
        client.get(address(escalation)).content.decode()
    )
    assert undo(cast, escalation, call) == address(escalation)
    after = read(client, address(escalation))
    assert "Call Servicelijn now" in after
    assert "They will not take it up" in after.split("The calls")[1]
    assert "Taken back by Carol" in after
    assert "Written down" not in after
    row = Entry.objects.get(verb="escalation.call_undone")
    assert "NetTec" not in str(row.details)


def test_the_clocks_stand_as_they_did(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 10)
    planned = rung(escalation, 2).due_at
    wrong = actions.log(rung(escalation), Said("refused"), by=cast.carol, at=ago(5))
    assert rung(escalation, 2).due_at < planned
    undo(cast, escalation, wrong)
    assert rung(escalation, 2).due_at == planned
    assert rung(escalation).answer_by is None


def test_the_clock_runs_from_the_first_call_that_counts(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 20)
    wrong = actions.log(rung(escalation), Said("no_answer"), by=cast.carol, at=ago(15))
    right = actions.log(rung(escalation), Said("no_answer"), by=cast.carol, at=ago(5))
    undo(cast, escalation, wrong)
    by = rung(escalation).answer_by
    assert by is not None
    assert (by - right.at).total_seconds() == 30 * 60


def test_a_step_that_was_called_since_stays_where_it_is(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 10)
    wrong = actions.log(rung(escalation), Said("refused"), by=cast.carol, at=ago(5))
    actions.log(rung(escalation, 2), Said("working"), by=cast.carol, at=ago(3))
    undo(cast, escalation, wrong)
    assert rung(escalation, 2).due_at == wrong.at


def test_it_counts_no_more_in_the_talk_with_the_supplier(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 10)
    wrong = actions.log(rung(escalation), Said("working", "Joost"), by=cast.carol, at=ago(5))
    undo(cast, escalation, wrong)
    client = signed_in(cast.carol)
    assert "Joost" not in read(client, "/desk/suppliers/nettec/answers/")
    assert "Joost" not in client.get("/desk/suppliers/nettec/answers.csv").content.decode()


def test_twice_is_once_and_not_after_the_end(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast, 10)
    wrong = actions.log(rung(escalation), Said("refused"), by=cast.carol, at=ago(5))
    other = actions.log(rung(escalation, 2), Said("working"), by=cast.carol, at=ago(4))
    undo(cast, escalation, wrong)
    undo(cast, escalation, wrong)
    assert Entry.objects.filter(verb="escalation.call_undone").count() == 1
    actions.end(escalation, "Opgelost.", by=cast.carol)
    path = address(escalation, f"calls/{other.pk}/undo/")
    page = signed_in(cast.carol).post(path, follow=True).content.decode()
    assert "This is over. Begin again from the outage." in page
    other.refresh_from_db()
    assert other.undone_at is None


def test_a_call_of_another_escalation_is_not_found(cast: Cast, supplier: Supplier) -> None:
    mine, other = begun(cast, 10), begun(cast, 10)
    call = actions.log(rung(other), Said("working"), by=cast.carol)
    path = address(mine, f"calls/{call.pk}/undo/")
    assert signed_in(cast.carol).post(path).status_code == 404


def test_who_took_it_back_is_forgotten_in_time(cast: Cast, supplier: Supplier) -> None:
    escalation = begun(cast)
    wrong = actions.log(rung(escalation), Said("refused"), by=cast.carol)
    actions.take_back(wrong, by=cast.carol)
    Call.objects.update(at=ago(60 * 24 * 4000))
    assert forget_old() == 1
    wrong.refresh_from_db()
    assert (wrong.by, wrong.undone_by) == (None, None)
