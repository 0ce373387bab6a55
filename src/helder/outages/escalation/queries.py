"""What the desk asks about escalations, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import ngettext

from helder.kit import clock
from helder.outages.escalation.ladder import Ladder
from helder.outages.models import Call, Escalation, Outage, Rung
from helder.people.erasing import Farewell, counted
from helder.people.models import Person
from helder.services.models import EscalationStep, Service, Supplier


def whole() -> QuerySet[Escalation]:
    """Escalations with all that a page shows of them."""
    calls = Call.objects.select_related("by", "undone_by")
    rungs = Rung.objects.select_related("skipped_by").prefetch_related(Prefetch("calls", calls))
    related = ("supplier", "service", "by", "outage__owner", "outage__deputy")
    return Escalation.objects.select_related(*related).prefetch_related(Prefetch("rungs", rungs))


def ladders(rows: Iterable[Escalation], at: datetime | None = None) -> list[Ladder]:
    """Each with where it stands."""
    moment = at or clock.now()
    return [Ladder(row, moment) for row in rows]


def of_outage(outage: Outage) -> list[Ladder]:
    """Those of one outage, what runs first."""
    found = ladders(whole().filter(outage=outage))
    return sorted(found, key=lambda ladder: not ladder.running)


def running() -> list[Ladder]:
    """All that runs, what is late first."""
    found = ladders(whole().filter(ended_at=None))
    return sorted(found, key=lambda ladder: (not ladder.late, ladder.escalation.started_at))


@dataclass(frozen=True)
class Choice:
    """A supplier that can be called about an outage, by its general steps or those of a service."""

    supplier: Supplier
    service: Service | None
    steps: int
    services: list[Service]

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.supplier.slug}:{self.service.slug if self.service else ''}"


def choices(outage: Outage) -> list[Choice]:
    """The suppliers behind its services, with how many steps are agreed; none runs already."""
    services = list(outage.services.filter(supplier__isnull=False).select_related("supplier"))
    called = set(outage.escalations.filter(ended_at=None).values_list("supplier", flat=True))
    suppliers = dict.fromkeys(s.supplier for s in services if s.supplier and s.supplier_id)
    steps = list(EscalationStep.objects.filter(supplier__in=suppliers))
    found: list[Choice] = []
    for supplier in suppliers:
        if supplier.pk not in called:
            mine = [service for service in services if service.supplier_id == supplier.pk]
            found += _of_supplier(
                supplier, mine, [s for s in steps if s.supplier_id == supplier.pk]
            )
    return found


def _of_supplier(
    supplier: Supplier, services: list[Service], steps: list[EscalationStep]
) -> list[Choice]:
    count = {service.pk: sum(s.service_id == service.pk for s in steps) for service in services}
    own = [Choice(supplier, s, count[s.pk], [s]) for s in services if count[s.pk]]
    others = [service for service in services if not count[service.pk]]
    general = sum(step.service_id is None for step in steps)
    return [*own, Choice(supplier, None, general, others)] if others else own


def personal_data(person: Person) -> dict[str, Any]:
    """What this room keeps of a person, for their export; not what the supplier said."""
    calls = Call.objects.filter(by=person).select_related("rung__escalation__outage")
    return {
        "calls_to_suppliers": [
            {
                "outage": call.rung.escalation.outage.public_id,
                "at": call.at.isoformat(),
                "outcome": call.outcome,
                "taken_back": call.undone_at is not None,
            }
            for call in calls.order_by("pk")
        ]
    }


def farewell(person: Person) -> Farewell:
    """The calls that they made stay, without their name."""
    made = Call.objects.filter(Q(by=person)).count()
    stays = ngettext(
        "%(n)d call with a supplier that they wrote down.",
        "%(n)d calls with suppliers that they wrote down.",
        made,
    )
    return Farewell(stays=counted(made, stays % {"n": made}))
