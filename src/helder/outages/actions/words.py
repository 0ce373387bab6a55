"""Saying something about an outage: publish, update, resolve, reopen, correct, merge.

Each is one transaction: the words pass the guard (messages.publish), the promise is written, the
dispatch is queued, the journal has its row. Refuses: words or facts that break rules.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.models import Dispatch
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.kit.ids import public_id
from helder.kit.texts import pick
from helder.messages import actions as messages
from helder.messages.models import Message, Revision
from helder.outages import apart, rules, wording
from helder.outages.actions.promise import NEXT_UPDATE, open_promise
from helder.outages.carriers import broken_by
from helder.outages.copy.bell import ring_on_commit
from helder.outages.escalation.actions import carry
from helder.outages.letters import letters, variants
from helder.outages.long import progress
from helder.outages.maintenance import expecting, noticing, obstacles
from helder.outages.metoo import joining
from helder.outages.models import Outage, Template, Update
from helder.outages.rules import Facts, Refused, Word
from helder.people import audiences
from helder.people.audiences import Selection
from helder.people.models import Audience, Person, Place
from helder.promises import actions as promises
from helder.promises.models import Promise
from helder.services.models import Service

KIND = "outage"
Step = Update.Step
Promised = Callable[..., Promise | None]


@transaction.atomic
def publish(
    facts: Facts,
    word: Word,
    *,
    by: Actor | None,
    draft: Message | None = None,
    at: datetime | None = None,
) -> Outage:
    """Tells of a new outage. Raises Refused, messages.Blocked or messages.AlreadyPublished."""
    moment = at or clock.now()
    rules.check_facts(facts, moment)
    planned = facts.kind == Outage.Kind.MAINTENANCE
    rules.check_word(word, moment, needs="symptom", promise=not planned)
    _check_somebody(facts)
    outage = _open(facts, word, by=by, at=moment)
    if planned:
        obstacles.check(facts, outage=outage, by=by)
    step = Step.SCHEDULED if planned else Step(word.step)
    say(outage, word, step, by=by, draft=draft, at=moment)
    joining.join(outage, moment)
    record("outage.published", outage.subject, by=by, kind=outage.kind)
    return outage


@transaction.atomic
def update(
    outage: Outage,
    word: Word,
    *,
    by: Actor | None,
    draft: Message | None = None,
    at: datetime | None = None,
) -> Update:
    """The next word. Raises as publish does, and Refused when the outage is over."""
    moment = at or clock.now()
    outage = _lock(outage)
    _check_running(outage)
    rules.check_word(word, moment, needs="news", promise=not outage.is_planned)
    said = say(outage, word, Step(word.step), by=by, draft=draft, at=moment)
    record("outage.updated", outage.subject, by=by, number=said.number)
    return said


@transaction.atomic
def resolve(
    outage: Outage,
    word: Word,
    *,
    by: Actor | None,
    draft: Message | None = None,
    at: datetime | None = None,
) -> Update:
    """The last word: it works again. Keeps the open promise."""
    moment = at or clock.now()
    outage = _lock(outage)
    _check_running(outage)
    last = Word(word.parts, None, Step.RESOLVED, word.title, signed=word.signed)
    rules.check_word(last, moment, needs="news", promise=False)
    Outage.objects.filter(pk=outage.pk).update(
        state=Outage.State.RESOLVED, resolved_at=moment, changed_at=moment
    )
    outage.refresh_from_db()
    said = say(outage, last, Step.RESOLVED, by=by, draft=draft, at=moment)
    record("outage.resolved", outage.subject, by=by)
    return said


@transaction.atomic
def reopen(
    outage: Outage,
    word: Word,
    *,
    by: Actor | None,
    draft: Message | None = None,
    at: datetime | None = None,
) -> Update:
    """It is back. Raises Refused when it is running already or joined with another."""
    moment = at or clock.now()
    outage = _lock(outage)
    if outage.state != Outage.State.RESOLVED:
        raise Refused({"": gettext("Only an outage that was resolved can be opened again.")})
    rules.check_word(word, moment, needs="news", promise=True)
    Outage.objects.filter(pk=outage.pk).update(
        state=Outage.State.RUNNING, resolved_at=None, changed_at=moment
    )
    outage.refresh_from_db()
    said = say(outage, word, Step.REOPENED, by=by, draft=draft, at=moment)
    joining.join(outage, moment)
    record("outage.reopened", outage.subject, by=by)
    return said


@transaction.atomic
def merge(outage: Outage, into: Outage, *, by: Actor | None, at: datetime | None = None) -> Update:
    """Two outages turn out to be one: the first points to the other from now on."""
    moment = at or clock.now()
    outage, into = _lock_both(outage, into)
    _check_running(outage)
    _check_running(into)
    if outage.pk == into.pk:
        raise Refused({"into": gettext("An outage cannot be joined with itself.")})
    if into.is_planned and not outage.is_planned:
        raise Refused({"into": gettext("Trouble now is no part of work that has still to begin.")})
    Outage.objects.filter(pk=outage.pk).update(
        state=Outage.State.MERGED, merged_into=into, changed_at=moment
    )
    Outage.objects.filter(merged_into=outage).update(merged_into=into)
    outage.refresh_from_db()
    _widen(into, outage)
    progress.join(outage, into)
    carry(outage, into, by=by, at=moment)
    said = say(outage, _merge_word(into), Step.MERGED, by=by, draft=None, at=moment)
    joining.carry(outage, into)
    record("outage.merged", outage.subject, by=by, into=into.subject)
    return said


@transaction.atomic
def correct(
    update: Update,
    *,
    parts: Mapping[str, Mapping[str, str]],
    reason: Mapping[str, str],
    by: Actor | None,
) -> Revision:
    """Mends a mistake in an update; the earlier text stays readable. Raises Refused, Blocked."""
    if not any(text.strip() for text in reason.values()):
        raise Refused({"reason": gettext("Say in a few words what you corrected; readers see it.")})
    rules.check_word(Word(parts), clock.now(), needs=_main_part(update), promise=False)
    revision = messages.correct(
        update.message, title=update.message.title, parts=parts, reason=reason, by=by
    )
    Outage.objects.filter(pk=update.outage_id).update(changed_at=revision.created_at)
    ring_on_commit()
    return revision


def selection_of(
    services: Sequence[Service], places: Sequence[Place], audiences: Sequence[Audience]
) -> Selection:
    """Who hears of it: the audiences named, or else those of the services, at these places."""
    named = audiences or {service.audience for service in services}
    return Selection(
        audiences=tuple(sorted(audience.slug for audience in named)),
        places=tuple(sorted(place.slug for place in places)),
    )


def with_those_of(chosen: Selection, parts: Mapping[str, Any]) -> Selection:
    """Also every audience that has words of its own: whoever is spoken to, hears it."""
    audiences = {*chosen.audiences, *apart.audiences_in(parts)}
    return Selection(tuple(sorted(audiences)), chosen.places, chosen.persons)


def _check_somebody(facts: Facts) -> None:
    """An audience of nobody is a mistake, unless Helder knows no people at all yet."""
    chosen = selection_of(facts.services, facts.places, facts.audiences)
    if audiences.resolve(chosen).exists() or not (facts.audiences or facts.places):
        return
    raise Refused(
        {
            "audiences": gettext(
                "Nobody is in this choice of people and places, so nobody would hear of it. "
                "Choose wider."
            )
        }
    )


def _check_running(outage: Outage) -> None:
    if outage.state != Outage.State.RUNNING:
        raise Refused({"": gettext("This outage is over. Open it again if the trouble is back.")})


def _lock(outage: Outage) -> Outage:
    return Outage.objects.select_for_update().get(pk=outage.pk)


def _lock_both(outage: Outage, into: Outage) -> tuple[Outage, Outage]:
    """Always in the same order, so that two who join crosswise do not wait for each other."""
    keys = sorted({outage.pk, into.pk})
    held = {
        row.pk: row for row in Outage.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    return held[outage.pk], held[into.pk]


def _open(facts: Facts, word: Word, *, by: Actor | None, at: datetime) -> Outage:
    first = facts.services[0]
    author = by if isinstance(by, Person) else None
    outage = Outage.objects.create(
        public_id=expecting.name_for(facts.series, facts.scheduled_for),
        kind=facts.kind,
        title=dict(word.title) or wording.title(facts.kind, facts.services, facts.places),
        since=facts.scheduled_for or facts.since or at,
        scheduled_for=facts.scheduled_for,
        scheduled_until=facts.scheduled_until,
        published_at=at,
        template=facts.template,
        by_clock=facts.by_clock,
        series=facts.series,
        owner=author or first.owner,
        deputy=_deputy(author, first.owner, first.deputy),
    )
    outage.services.set(facts.services)
    outage.places.set(facts.places)
    outage.audiences.set(facts.audiences)
    noticing.plan(outage, facts.reminders, at)
    if facts.template is not None:
        Template.objects.filter(pk=facts.template.pk).update(used=F("used") + 1)
    return outage


def _deputy(author: Person | None, owner: Person | None, deputy: Person | None) -> Person | None:
    """Somebody other than the author: the service's deputy, or else its owner."""
    others = (person for person in (deputy, owner) if person and person != author)
    return next(others, None)


def say(
    outage: Outage,
    word: Word,
    step: Update.Step,
    *,
    by: Actor | None,
    draft: Message | None,
    at: datetime,
    promised: Promised | None = None,
    send: Callable[[Update], None] | None = None,
) -> Update:
    """Publishes one word: message, promise, update, dispatch, inside the caller's transaction.

    A room of this app may bring its own `promised` (what becomes of the promise) and `send`.
    """
    message = draft or messages.draft(
        public_id(),
        kind=KIND,
        subject=outage.subject,
        by=by if isinstance(by, Person) else None,
    )
    messages.publish(message, title=outage.title, parts=word.parts, by=by, at=at)
    promise = (promised or promise_of)(outage, word, by=by, at=at)
    said = Update.objects.create(
        outage=outage,
        number=outage.updates.count() + 1,
        step=step,
        message=message,
        promise=promise,
        published_at=at,
        checklist=progress.freeze(outage, step, word.checklist, at),
        signed=dict(word.signed),
    )
    Outage.objects.filter(pk=outage.pk).update(changed_at=at)
    (send or send_to_all)(said)
    ring_on_commit()
    return said


def promise_of(outage: Outage, word: Word, *, by: Actor | None, at: datetime) -> Promise | None:
    """Every word keeps the promise before it, and makes the next one; a plan promises its end."""
    before = open_promise(outage)
    if before is not None and outage.was_called_off:
        promises.withdraw(before, by=by, reason=dict(word.parts["news"]))
    elif before is not None:
        promises.keep(before, by=by, at=at)
    due_at = word.next_update_at or outage.end_of_plan(at)
    if due_at is None:
        return None
    return promises.make(
        kind=NEXT_UPDATE,
        subject=outage.subject,
        due_at=due_at,
        by=by,
        at=at,
        what=wording.next_update_promise(outage.title),
        owner=outage.owner,
        deputy=outage.deputy,
        url=outage.get_absolute_url(),
    )


def send_to_all(said: Update) -> None:
    """The mails of one word, to everybody whom its outage touches."""
    outage = said.outage
    services = list(outage.services.select_related("audience"))
    places = list(outage.places.all())
    told = selection_of(services, places, list(outage.audiences.all()))
    sent = dispatch(
        kind=KIND,
        content=letters(said),
        variants=variants(said),
        selection=with_those_of(told, said.message.parts),
        services=[service.slug for service in services],
        places=[place.slug for place in places],
        urgency=5 if outage.is_planned else 0,
        if_uncertain=Dispatch.Uncertain.HOLD if outage.is_planned else Dispatch.Uncertain.RESEND,
        thread=outage.subject,
        number=said.number,
        not_after=_senseless_after(said),
        avoid=broken_by(outage, services),
    )
    Message.objects.filter(pk=said.message_id).update(dispatch=sent, subject=outage.subject)
    said.message.dispatch = sent


def _senseless_after(said: Update) -> datetime:
    """When this word no longer helps: an hour past the next update, or a day; work that was
    announced is of no use to anybody after its end."""
    if said.promise is None:
        return said.published_at + timedelta(days=1)
    late = said.promise.due_at + timedelta(hours=1)
    planned_until = said.outage.scheduled_until if said.outage.is_planned else None
    return min(late, planned_until) if planned_until else late


def _widen(into: Outage, outage: Outage) -> None:
    into.services.add(*outage.services.all())
    for mine, theirs in ((into.places, outage.places), (into.audiences, outage.audiences)):
        _join(mine, theirs)
    Outage.objects.filter(pk=into.pk).update(
        since=min(moment for moment in (into.since, outage.since) if moment)
    )


def _join(mine: Any, theirs: Any) -> None:
    """None means everybody, so only two choices together stay a choice."""
    if mine.exists() and theirs.exists():
        mine.add(*theirs.all())
    else:
        mine.clear()


def _merge_word(into: Outage) -> Word:
    news = wording.bilingual(
        lambda: (
            gettext(
                "This belongs to another outage that we are already working on: %(title)s. "
                "From now on you read the news there."
            )
            % {"title": pick(into.title)}
        )
    )
    return Word({"news": news})


def _main_part(update: Update) -> str:
    return "symptom" if update.number == 1 else "news"
