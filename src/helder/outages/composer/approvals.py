"""The second person: takes responsibility for a blocked text and publishes it, in one deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from helder.journal.actions import record
from helder.messages import actions as messages
from helder.messages import reminders
from helder.messages.models import Message
from helder.messages.queries import writers
from helder.messages.review import Reviewed
from helder.outages.composer import drafts
from helder.outages.composer import intent as composer
from helder.outages.composer.intent import About
from helder.outages.composer.word_form import WordForm
from helder.outages.long import asides
from helder.outages.models import Outage
from helder.people.models import Person


def findings(about: About, form: WordForm) -> Reviewed:
    """What the coach stops, for the second person to judge."""
    return composer.coach(about, form)


@dataclass(frozen=True)
class Asked:
    """What a second person decides about: the words, the message with which the decision is kept,
    and what is done in the name of its author."""

    title: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    message: Message
    perform: Callable[[Person], Outage]
    quiet: bool = False


def asked(draft: Message) -> Asked:
    """Words of the composer, or words beside an outage. Raises drafts.Gone, asides.Gone."""
    if asides.is_one(draft):
        aside = asides.read(draft)
        return Asked(aside.title, aside.texts, draft, partial(aside.say, draft=draft))
    about, form = drafts.bound(draft)
    return Asked(
        composer.title_of(about, form),
        composer.texts_of(form),
        composer.corrected(about) or draft,
        lambda author: composer.perform(about, form, by=author, draft=draft),
        quiet=about.verb in composer.QUIET,
    )


@transaction.atomic
def approve(draft: Message, *, version: int, reason: str, by: Person) -> Outage:
    """Lets precisely the text that was read through and publishes it in the author's name.

    Raises messages.NotAllowed for whoever wrote in it or may not, messages.Outdated when it was
    changed since `version`, Refused, AlreadyPublished.
    """
    draft = Message.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.state != Message.State.DRAFT:
        raise messages.AlreadyPublished(draft)
    if by.pk in writers(draft):
        raise messages.NotAllowed
    if draft.version != version:
        raise messages.Outdated(draft)
    what = asked(draft)
    messages.let_through(what.message, title=what.title, parts=what.texts, reason=reason, by=by)
    outage = what.perform(draft.author or by)
    record("draft.approved", f"message:{draft.public_id}", by=by, about=outage.subject)
    draft.subject = outage.subject
    reminders.tell_author_published(draft, what.title, by)
    if what.quiet:  # these publish no message of their own
        messages.discard(draft, by=by)
    return outage
