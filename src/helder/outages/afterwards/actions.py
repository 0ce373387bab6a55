"""Publishing a look back, mending it, and doing what it promises: each one transaction.

The words pass the guard in messages.publish, each change becomes a promise in the register, and
those who were hit hear of it along the way they chose. Refuses: a second one about one outage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.kit.ids import public_id
from helder.messages import actions as messages
from helder.messages.models import Message, Revision
from helder.outages import rules
from helder.outages.actions import selection_of
from helder.outages.afterwards import letters, telling
from helder.outages.afterwards.telling import HAPPENED, Told, Wanted
from helder.outages.copy.bell import ring_on_commit
from helder.outages.models import Change, Outage, Review
from helder.outages.rules import Refused, Word
from helder.people.models import Person
from helder.promises import actions as promises
from helder.promises.models import Promise

KIND = "outage"
SENT_AS = "look-back"
PROMISE = "change"
END_OF_DAY = time(17, 0)


@transaction.atomic
def publish(
    outage: Outage,
    told: Told,
    *,
    by: Actor | None,
    draft: Message | None = None,
    at: datetime | None = None,
) -> Review:
    """Publishes it and tells those who were hit. Raises Refused, Blocked, AlreadyPublished."""
    moment = at or clock.now()
    outage = Outage.objects.select_for_update().get(pk=outage.pk)
    _check(outage, told, moment)
    author = by if isinstance(by, Person) else None
    message = draft or messages.draft(public_id(), kind=KIND, subject=outage.subject, by=author)
    name = telling.title(outage.title)
    messages.publish(message, title=name, parts=told.parts, by=by, at=moment)
    review = Review.objects.create(
        outage=outage, message=message, timeline=told.timeline(), by=author, published_at=moment
    )
    for wanted in told.changes:
        _promise(review, wanted, by=by, at=moment)
    _send(review)
    _touch(outage, moment)
    record("review.published", outage.subject, by=by, changes=len(told.changes))
    return review


def _check(outage: Outage, told: Told, at: datetime) -> None:
    if outage.state != Outage.State.RESOLVED:
        raise Refused({"": gettext("One looks back at an outage when it is over.")})
    if Review.objects.filter(outage=outage).exists():
        raise Refused(
            {"": gettext("There is a look back at this outage already. Correct that one.")}
        )
    rules.check_word(Word(told.parts), at, needs=HAPPENED, promise=False)
    today = timezone.localtime(at).date()
    errors = {}
    for wanted in told.changes:
        if wanted.due_on is None:
            errors[f"due_{wanted.number}"] = gettext("By which day will it be so?")
        elif not today <= wanted.due_on <= today + rules.FURTHEST_PLAN:
            errors[f"due_{wanted.number}"] = gettext("Choose a day within the next two years.")
    if errors:
        raise Refused(errors)


def _promise(review: Review, wanted: Wanted, *, by: Actor | None, at: datetime) -> None:
    outage = review.outage
    assert wanted.due_on is not None  # noqa: S101 - checked before
    change = Change.objects.create(
        review=review,
        what=dict(wanted.what),
        owner=wanted.owner or outage.owner,
        due_on=wanted.due_on,
        position=wanted.number,
    )
    change.promise = promises.make(
        kind=PROMISE,
        subject=subject_of(change),
        what=dict(wanted.what),
        due_at=end_of(wanted.due_on),
        by=by,
        at=at,
        owner=change.owner,
        deputy=outage.deputy if outage.deputy != change.owner else None,
        url=address(outage),
    )
    change.save(update_fields=["promise"])


def subject_of(change: Change) -> str:
    """Its name in the register."""
    return f"change:{change.pk}"


def end_of(day: date) -> datetime:
    """Until when it can still be kept on that day."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def address(outage: Outage) -> str:
    """The page afterwards."""
    return reverse("afterwards:page", args=[outage.public_id])


def _send(review: Review) -> None:
    """To the same people as the outage; it can wait, so everybody's own choices hold."""
    outage = review.outage
    services = list(outage.services.select_related("audience"))
    places = list(outage.places.all())
    sent = dispatch(
        kind=SENT_AS,
        content=letters.letters(review),
        selection=selection_of(services, places, list(outage.audiences.all())),
        services=[service.slug for service in services],
        places=[place.slug for place in places],
        thread=outage.subject,
        number=outage.updates.count() + 1,
        mandatory=False,
    )
    Message.objects.filter(pk=review.message_id).update(dispatch=sent, subject=outage.subject)
    review.message.dispatch = sent


@transaction.atomic
def correct(review: Review, told: Told, *, reason: Mapping[str, str], by: Actor | None) -> Revision:
    """Mends it in the open; what was promised stays as it was promised. Raises Refused, Blocked."""
    if not any(text.strip() for text in reason.values()):
        raise Refused({"reason": gettext("Say in a few words what you corrected; readers see it.")})
    message, parts = review.message, dict(told.parts)
    if parts == message.parts:
        raise Refused({"": gettext("Nothing in the text was changed.")})
    rules.check_word(Word(parts), clock.now(), needs=HAPPENED, promise=False)
    revision = messages.correct(message, title=message.title, parts=parts, reason=reason, by=by)
    Review.objects.filter(pk=review.pk).update(
        timeline=Told(parts, told.moments).timeline(), changed_at=revision.created_at
    )
    _touch(review.outage, revision.created_at)
    return revision


@transaction.atomic
def keep(change: Change, *, by: Actor | None, at: datetime | None = None) -> None:
    """It is so now. Raises Refused when it was closed before."""
    if not promises.keep(_open(change), by=by, at=at):
        raise Refused({"": gettext("This was closed in the meantime.")})
    _touch(change.review.outage, at or clock.now())


@transaction.atomic
def move(change: Change, day: date, *, reason: Mapping[str, str], by: Actor | None) -> Promise:
    """Another day, before its time, with the reason that readers see. Raises Refused, Blocked."""
    _check_reason(reason)
    moment = clock.now()
    today = timezone.localtime(moment).date()
    if not today <= day <= today + rules.FURTHEST_PLAN:
        raise Refused({"day": gettext("Choose a day within the next two years.")})
    try:
        moved = promises.move(_open(change), end_of(day), by=by, reason=dict(reason), at=moment)
    except promises.TooLateToMove as error:
        raise Refused(
            {"day": gettext("The promised day has passed, so it can no longer be moved.")}
        ) from error
    Change.objects.filter(pk=change.pk).update(promise=moved, due_on=day)
    _touch(change.review.outage, moment)
    return moved


@transaction.atomic
def withdraw(change: Change, *, reason: Mapping[str, str], by: Actor | None) -> None:
    """It will not be so; the register keeps it with the reason. Raises Refused, Blocked."""
    _check_reason(reason)
    promises.withdraw(_open(change), by=by, reason=dict(reason))
    _touch(change.review.outage, clock.now())


def _check_reason(reason: Mapping[str, str]) -> None:
    if not any(text.strip() for text in reason.values()):
        raise Refused({"reason": gettext("Say why; readers see it.")})
    messages.guard(KIND, {"reason": dict(reason)})


def _open(change: Change) -> Promise:
    promise = change.promise
    if promise is None or promise.state != Promise.State.OPEN:
        raise Refused({"": gettext("This was closed in the meantime.")})
    return promise


def _touch(outage: Outage, at: datetime) -> None:
    """The pages of readers have changed."""
    Outage.objects.filter(pk=outage.pk).update(changed_at=at)
    ring_on_commit()
