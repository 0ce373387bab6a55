"""Letters to colleagues who must do something: before a promise is due, when it is late, when a
draft could not be published, when a second person let it through.

Owns: their words and their receivers. Refuses: deciding when (tasks.py does).
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext

from helder.delivery.actions import dispatch
from helder.delivery.letters import LOCALES, Letter
from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.texts import pick
from helder.messages import pages
from helder.messages.models import Message
from helder.messages.queries import name_of
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import Person
from helder.promises.models import Promise

KIND = "reminder"
URGENCY = 1


def remind_owner(promise: Promise) -> Dispatch | None:
    """Before it is due: whoever made the promise."""
    return tell(
        _receivers(promise.owner, promise.deputy),
        lambda: _before_due(promise),
        not_after=promise.due_at,
    )


def alert_deputy(promise: Promise) -> Dispatch | None:
    """At the due time, still open: whoever stands in."""
    return tell(
        _receivers(promise.deputy),
        lambda: _late(promise),
        not_after=promise.due_at + timedelta(hours=12),
    )


def tell_author_not_published(message: Message, error: str) -> Dispatch | None:
    """The draft that would publish itself did not."""
    return tell(_receivers(message.author), lambda: _not_published(message, error))


def tell_author_published(
    message: Message, title: Mapping[str, str], approver: Person
) -> Dispatch | None:
    """A second person let the text through and published it."""
    if message.author is None:
        return None
    return tell([message.author], lambda: _published(message, pick(title), approver))


def _receivers(*persons: Person | None) -> list[Person]:
    """The first of these who still works here, or else everybody who answers for Helder."""
    for person in persons:
        if person is not None and person.is_active:
            return [person]
    return who_answer()


def who_answer() -> list[Person]:
    """Everybody who answers for Helder."""
    roles = (Person.DeskRole.APPROVER, Person.DeskRole.ADMINISTRATOR)
    return list(Person.objects.filter(is_active=True, role__in=roles))


def tell(
    receivers: list[Person], words: Callable[[], Letter], not_after: datetime | None = None
) -> Dispatch | None:
    """One letter to these colleagues, in the language of each; None when there is nobody."""
    if not receivers:
        return None
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = words()
    return dispatch(
        kind=KIND,
        content=content,
        selection=Selection(persons=tuple(person.pk for person in receivers)),
        urgency=URGENCY,
        if_uncertain=Dispatch.Uncertain.RESEND,
        not_after=not_after,
    )


def _before_due(promise: Promise) -> Letter:
    when = clock.spoken(promise.due_at)
    what = pick(promise.what)
    return Letter(
        subject=gettext("Due %(when)s: %(what)s") % {"when": when, "what": what},
        lead=gettext("You promised this %(when)s. People are waiting for it.") % {"when": when},
        sections=[],
        promise=str(pages.of_subject(promise.subject).advice),
        url=pages.whole(pages.answer_path(promise.subject)),
        button=str(pages.of_subject(promise.subject).deed),
        footer=_why_you(),
    )


def _late(promise: Promise) -> Letter:
    when = clock.spoken(promise.due_at)
    what = pick(promise.what)
    owner = str(promise.owner) if promise.owner else gettext("a colleague")
    return Letter(
        subject=gettext("Late: %(what)s") % {"what": what},
        lead=gettext(
            "%(owner)s promised this %(when)s and it did not come. Readers see that it is late."
        )
        % {"owner": owner, "when": when},
        sections=[],
        promise=_now(promise),
        url=pages.whole(pages.answer_path(promise.subject)),
        button=str(pages.of_subject(promise.subject).deed),
        footer=_why_you(),
    )


def _now(promise: Promise) -> str:
    if promise.subject.startswith("change:"):
        return gettext("Please say now what came of it.")
    return gettext("Please write the update now, even when there is no news.")


def _not_published(message: Message, error: str) -> Letter:
    return Letter(
        subject=gettext("Not published: %(what)s") % {"what": name_of(message)},
        lead=gettext("This draft would be published by itself, and that could not be done."),
        sections=[{"heading": gettext("Why"), "text": error, "lang": _reader()}],
        promise=gettext("Nothing is lost: the draft is as you left it."),
        url=pages.whole(pages.draft_path(message.kind, message.public_id)),
        button=gettext("Open the draft"),
        footer=_why_you(),
    )


def _published(message: Message, title: str, approver: Person) -> Letter:
    return Letter(
        subject=gettext("Published: %(what)s") % {"what": title},
        lead=gettext("%(person)s read your text, let it through and published it.")
        % {"person": str(approver)},
        sections=[],
        url=pages.whole(pages.answer_path(message.subject)),
        button=gettext("Write the update"),
        footer=_why_you(),
    )


def _why_you() -> str:
    return gettext("You get this because you write or answer for messages in Helder.")


def _reader() -> str:
    return (translation.get_language() or "nl").split("-")[0]
