"""Putting words about planned work on their way: reminders, the begin, the end, a moved window.

Owns: to whom, how urgent, and until when it is of use. What people were told before is ordinary
news (quiet hours and digests hold it as long as it is of use); what changes at the last moment is
urgent. Refuses: deciding that something is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from helder.delivery.actions import dispatch
from helder.delivery.letters import Letter
from helder.delivery.models import URGENT, Dispatch
from helder.journal.actions import record
from helder.messages.models import Message
from helder.outages.carriers import broken_by
from helder.outages.letters import letters
from helder.outages.maintenance import letters as own_letters
from helder.outages.maintenance import noticing
from helder.outages.models import Moved, Notice, Outage, Update
from helder.people.audiences import Selection
from helder.people.models import Audience, Person

KIND = "outage"
REMINDER, EXPECTED, AT_ONCE = 5, 4, 0
SOON = timedelta(hours=24)
OF_USE_AFTER = timedelta(days=1)
ASKED_FOR = timedelta(hours=12)


def remind(notice: Notice, at: datetime) -> Dispatch:
    """A reminder goes to those whom it is for."""
    outage = notice.outage
    services = list(outage.services.select_related("audience"))
    return _send(
        outage,
        own_letters.reminder(notice, services, at),
        audience=notice.audience,
        services=services,
        urgency=REMINDER,
        not_after=outage.scheduled_for,
        number=_next(outage),
    )


def as_wished(moment: str, all_of_them: Callable[[Update], None]) -> Callable[[Update], None]:
    """How the word that it begins or is done is sent: as the reminders of that moment say. Work
    that has no reminders at all tells everybody."""

    def send(said: Update) -> None:
        outage = said.outage
        if not outage.notices.exists():
            all_of_them(said)
            return
        wished = [row for row in noticing.waiting(outage) if row.moment == moment]
        whom = [None] if any(row.audience is None for row in wished) else _audiences(wished)
        sent = [_word(said, audience) for audience in whom]
        if sent:
            Message.objects.filter(pk=said.message_id).update(dispatch=sent[0])
            said.message.dispatch = sent[0]
        _settle(wished, sent, said.published_at)
        Message.objects.filter(pk=said.message_id).update(subject=outage.subject)

    return send


def _audiences(notices: Sequence[Notice]) -> list[Audience | None]:
    return list({row.audience_id: row.audience for row in notices}.values())


def _settle(notices: Sequence[Notice], sent: Sequence[Dispatch], at: datetime) -> None:
    for row in notices:
        mine = Notice.objects.filter(pk=row.pk, sent_at=None, dropped="")
        mine.update(sent_at=at, dispatch=sent[0] if sent else None)


def _word(said: Update, audience: Audience | None) -> Dispatch:
    outage = said.outage
    until = outage.scheduled_until if outage.state == Outage.State.RUNNING else None
    return _send(
        outage,
        letters(said),
        audience=audience,
        services=list(outage.services.select_related("audience")),
        urgency=EXPECTED,
        not_after=max(until or said.published_at, said.published_at) + OF_USE_AFTER,
        number=said.number,
    )


def moved(row: Moved) -> Callable[[Update], None]:
    """How a moved window is told: to everybody whom it touches; urgent when it has begun or when
    the old or the new beginning is near. Mails with the old time that still wait no longer go."""

    def send(said: Update) -> None:
        outage = said.outage
        Dispatch.objects.filter(thread=outage.subject, not_after__gt=row.at).update(
            not_after=row.at
        )
        sent = _send(
            outage,
            own_letters.moved(said, row),
            audience=None,
            services=list(outage.services.select_related("audience")),
            urgency=_urgency(row),
            not_after=row.now_until,
            number=said.number,
        )
        Message.objects.filter(pk=said.message_id).update(dispatch=sent, subject=outage.subject)
        said.message.dispatch = sent

    return send


def _urgency(row: Moved) -> int:
    if row.was_for <= row.at:
        return AT_ONCE
    near = min(row.was_for, row.now_for) - row.at
    return URGENT if near <= SOON else REMINDER


def _send(
    outage: Outage,
    content: dict[str, Letter],
    *,
    audience: Audience | None,
    services: Sequence[Any],
    urgency: int,
    not_after: datetime | None,
    number: int,
) -> Dispatch:
    places = [place.slug for place in outage.places.all()]
    named = [audience] if audience else list(outage.audiences.all())
    whom = named or [service.audience for service in services]
    everybody = audience is None
    return dispatch(
        kind=KIND,
        content=dict(content),
        selection=Selection(
            audiences=tuple(sorted({each.slug for each in whom})), places=tuple(sorted(places))
        ),
        services=[service.slug for service in services] if everybody else [],
        places=places if everybody else [],
        urgency=urgency,
        if_uncertain=Dispatch.Uncertain.HOLD,
        thread=outage.subject,
        number=number,
        not_after=not_after,
        avoid=broken_by(outage, services),
    )


def _next(outage: Outage) -> int:
    """A mail of its own in the thread: it answers the announcement."""
    return max(2, outage.updates.count())


# To whoever answers for it.


def ask(
    persons: Sequence[Person | None], content: dict[str, Letter], *, not_after: datetime | None
) -> Dispatch | None:
    """A letter to the first of these who still works here, or else to all who answer for Helder."""
    found = _receivers(persons)
    if not found:
        return None
    return dispatch(
        kind="reminder",
        content=dict(content),
        selection=Selection(persons=tuple(person.pk for person in found)),
        urgency=1,
        if_uncertain=Dispatch.Uncertain.RESEND,
        not_after=not_after,
    )


def _receivers(persons: Sequence[Person | None]) -> list[Person]:
    for person in persons:
        if person is not None and person.is_active:
            return [person]
    roles = (Person.DeskRole.APPROVER, Person.DeskRole.ADMINISTRATOR)
    return list(Person.objects.filter(is_active=True, role__in=roles))


def note_sent(notice: Notice, sent: Dispatch) -> None:
    """The journal says that a reminder went."""
    record(
        "notice.sent",
        notice.outage.subject,
        by=None,
        moment=notice.moment,
        minutes=notice.minutes,
        dispatch=sent.public_id,
    )
