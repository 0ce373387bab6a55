"""The demo's suppliers: what is agreed with one of them, and the call about the wifi that runs."""

from __future__ import annotations

from datetime import timedelta

from helder.config.demo.people import Crew
from helder.config.demo.story import happening_at
from helder.kit import clock
from helder.outages.escalation import actions
from helder.outages.escalation.actions import Said
from helder.outages.models import Escalation, Outage
from helder.services.models import EscalationStep, Supplier

SUPPLIER = "nettec"
WEEK = {str(day): ["08:00", "18:00"] for day in range(5)}
STEPS = (
    ("Servicelijn netwerken", "030 555 0101", "", 0, 30, False),
    ("Teamleider beheer", "030 555 0112", "beheer@nettec.example", 60, 30, False),
    ("Accountmanager", "06 5550 1190", "accounts@nettec.example", 240, 120, True),
)


def make(crew: Crew) -> None:
    """What is agreed, one call of the past, and the one of now."""
    supplier = Supplier.objects.get(slug=SUPPLIER)
    supplier.hours, supplier.holidays = WEEK, "NL"
    supplier.save()
    EscalationStep.objects.bulk_create(
        EscalationStep(
            supplier=supplier,
            who=who,
            phone=phone,
            mail=mail,
            reference=supplier.contract,
            position=after,
            after_minutes=after,
            answer_minutes=answer,
            office_hours=office_hours,
        )
        for who, phone, mail, after, answer, office_hours in STEPS
    )
    _past(crew, supplier)
    _now(crew, supplier)


def _past(crew: Crew, supplier: Supplier) -> None:
    """The slow wifi at Waalkade: answered late, then quickly."""
    slow = Outage.objects.filter(services__slug="wifi", places__slug="waalkade").order_by("since")
    outage = slow.first()
    if outage is None or outage.since is None:
        return
    began, by = outage.since + timedelta(minutes=20), crew.writers[0]
    with happening_at(began):
        called = actions.start(outage, supplier, by=by)
        actions.name_case(called, "NT-40871", by=by)
    _said(called, 1, 0, Said("no_answer", note="Na tien minuten wachtmuziek opgehangen."), crew)
    _said(called, 1, 44, Said("working", "Joost", "Stuurt een monteur met twee zenders."), crew)
    _said(called, 2, 62, Said("working", "Fatima Haddad", "Monteur is er om half twaalf."), crew)
    with happening_at(began + timedelta(minutes=260)):
        actions.end(called, "Twee zenders vervangen binnen de garantie.", by=by)


def _now(crew: Crew, supplier: Supplier) -> None:
    """The wifi at Noord: somebody calls back in a quarter of an hour."""
    outage = Outage.objects.current().filter(services__slug="wifi").first()
    if outage is None:
        return
    now = clock.now().replace(second=0, microsecond=0)
    with happening_at(now - timedelta(minutes=34)):
        called = actions.start(outage, supplier, by=crew.writers[1])
        actions.name_case(called, "NT-41530", by=crew.writers[1])
    _said(called, 1, 1, Said("no_answer", note="Keuzemenu 3, wachtrij te lang."), crew)
    said = Said(
        "calls_back",
        "Joost",
        "Kijkt naar de centrale schakelkast en belt terug.",
        now + timedelta(minutes=15),
    )
    _said(called, 1, 12, said, crew)


def _said(called: Escalation, step: int, after: int, said: Said, crew: Crew) -> None:
    rung = called.rungs.get(position=step)
    with happening_at(called.started_at + timedelta(minutes=after)):
        actions.log(rung, said, by=crew.writers[1])
