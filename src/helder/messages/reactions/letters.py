"""Letters about reactions: it has arrived, here is the answer, a colleague waits for yours.

Owns: their words. A letter to a reader goes in the thread of their own mail.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from helder.delivery.actions import dispatch
from helder.delivery.letters import LOCALES, Letter
from helder.delivery.models import Dispatch
from helder.kit import clock
from helder.kit.texts import content_language, pick
from helder.messages import pages
from helder.messages.models import Reaction, Saying
from helder.organisation.queries import current
from helder.people.audiences import Selection
from helder.people.models import Person

CAME_IN, ANSWER, TO_OWNER = "reaction-came-in", "reaction-answer", "reaction-owner"
SOON = 4
"""Before all that can wait, after news of what is broken."""
LONGEST_QUOTE = 600


def confirm(reaction: Reaction, due_at: datetime) -> Dispatch:
    """It has arrived, and by when the answer comes."""
    return _to_reader(reaction, CAME_IN, lambda: _came_in(reaction, due_at))


def answer(reaction: Reaction, text: str) -> Dispatch:
    """The answer, to the reader by their own channel."""
    asked = reaction.sayings.filter(is_answer=False).last()
    return _to_reader(reaction, ANSWER, lambda: _answer(reaction, text, asked))


def tell_owner(owner: Person, reaction: Reaction, waiting: int) -> Dispatch:
    """A reader wrote; how many wait for this colleague."""
    words = _in_every_locale(lambda: _for_owner(reaction, waiting))
    return dispatch(kind=TO_OWNER, content=words, selection=_only(owner), urgency=SOON)


def remind(persons: Sequence[Person], waiting: int, first_due: datetime, late: bool) -> Dispatch:
    """Answers that are due soon, or late: one letter, however many there are."""
    words = _in_every_locale(lambda: _reminder(waiting, first_due, late))
    selection = Selection(persons=tuple(person.pk for person in persons))
    return dispatch(kind=TO_OWNER, content=words, selection=selection, urgency=SOON)


def _to_reader(reaction: Reaction, kind: str, words: Callable[[], Letter]) -> Dispatch:
    assert reaction.person is not None  # noqa: S101 - whoever is written to is known by then
    number = Dispatch.objects.filter(thread=reaction.key).count() + 1
    content = _in_every_locale(words)
    last = reaction.sayings.exclude(message_id="").last()
    if last is not None and last.message_id.isascii():
        content = {
            locale: {**letter, "in_reply_to": last.message_id} for locale, letter in content.items()
        }
    return dispatch(
        kind=kind,
        content=content,
        selection=_only(reaction.person),
        urgency=SOON,
        thread=reaction.key,
        number=number,
        if_uncertain=Dispatch.Uncertain.RESEND,
    )


def _only(person: Person) -> Selection:
    return Selection(persons=(person.pk,))


def _in_every_locale(words: Callable[[], Letter]) -> dict[str, Any]:
    zone = zoneinfo.ZoneInfo(current().time_zone)
    content: dict[str, Any] = {}
    for locale in LOCALES:
        with translation.override(locale), timezone.override(zone):
            content[locale] = words()
    return content


def _came_in(reaction: Reaction, due_at: datetime) -> Letter:
    letter = Letter(
        subject=_re(reaction),
        lead=gettext("Thank you for your reaction. It has arrived."),
        sections=[],
        promise=gettext("Somebody of %(it)s answers you before %(when)s.")
        % {"it": _it_name(), "when": clock.spoken(due_at)},
        footer=gettext("You get this because you wrote to us."),
    )
    return _with_page(letter, reaction, gettext("See your question"))


def _answer(reaction: Reaction, text: str, asked: Saying | None) -> Letter:
    lang = content_language(reaction.language)
    sections = [{"heading": gettext("Our answer"), "text": text, "lang": lang}]
    if asked is not None and asked.text:
        wrote = _cut(asked.text)
        sections.append({"heading": gettext("You wrote"), "text": wrote, "lang": lang})
    letter = Letter(
        subject=_re(reaction),
        preheader=text[:140],
        sections=sections,  # type: ignore[typeddict-item]
        promise=gettext("Is there more you want to know? Simply reply to this mail.")
        if settings.REPLY_ADDRESS
        else "",
        footer=gettext("You get this because you wrote to us."),
    )
    return _with_page(letter, reaction, gettext("See the whole conversation"))


def _with_page(letter: Letter, reaction: Reaction, button: str) -> Letter:
    """Members have a page of their own; guests have only the mail."""
    if reaction.person is not None and not reaction.person.is_guest:
        letter["url"] = pages.whole(reverse("reactions:mine_one", args=[reaction.public_id]))
        letter["button"] = button
    return letter


def _for_owner(reaction: Reaction, waiting: int) -> Letter:
    last = reaction.sayings.filter(is_answer=False).last()
    said = _cut(last.text) if last else ""
    heading = gettext("What %(reader)s writes") % {"reader": reaction.reader}
    lang = content_language(reaction.language)
    counted = ngettext(
        "%(n)d reaction waits for you.", "%(n)d reactions wait for you.", waiting
    ) % {"n": waiting}
    promise = (
        gettext("An answer is promised before %(when)s.")
        % {"when": clock.spoken(reaction.promise.due_at)}
        if reaction.promise
        else ""
    )
    return Letter(
        subject=gettext("A reader reacts: %(what)s") % {"what": about(reaction)},
        lead=counted,
        sections=[{"heading": heading, "text": said, "lang": lang}] if said else [],
        promise=promise,
        url=pages.whole(reverse("reactions:one", args=[reaction.public_id])),
        button=gettext("Read and answer"),
        footer=_why_you(),
    )


def _reminder(waiting: int, first_due: datetime, late: bool) -> Letter:
    when = clock.spoken(first_due)
    if late:
        subject = ngettext(
            "%(n)d reader did not get a promised answer",
            "%(n)d readers did not get a promised answer",
            waiting,
        )
        lead = gettext("The first one was promised an answer %(when)s.") % {"when": when}
    else:
        subject = ngettext(
            "%(n)d reader waits for your answer", "%(n)d readers wait for your answer", waiting
        )
        lead = gettext("The first answer is promised before %(when)s.") % {"when": when}
    return Letter(
        subject=subject % {"n": waiting},
        lead=lead,
        sections=[],
        promise=gettext("You do not know yet? Say that: that is an answer too."),
        url=pages.whole(reverse("reactions:list")),
        button=gettext("To the reactions"),
        footer=_why_you(),
    )


def about(reaction: Reaction) -> str:
    """What a reaction is about, for a line in a list."""
    title = pick(reaction.message.title) if reaction.message else ""
    return title or reaction.subject or gettext("a question of their own")


def _re(reaction: Reaction) -> str:
    subject = reaction.subject or about(reaction)
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip() + "…"


def _it_name() -> str:
    house = current()
    return pick(house.it_name) or house.name


def _why_you() -> str:
    return gettext("You get this because you write or answer for messages in Helder.")
