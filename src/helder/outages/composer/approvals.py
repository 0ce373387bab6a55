"""The second person: takes responsibility for a blocked text and publishes it, in one deed."""

from __future__ import annotations

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
from helder.outages.models import Outage
from helder.people.models import Person


def findings(about: About, form: WordForm) -> Reviewed:
    """What the coach stops, for the second person to judge."""
    return composer.coach(about, form)


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
    about, form = drafts.bound(draft)
    title = composer.title_of(about, form)
    messages.let_through(
        composer.corrected(about) or draft,
        title=title,
        parts=composer.texts_of(form),
        reason=reason,
        by=by,
    )
    outage = composer.perform(about, form, by=draft.author or by, draft=draft)
    record("draft.approved", f"message:{draft.public_id}", by=by, about=outage.subject)
    draft.subject = outage.subject
    reminders.tell_author_published(draft, title, by)
    if about.verb in composer.QUIET:  # these publish no message of their own
        messages.discard(draft, by=by)
    return outage
