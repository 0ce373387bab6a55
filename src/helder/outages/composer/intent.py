"""What an open form means: which verb, about which outage, what it would say and to whom.

Owns: from form to action, preview and count of readers. Refuses: HTTP (composing_views.py) and the
keeping of drafts (drafts.py).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from helder.coach.completeness import IDLE
from helder.delivery.channels import Kind, kinds
from helder.delivery.letters import LOCALES, Content, Letter
from helder.delivery.queries import Preview, preview
from helder.journal.actions import Actor
from helder.kit import clock
from helder.messages.models import Message
from helder.messages.review import Findings, Reviewed, review
from helder.outages import actions, carriers, rules, wording
from helder.outages.actions import words
from helder.outages.afterwards.forms import LookBackForm, MendForm
from helder.outages.composer import asking
from helder.outages.composer.forms import (
    CorrectForm,
    MoveForm,
    NewForm,
    ReopenForm,
    ResolveForm,
)
from helder.outages.composer.update_form import UpdateForm
from helder.outages.composer.word_form import WordForm
from helder.outages.letters import in_locale
from helder.outages.maintenance.window_form import WindowForm
from helder.outages.models import Outage, Update
from helder.outages.rules import Facts
from helder.people.audiences import Selection
from helder.people.models import MAIL, PORTAL
from helder.promises.models import Promise

KIND = words.KIND
WINDOW, LOOK_BACK, MEND = "window", "look_back", "correct_look_back"
NEW, UPDATE, RESOLVE, REOPEN, CORRECT, MOVE = (
    "new",
    "update",
    "resolve",
    "reopen",
    "correct",
    "move",
)
FORMS: dict[str, type[WordForm]] = {
    NEW: NewForm,
    UPDATE: UpdateForm,
    RESOLVE: ResolveForm,
    REOPEN: ReopenForm,
    CORRECT: CorrectForm,
    MOVE: MoveForm,
    WINDOW: WindowForm,
    LOOK_BACK: LookBackForm,
    MEND: MendForm,
}
QUIET = (CORRECT, MOVE, MEND)
LOOKING_BACK = (LOOK_BACK, MEND)
"""They publish no message of their own, and nobody gets a mail."""
MAIN_PART = {NEW: "symptom", UPDATE: "news", RESOLVE: "news", REOPEN: "news"}
ELEMENTS = {
    "symptom": gettext_lazy("what people notice"),
    "affected": gettext_lazy("who notices it"),
    "workaround": gettext_lazy("what they can do now"),
}


@dataclass(frozen=True)
class About:
    """What a form is for: a verb, the outage it is about, the update that it corrects."""

    verb: str
    outage: Outage | None = None
    update: Update | None = None

    @property
    def subject(self) -> str:
        """As in the journal; an outage that is still to come has no name yet."""
        return self.outage.subject if self.outage else "outage"

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> WordForm:
        """Its form: bound to what was posted, or with what is known beforehand."""
        kwargs: dict[str, Any] = {}
        if self.verb in (UPDATE, LOOK_BACK):
            kwargs["outage"] = self.outage
        if self.verb == CORRECT:
            kwargs["update"] = self.update
        if self.verb == MEND:
            kwargs["review"] = self.running().review
        return FORMS[self.verb](data, initial=initial, **kwargs)

    def running(self) -> Outage:
        """The outage that a verb other than `new` is about."""
        if self.outage is None:
            raise LookupError(self.verb)
        return self.outage


def perform(
    about: About,
    form: WordForm,
    *,
    by: Actor | None,
    draft: Message | None,
    at: datetime | None = None,
) -> Outage:
    """Does what the form says. Raises Refused, Blocked, AlreadyPublished as the actions do."""
    moment = at or clock.now()
    if isinstance(form, NewForm):
        return actions.publish(form.facts(), form.word(moment), by=by, draft=draft, at=moment)
    outage = about.running()
    if about.verb == CORRECT and about.update is not None:
        if form.parts == about.update.message.parts:
            raise rules.Refused({"": gettext("Nothing in the text was changed.")})
        actions.correct(about.update, parts=form.parts, reason=form.reason, by=by)
    elif isinstance(form, LookBackForm):
        form.publish(by=by, draft=draft, at=moment)
    elif isinstance(form, WindowForm):
        form.move(outage, by=by, draft=draft, at=moment)
    elif about.verb == MOVE:
        due = form.next_update_at(moment)
        if due is None:
            raise rules.Refused({"next_update_at": gettext("Choose the new time.")})
        actions.move_promise(outage, due, reason=form.reason, by=by)
    else:
        verb = {UPDATE: actions.update, RESOLVE: actions.resolve, REOPEN: actions.reopen}
        return verb[about.verb](outage, form.word(moment), by=by, draft=draft, at=moment).outage
    return outage


def rehearse(
    about: About, form: WordForm, *, by: Actor | None, draft: Message, at: datetime
) -> None:
    """Does it as if at that time, and takes it back: raises what publishing would raise."""
    with transaction.atomic():
        perform(about, form, by=by, draft=draft, at=at)
        transaction.set_rollback(True)
    draft.refresh_from_db()


def corrected(about: About) -> Message | None:
    """The message in which a mistake is mended; None when something new is said."""
    if about.verb == MEND:
        return about.running().review.message
    return about.update.message if about.verb == CORRECT and about.update else None


# What the coach says.


def title_of(about: About, form: WordForm) -> Mapping[str, str]:
    """The title under which these words would go out; precisely the one that is published."""
    if isinstance(form, LookBackForm):
        return form.title
    if isinstance(form, NewForm):
        facts = form.facts()
        return wording.title(facts.kind, facts.services, facts.places) if facts.services else {}
    if about.verb == CORRECT and about.update is not None:
        return dict(about.update.message.title)
    return dict(about.running().title)


def texts_of(form: WordForm) -> dict[str, Mapping[str, str]]:
    """Every text of a form, the reason of a correction included."""
    return {**form.parts, "reason": form.reason} if "reason" in form.asks else dict(form.parts)


def coach(about: About, form: WordForm) -> Reviewed:
    """Shows the texts to the coach, except those that are too long to be read by anybody."""
    fitting = {
        part: {lang: text for lang, text in texts.items() if len(text) <= rules.LONGEST_TEXT}
        for part, texts in texts_of(form).items()
    }
    reviewed = review(KIND, title_of(about, form), fitting)
    if about.verb in LOOKING_BACK:
        reviewed = replace(reviewed, findings=_told(reviewed.findings))
    form.coach = reviewed.findings
    return reviewed


def _told(findings: Findings) -> Findings:
    """What a look back tells need not help anybody on: what happened is what it is for."""
    kept = {key: [f for f in found if f["rule"] != IDLE] for key, found in findings.items()}
    return {key: found for key, found in kept.items() if found}


def missing(form: WordForm, reviewed: Reviewed) -> list[str]:
    """What a reader would still ask, in words; only what this form asks and nobody filled in."""
    names = {name for found in reviewed.missing.values() for name in found}
    said = [
        str(words)
        for name, words in ELEMENTS.items()
        if name in names and name in form.asks and name not in form.parts and name != "affected"
    ]
    return [*said, *asking.still_asked(form)]


# Who hears of it.


@dataclass(frozen=True)
class Hearers:
    """Who hears of it: as delivery wants to know it."""

    selection: Selection
    services: list[str]
    places: list[str]
    urgent: bool
    avoid: tuple[str, ...] = ()

    def preview(self) -> Preview:
        """To how many persons, along which channel."""
        return preview(
            self.selection, self.services, self.places, urgent=self.urgent, avoid=self.avoid
        )

    def cost(self, kind: Kind, content: Content) -> str:
        """What it costs along this channel, in words."""
        return kind.cost(
            content,
            self.selection,
            self.services,
            self.places,
            urgent=self.urgent,
            avoid=self.avoid,
        )


def hearers(about: About, form: WordForm) -> Hearers:
    """Those to whom it would go."""
    if isinstance(form, NewForm):
        those = _hearers_of(form.facts())
        return replace(those, selection=words.with_those_of(those.selection, form.parts))
    outage = about.running()
    facts = Facts(
        outage.kind,
        list(outage.services.select_related("audience")),
        list(outage.places.all()),
        list(outage.audiences.all()),
    )
    those = _hearers_of(facts)
    heard = replace(those, selection=words.with_those_of(those.selection, form.parts))
    if about.verb == LOOK_BACK:
        return replace(those, urgent=False, avoid=())
    return replace(heard, avoid=()) if about.verb == RESOLVE else heard


def _hearers_of(facts: Facts) -> Hearers:
    return Hearers(
        actions.selection_of(facts.services, facts.places, facts.audiences),
        [service.slug for service in facts.services],
        [place.slug for place in facts.places],
        facts.kind != Outage.Kind.MAINTENANCE,
        tuple(carriers.carried(facts.services) if facts.kind != Outage.Kind.MAINTENANCE else ()),
    )


def readers(about: About, form: WordForm) -> Preview:
    """To how many persons it would go."""
    return hearers(about, form).preview()


def consequence(about: About, form: WordForm) -> str:
    """What the button does, in words: how many, by which channel, and what is promised."""
    if about.verb in QUIET:
        return _quiet_consequence(about.verb)
    if isinstance(form, NewForm) and not form.cleaned_data.get("services"):
        return gettext("Choose a service first.")
    said = [_heard_by(about, form)]
    due = form.next_update_at(clock.now()) if form.promises else None
    if due:
        said.append(gettext("next update %(when)s") % {"when": clock.spoken(due)})
    return ", ".join(said)


def _heard_by(about: About, form: WordForm) -> str:
    """By mail first, then the other channels that somebody chose, with what they cost."""
    those = hearers(about, form)
    found = those.preview()
    said = []
    if found.by_mail:
        count = number_format(found.by_mail, force_grouping=True)
        said.append(
            ngettext("%(count)s person by mail", "%(count)s people by mail", found.by_mail)
            % {"count": count}
        )
    others = {name: n for name, n in found.by.items() if n and name not in (MAIL, PORTAL)}
    content = _content(about, form) if others else {}
    for kind in kinds().values():
        if kind.name in others:
            number = number_format(others[kind.name], force_grouping=True)
            said.append(those.cost(kind, content) or f"{kind.label}: {number}")
    return ", ".join(said) or gettext("only on the website: nobody gets a mail")


def _content(about: About, form: WordForm) -> Content:
    """What would go, in every locale."""
    letter = letter_of(about, form)
    return {locale: letter(locale) for locale in LOCALES}


def letter_of(about: About, form: WordForm) -> Callable[[str], Letter]:
    """The letter as it would go, by locale."""
    if isinstance(form, LookBackForm):
        return form.letter
    said = as_if_said(about, form)
    return lambda locale: in_locale(said, locale)


def _quiet_consequence(verb: str) -> str:
    if verb == MOVE:
        return gettext("The page shows the new time at once; no mail is sent.")
    return gettext("The page changes at once and shows what was corrected; no mail is sent.")


def as_if_said(about: About, form: WordForm) -> Update:
    """An update that is never saved."""
    if isinstance(form, WindowForm):
        return form.as_if_said(about.running())
    if about.verb == CORRECT and about.update is not None:
        said = copy.copy(about.update)
        said.message = Message(parts=form.parts)
        return said
    moment = clock.now()
    due = form.next_update_at(moment) if form.promises else None
    promise = Promise(due_at=due) if due else None
    last = about.running().updates.select_related("message").first() if about.verb == MOVE else None
    if last is not None:
        said = copy.copy(last)
        said.promise = promise
        return said
    return _next_word(about, form, promise, moment)


def _next_word(about: About, form: WordForm, promise: Promise | None, at: datetime) -> Update:
    outage = _as_if(about, form, at)
    end = outage.end_of_plan(at) if promise is None else None
    step = {RESOLVE: Update.Step.RESOLVED, REOPEN: Update.Step.REOPENED}.get(about.verb)
    return Update(
        outage=outage,
        number=1 if about.verb == NEW else outage.updates.count() + 1,
        step=step or Update.Step.INVESTIGATING,
        message=Message(parts=form.parts),
        promise=Promise(due_at=end) if end else promise,
        signed=form.signed if isinstance(form, UpdateForm) else {},
    )


def _as_if(about: About, form: WordForm, at: datetime) -> Outage:
    if isinstance(form, NewForm):
        facts = form.facts()
        return Outage(
            kind=facts.kind,
            title=title_of(about, form) or {"nl": "…", "en": "…"},
            since=facts.scheduled_for or facts.since,
            scheduled_for=facts.scheduled_for,
            scheduled_until=facts.scheduled_until,
        )
    outage = copy.copy(about.running())
    if about.verb == RESOLVE:
        outage.state, outage.resolved_at = Outage.State.RESOLVED, at
    if about.verb == REOPEN:
        outage.state, outage.resolved_at = Outage.State.RUNNING, None
    return outage
