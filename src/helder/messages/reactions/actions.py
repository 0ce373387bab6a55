"""The verbs of reactions: hear one, answer it, hand it over, close it.

A reaction that waits for an answer has one open promise; whoever answers or closes it, ends the
promise. The clock of a promise runs day and night: it does not know office hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from helder.delivery.inbound.incoming import File
from helder.journal.actions import Actor, record
from helder.kit import clock
from helder.kit.texts import content_language
from helder.messages.actions import guard
from helder.messages.models import Reaction, Saying
from helder.messages.reactions import files as kept_files
from helder.messages.reactions import letters
from helder.messages.reactions.owners import owners_of
from helder.messages.reactions.threads import Sender, Topic, conversation
from helder.organisation.queries import current
from helder.people.models import Person
from helder.promises import actions as promises
from helder.promises.models import Promise

PROMISE = "answer"
WHAT = {"nl": "Een antwoord op een vraag van een lezer", "en": "An answer to a reader’s question"}
NOT_ANSWERED = {
    "nl": "De vraag is afgesloten zonder antwoord.",
    "en": "The question was closed without an answer.",
}
TELL_AGAIN = timedelta(days=1)
TELL_OWNER_AGAIN = timedelta(hours=1)
State = Reaction.State


class NothingSaid(Exception):
    """An answer or a reason without a word in it."""


@dataclass(frozen=True)
class Heard:
    """What a reader said: what is new in it, all of it, and what came along."""

    text: str
    whole: str = ""
    message_id: str = ""
    files: Sequence[File] = ()


@transaction.atomic
def hear(sender: Sender, topic: Topic, heard: Heard, *, confirm: bool) -> Reaction:
    """A reader says something: a new conversation, or one that goes on. `confirm`: they are told
    that it has arrived, at most once a day."""
    reaction = conversation(sender, topic) or _begin(sender, topic)
    saying = Saying.objects.create(
        reaction=reaction,
        text=heard.text,
        whole=heard.whole if heard.whole.strip() != heard.text.strip() else "",
        message_id=heard.message_id[:300],
        at=clock.now(),
    )
    kept_files.keep(saying, heard.files)
    _wait_for_answer(reaction)
    record("reaction.came_in", reaction.key, by=sender.person)
    if confirm:
        _tell_reader(reaction)
    _tell_owner(reaction)
    return reaction


def _begin(sender: Sender, topic: Topic) -> Reaction:
    now = clock.now()
    return Reaction.objects.create(
        message=topic.message,
        dispatch=topic.dispatch,
        person=sender.person,
        address=sender.address,
        name=sender.name,
        language=sender.language,
        subject=topic.subject,
        owner=owners_of(topic.message).owner,
        begun_at=now,
        last_at=now,
    )


def _wait_for_answer(reaction: Reaction) -> None:
    """Open, with a promise; an open one stays as it is, however often the reader writes."""
    now = clock.now()
    reaction.state, reaction.reason, reaction.last_at = State.OPEN, "", now
    if reaction.promise is None or reaction.promise.state != Promise.State.OPEN:
        reaction.promise = promises.make(
            kind=PROMISE,
            subject=reaction.key,
            what=WHAT,
            due_at=now + timedelta(hours=current().answer_hours),
            at=now,
            owner=reaction.owner,
            deputy=owners_of(reaction.message).deputy,
            by=None,
        )
    reaction.save(update_fields=["state", "reason", "last_at", "promise"])


def _tell_reader(reaction: Reaction) -> None:
    now = clock.now()
    if reaction.told_at is not None and reaction.told_at > now - TELL_AGAIN:
        return
    if reaction.promise is None:
        return
    reaction.told_at = now
    _known_reader(reaction)
    reaction.save(update_fields=["told_at"])
    letters.confirm(reaction, reaction.promise.due_at)


def _known_reader(reaction: Reaction) -> Person:
    """The person to write to: an unknown reader becomes a guest, known by the address only."""
    if reaction.person is None:
        reaction.person = Person.objects.filter(email__iexact=reaction.address).first()
    if reaction.person is None:
        reaction.person = Person.objects.create_user(
            reaction.address, None, is_guest=True, language=reaction.language
        )
    reaction.save(update_fields=["person"])
    return reaction.person


def _tell_owner(reaction: Reaction) -> None:
    """At most once an hour: what comes in between is counted in the next letter."""
    owner, now = reaction.owner, clock.now()
    if owner is None:
        return
    waiting = Reaction.objects.filter(owner=owner, state=State.OPEN)
    if waiting.filter(owner_told_at__gt=now - TELL_OWNER_AGAIN).exists():
        return
    reaction.owner_told_at = now
    reaction.save(update_fields=["owner_told_at"])
    letters.tell_owner(owner, reaction, waiting.count())


@transaction.atomic
def answer(reaction: Reaction, text: str, *, by: Person) -> Saying:
    """The answer goes to the reader, and the promise is kept. Raises NothingSaid, Blocked."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NothingSaid
    guard("ticket", {"answer": {content_language(reaction.language): text}})
    _known_reader(reaction)
    saying = Saying.objects.create(
        reaction=reaction, is_answer=True, by=by, text=text, at=clock.now()
    )
    saying.dispatch = letters.answer(reaction, text)
    saying.save(update_fields=["dispatch"])
    _end(reaction, State.ANSWERED)
    if reaction.promise is not None:
        promises.keep(reaction.promise, by=by)
    record("reaction.answered", reaction.key, by=by)
    return saying


@transaction.atomic
def hand_over(reaction: Reaction, to: Person, *, by: Actor) -> None:
    """From now on `to` answers, within the same promise; they hear of it at once."""
    reaction.owner = to
    reaction.owner_told_at = clock.now()
    reaction.save(update_fields=["owner", "owner_told_at"])
    if reaction.promise is not None:
        promises.hand_over(reaction.promise, to, by=by)
    record("reaction.handed_over", reaction.key, by=by, to=to.actor_key)
    if to.actor_key != by.actor_key:
        waiting = Reaction.objects.filter(owner=to, state=State.OPEN).count()
        letters.tell_owner(to, reaction, waiting)


@transaction.atomic
def close(reaction: Reaction, reason: str, *, by: Actor) -> None:
    """No answer comes; why is kept on the desk. Raises NothingSaid without a reason."""
    if not reason.strip():
        raise NothingSaid
    _end(reaction, State.CLOSED, " ".join(reason.split())[:300])
    if reaction.promise is not None:
        promises.withdraw(reaction.promise, by=by, reason=NOT_ANSWERED)
    record("reaction.closed", reaction.key, by=by)


def _end(reaction: Reaction, state: str, reason: str = "") -> None:
    reaction.state, reaction.reason, reaction.last_at = state, reason, clock.now()
    reaction.save(update_fields=["state", "reason", "last_at"])
