"""Calling a supplier, as it is done: begin, log a call (and take it back), skip a step, end.

Each is one transaction with its journal row, which names no supplier. Refuses: what comes after the
end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext, gettext_noop

from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.outages.models import Call, Escalation, Outage, Rung
from helder.outages.rules import Refused
from helder.people.models import Person
from helder.services.models import EscalationStep, Service, Supplier
from helder.services.office import NeverOpen
from helder.services.queries import always, office_of, steps_of

FURTHEST = timedelta(days=14)
JOINED = gettext_noop("Goes on under the outage that this one was joined with.")


@dataclass(frozen=True)
class Said:
    """What came of a call."""

    outcome: str
    spoke_to: str = ""
    note: str = ""
    back_at: datetime | None = None


@transaction.atomic
def start(
    outage: Outage,
    supplier: Supplier,
    service: Service | None = None,
    *,
    by: Person | None,
    at: datetime | None = None,
) -> Escalation:
    """Copies what is agreed now and starts its clock; the one that runs, when there is one.

    Raises Refused when nothing is agreed with this supplier.
    """
    moment = at or clock.now()
    Outage.objects.select_for_update().get(pk=outage.pk)
    running = outage.escalations.filter(supplier=supplier, ended_at=None).first()
    if running is not None:
        return running
    steps = steps_of(supplier, service)
    if not steps:
        raise Refused({"": gettext("No steps are agreed with this supplier yet.")})
    begun = Escalation.objects.create(
        outage=outage, supplier=supplier, service=service, started_at=moment, by=by
    )
    Rung.objects.bulk_create(
        _rung(begun, step, number, moment) for number, step in enumerate(steps, 1)
    )
    _record("started", begun, by)
    return begun


def _rung(begun: Escalation, step: EscalationStep, number: int, at: datetime) -> Rung:
    due = later(begun.supplier, at, step.after_minutes, office_hours=step.office_hours)
    return Rung(
        escalation=begun,
        position=number,
        who=step.who,
        phone=step.phone,
        mail=step.mail,
        reference=step.reference or begun.supplier.contract,
        due_at=due,
        agreed_at=due,
        answer_minutes=step.answer_minutes,
        office_hours=step.office_hours,
    )


def later(supplier: Supplier, at: datetime, minutes: int, *, office_hours: bool) -> datetime:
    """So many minutes on; of office hours, or of all hours when nobody is ever there."""
    office = office_of(supplier) if office_hours else always(supplier)
    try:
        return office.after(at, minutes)
    except NeverOpen:
        return always(supplier).after(at, minutes)


@transaction.atomic
def log(rung: Rung, said: Said, *, by: Person | None, at: datetime | None = None) -> Call:
    """Writes a call down. The first one starts the time within which they answer; who will not take
    it up makes the next step due at once. Raises Refused."""
    moment = at or clock.now()
    escalation = _running(rung.escalation_id)
    _check_back(said.back_at, moment)
    if not rung.calls.filter(undone_at=None).exists():
        _answer_from(rung, escalation.supplier, moment)
    call = Call.objects.create(
        rung=rung,
        at=moment,
        by=by,
        spoke_to=said.spoke_to.strip(),
        outcome=said.outcome,
        note=said.note.strip(),
        answer_by=said.back_at if said.outcome == Call.Outcome.CALLS_BACK else None,
    )
    if said.outcome == Call.Outcome.REFUSED:
        _bring_forward(rung, moment)
    _record("called", escalation, by, outcome=said.outcome)
    return call


def _answer_from(rung: Rung, supplier: Supplier, first: datetime | None) -> None:
    """The time within which they answer runs from the first call; without one there is none."""
    rung.answer_by = None
    if first is not None and rung.answer_minutes:
        minutes, office_hours = rung.answer_minutes, rung.office_hours
        rung.answer_by = later(supplier, first, minutes, office_hours=office_hours)
    rung.save(update_fields=["answer_by"])


@transaction.atomic
def take_back(call: Call, *, by: Person | None, at: datetime | None = None) -> None:
    """A call that was written down by mistake counts no more: the clocks stand as they did before
    it. The log keeps it, with who took it back. Twice is once. Raises Refused when it is over."""
    moment, rung = at or clock.now(), call.rung
    escalation = _running(rung.escalation_id)
    mine = Call.objects.filter(pk=call.pk, undone_at=None)
    if not mine.update(undone_at=moment, undone_by=by):
        return
    first = rung.calls.filter(undone_at=None).order_by("at").first()
    _answer_from(rung, escalation.supplier, first.at if first else None)
    if call.outcome == Call.Outcome.REFUSED:
        _put_back(rung, call.at)
    _record("call_undone", escalation, by, outcome=call.outcome)


def _put_back(rung: Rung, brought_at: datetime) -> None:
    """The step that this call brought forward waits for its own time again, unless somebody
    has called it since."""
    brought = Rung.objects.filter(
        escalation=rung.escalation_id, position__gt=rung.position, due_at=brought_at
    )
    called = Call.objects.filter(rung=OuterRef("pk"), undone_at=None)
    untouched = brought.exclude(agreed_at=None).exclude(Exists(called))
    untouched.update(due_at=F("agreed_at"), told_at=None)


def _check_back(back_at: datetime | None, at: datetime) -> None:
    if back_at is not None and back_at <= at:
        raise Refused({"back_at": gettext("This time is already past. Choose a later one.")})
    if back_at is not None and back_at > at + FURTHEST:
        raise Refused({"back_at": gettext("This is more than two weeks away. Check the date.")})


@transaction.atomic
def skip(rung: Rung, reason: str, *, by: Person | None, at: datetime | None = None) -> None:
    """Leaves a step out, with the reason; when it was due, the next is due now. Raises Refused."""
    moment = at or clock.now()
    escalation = _running(rung.escalation_id)
    if not reason.strip():
        raise Refused({"reason": gettext("Say in a few words why you leave this step out.")})
    Rung.objects.filter(pk=rung.pk, skipped_at=None).update(
        skipped_at=moment, skipped_by=by, skip_reason=reason.strip()[:300]
    )
    if rung.due_at <= moment:
        _bring_forward(rung, moment)
    _record("step_skipped", escalation, by, step=rung.position)


def _bring_forward(rung: Rung, at: datetime) -> None:
    """The next step is due now; whoever does this sees it, so no letter goes."""
    after = Rung.objects.filter(
        escalation=rung.escalation_id, position__gt=rung.position, skipped_at=None
    )
    following = after.filter(due_at__gt=at).order_by("position").first()
    if following is not None and not after.filter(due_at__lte=at).exists():
        Rung.objects.filter(pk=following.pk).update(due_at=at, told_at=at)


@transaction.atomic
def name_case(escalation: Escalation, case: str, *, by: Person | None) -> None:
    """The number under which the supplier knows it. Raises Refused when it is over."""
    running = _running(escalation.pk)
    Escalation.objects.filter(pk=running.pk).update(case=case.strip()[:120])
    _record("case_named", running, by)


@transaction.atomic
def end(
    escalation: Escalation, result: str, *, by: Person | None, at: datetime | None = None
) -> None:
    """It is over; `result` is for the review of the supplier. Raises Refused."""
    running = _running(escalation.pk)
    if not result.strip():
        raise Refused({"result": gettext("Say in one sentence how it ended.")})
    moment = at or clock.now()
    Escalation.objects.filter(pk=running.pk).update(ended_at=moment, result=result.strip())
    _record("ended", running, by)


def carry(outage: Outage, into: Outage, *, by: Actor | None, at: datetime) -> None:
    """What runs for an outage goes on under the one that it is joined with. Where that one calls
    the same supplier already, that call goes on and this one ends, with its log."""
    busy = into.escalations.filter(ended_at=None).values("supplier")
    double = outage.escalations.filter(ended_at=None, supplier__in=busy)
    for escalation in double:
        _record("ended", escalation, by)
    double.update(ended_at=at, result=gettext(JOINED))
    outage.escalations.update(outage=into)


def _running(key: int) -> Escalation:
    """The row, locked. Raises Refused when it is over."""
    rows = Escalation.objects.select_for_update(of=("self",))
    found = rows.select_related("supplier", "outage").get(pk=key)
    if found.ended_at is not None:
        raise Refused({"": gettext("This is over. Begin again from the outage.")})
    return found


def _record(verb: str, escalation: Escalation, by: Actor | None, **details: object) -> None:
    subject = f"escalation:{escalation.public_id}"
    record(f"escalation.{verb}", subject, by=by, about=escalation.outage.subject, **details)
