"""The verbs around a long outage: questions and answers, help points, a word to one audience.

Each is one transaction with its journal row; what becomes public passes the guard first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.models import Dispatch
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.kit.ids import public_id
from helder.kit.texts import pick
from helder.messages import actions as messages
from helder.messages.models import Message, Reaction
from helder.messages.reactions import actions as reactions
from helder.outages.carriers import broken_by
from helder.outages.long import passing_on
from helder.outages.models import Answer, HelpPoint, Outage
from helder.outages.rules import LONGEST_TEXT, Refused
from helder.people import audiences
from helder.people.audiences import Selection
from helder.people.models import Audience, Person

KIND = "outage"
Texts = Mapping[str, str]
OF_USE = timedelta(days=1)


@transaction.atomic
def publish_answer(
    outage: Outage,
    *,
    question: Texts,
    answer: Texts,
    asked_in: Iterable[Reaction] = (),
    send: bool = False,
    by: Person,
    draft: Message | None = None,
) -> Answer:
    """A question with its answer for everybody. `send`: those who asked get it as the answer to
    their reaction. Raises Refused, Blocked."""
    check(outage, question, answer, by=by, draft=draft)
    now = clock.now()
    last = outage.answers.aggregate(last=Max("position"))["last"]
    made = Answer.objects.create(
        outage=outage,
        question=dict(question),
        answer=dict(answer),
        position=(last or 0) + 1,
        by=by,
        published_at=now,
        changed_at=now,
    )
    record("answer.published", outage.subject, by=by, answer=made.public_id)
    _link(made, asked_in, send=send, by=by)
    touch(outage, now)
    return made


@transaction.atomic
def change_answer(
    kept: Answer,
    *,
    question: Texts,
    answer: Texts,
    asked_in: Iterable[Reaction] = (),
    send: bool = False,
    by: Person,
    draft: Message | None = None,
) -> None:
    """Other words. The page says that it was changed. Raises Refused, Blocked."""
    check(kept.outage, question, answer, by=by, draft=draft)
    if (dict(question), dict(answer)) != (kept.question, kept.answer):
        kept.question, kept.answer = dict(question), dict(answer)
        kept.changed_at = clock.now()
        kept.save(update_fields=["question", "answer", "changed_at"])
        record("answer.changed", kept.outage.subject, by=by, answer=kept.public_id)
        touch(kept.outage, kept.changed_at)
    _link(kept, asked_in, send=send, by=by)


@transaction.atomic
def remove_answer(kept: Answer, *, by: Actor) -> None:
    """It is no longer on the page."""
    record("answer.removed", kept.outage.subject, by=by, answer=kept.public_id)
    kept.delete()
    touch(kept.outage, clock.now())


@transaction.atomic
def move_answer(kept: Answer, *, up: bool, by: Actor) -> None:
    """One place up or down; the first cannot go up."""
    rows = list(kept.outage.answers.select_for_update())
    place = rows.index(kept)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, start=1):
        row.position = number
    Answer.objects.bulk_update(rows, ["position"])
    record("answer.moved", kept.outage.subject, by=by, answer=kept.public_id)
    touch(kept.outage, clock.now())


def check(
    outage: Outage, question: Texts, answer: Texts, *, by: Person, draft: Message | None
) -> None:
    """Raises Refused when one is missing or too long, Blocked when the guard stops it."""
    errors = {}
    for name, texts in (("question", question), ("answer", answer)):
        if not any(text.strip() for text in texts.values()):
            errors[f"{name}_nl"] = gettext("Fill this in, in Dutch or in English.")
        elif max(len(text) for text in texts.values()) > LONGEST_TEXT:
            errors[f"{name}_nl"] = gettext("This is too long to be read. Make it shorter.")
    if errors:
        raise Refused(errors)
    _say(outage, {"question": question, "answer": answer}, by=by, draft=draft)


def _say(outage: Outage, parts: Mapping[str, Texts], *, by: Actor, draft: Message | None) -> None:
    """The guard stands before the words; those of a draft may have been let through, and it
    becomes the message in which they were said. Raises Blocked, AlreadyPublished."""
    if draft is None:
        messages.guard(KIND, parts)
        return
    filled = {name: texts for name, texts in parts.items() if texts}
    messages.publish(draft, title=outage.title, parts=filled, by=by)


def _link(kept: Answer, asked_in: Iterable[Reaction], *, send: bool, by: Person) -> None:
    """Remembers who asked it, and answers those who still wait."""
    for reaction in asked_in:
        kept.reactions.add(reaction)
        if send and reaction.state == Reaction.State.OPEN:
            reactions.answer(reaction, _for_reader(kept, reaction), by=by)


def _for_reader(kept: Answer, reaction: Reaction) -> str:
    said = pick(kept.answer, reaction.language)
    link = passing_on.questions_url(kept.outage)
    return f"{said}\n\n{link}"


@transaction.atomic
def save_help(point: HelpPoint, *, by: Actor, draft: Message | None = None) -> None:
    """A place where people find help, new or changed. Raises Blocked."""
    texts = {"name": point.name, "where": point.where, "hours": point.hours}
    _say(point.outage, texts, by=by, draft=draft)
    if point.pk is None:
        last = point.outage.help_points.aggregate(last=Max("position"))["last"]
        point.position = (last or 0) + 1
    point.save()
    record("help.kept", point.outage.subject, by=by, name=pick(point.name))
    touch(point.outage, clock.now())


@transaction.atomic
def remove_help(point: HelpPoint, *, by: Actor) -> None:
    """There is no help there any more."""
    record("help.removed", point.outage.subject, by=by, name=pick(point.name))
    point.delete()
    touch(point.outage, clock.now())


@transaction.atomic
def tell_apart(
    outage: Outage, audience: Audience, text: Texts, *, by: Person, draft: Message | None = None
) -> Message:
    """A message of its own to one audience, beside the updates: for managers who pass it on.
    Raises Refused, Blocked."""
    _check_telling(outage, audience, text)
    now = clock.now()
    message = draft or messages.draft(public_id(), kind=KIND, subject=outage.subject, by=by)
    messages.publish(message, title=outage.title, parts={"news": text}, by=by, at=now)
    services = list(outage.services.all())
    sent = dispatch(
        kind=KIND,
        content=passing_on.letters(outage, text),
        selection=Selection(audiences=(audience.slug,)),
        urgency=0,
        if_uncertain=Dispatch.Uncertain.RESEND,
        thread=f"{outage.subject}:{audience.slug}",
        not_after=now + OF_USE,
        avoid=broken_by(outage, services),
    )
    Message.objects.filter(pk=message.pk).update(dispatch=sent)
    record("outage.told_apart", outage.subject, by=by, audience=audience.slug)
    return message


def _check_telling(outage: Outage, audience: Audience, text: Texts) -> None:
    errors: dict[str, Any] = {}
    if outage.state != Outage.State.RUNNING:
        errors[""] = gettext("This outage is over. Open it again if the trouble is back.")
    if not any(said.strip() for said in text.values()):
        errors["text_nl"] = gettext("Fill this in, in Dutch or in English.")
    if not audiences.resolve(Selection(audiences=(audience.slug,))).exists():
        errors["audience"] = gettext("Nobody is in this audience. Choose another one.")
    if errors:
        raise Refused(errors)


def touch(outage: Outage, at: datetime) -> None:
    """Its page changed, so whoever holds an earlier one asks again."""
    Outage.objects.filter(pk=outage.pk).update(changed_at=at)
