"""A tap, and what the desk does about a surge.

Owns: keeping a tap once; dismissing a surge; its draft. Refuses: deciding that there is a surge
(watch.py does).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from helder.journal.actions import record
from helder.kit import clock
from helder.kit.texts import pick
from helder.messages.models import Message
from helder.outages import wording
from helder.outages.metoo import queries, tellers, watch
from helder.outages.metoo.tellers import Teller
from helder.outages.models import Outage, Report, Surge
from helder.outages.proposals import propose
from helder.outages.rules import Facts, Word
from helder.people.models import Person, Place
from helder.services.models import Service


@dataclass(frozen=True)
class Told:
    """The tap as it is kept; `new` is False when this reader had told it before."""

    report: Report
    new: bool


@transaction.atomic
def tap(
    service: Service,
    teller: Teller,
    *,
    place: Place | None = None,
    outage: Outage | None = None,
    at: datetime | None = None,
) -> Told:
    """It fails for somebody: one row per reader and outage, or per hour while none is known."""
    moment = at or clock.now()
    known = outage or queries.outage_for(service, place, moment)
    before = queries.own(service, teller, known, moment)
    if before is not None:
        if place is not None and before.place is None:
            say_where(before, place)
        return Told(before, new=False)
    slot = tellers.outage_slot(known.public_id) if known else tellers.hour_slot(moment)
    report, new = Report.objects.get_or_create(
        service=service,
        slot=slot,
        key=teller.key(slot),
        defaults={
            "outage": known,
            "place": place,
            "at": moment.replace(second=0, microsecond=0),
        },
    )
    if new and known is None:
        transaction.on_commit(lambda: watch.look(service, at))
    return Told(report, new)


def say_where(report: Report, place: Place) -> None:
    """The reader adds where they are. At a place that the outage is not about, it is news."""
    report.place = place
    report.save(update_fields=["place"])


@transaction.atomic
def dismiss(surge: Surge, *, by: Person) -> None:
    """It is nothing: the surge ends, and the same taps raise no second one."""
    ended = Surge.objects.filter(pk=surge.pk, ended_at=None)
    if ended.update(ended_at=clock.now(), dismissed_by=by):
        record("surge.dismissed", f"service:{surge.service.slug}", by=by)


@transaction.atomic
def draft(surge: Surge, *, by: Person) -> Message:
    """The draft of this surge; made at the first time, with what the taps say."""
    locked = (
        Surge.objects.select_for_update(of=("self",)).select_related("service").get(pk=surge.pk)
    )
    if locked.draft is not None:
        return locked.draft
    taps = queries.loose(locked.service).filter(at__gte=locked.began_at)
    facts = Facts(
        kind=Outage.Kind.OUTAGE,
        services=[locked.service],
        places=queries.places_meant(taps),
        since=locked.began_at,
    )
    message = propose(facts, Word({"symptom": _symptom(locked.service)}), by=by)
    Surge.objects.filter(pk=locked.pk).update(draft=message)
    return message


def _symptom(service: Service) -> dict[str, str]:
    """A first sentence, to be made better by whoever publishes it."""
    return wording.bilingual(
        lambda: gettext("Some people cannot use %(service)s.") % {"service": pick(service.name)}
    )
