"""Words beside the updates that the coach stops, kept for a second person: an answer, a help
point, a text for managers.

Owns: what such a draft holds, what its texts are, and what letting it through does. Refuses:
deciding who may (messages.actions), and drafts of the composer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from helder.kit.ids import public_id
from helder.messages import actions as messages
from helder.messages.models import Message, Reaction
from helder.outages.long import actions, queries
from helder.outages.long.forms import AnswerForm, HelpForm, ManagersForm
from helder.outages.models import Answer, HelpPoint, Outage
from helder.outages.rules import Refused
from helder.people.models import Person

ANSWER, HELP, MANAGERS = "answer", "help", "managers"
NAMES = {
    ANSWER: _("A question and its answer"),
    HELP: _("Help point"),
    MANAGERS: _("Text for managers"),
}
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "do", "draft"})


class Gone(Exception):
    """What this draft was about no longer exists."""


@dataclass
class Aside:
    """What was typed beside an outage: of which kind, about which row (none when it is new)."""

    kind: str
    outage: Outage
    row: Answer | HelpPoint | None
    form: Any

    @property
    def title(self) -> Mapping[str, str]:
        """That of its outage."""
        return dict(self.outage.title)

    @property
    def texts(self) -> dict[str, Mapping[str, str]]:
        """What the coach reads, per part."""
        if isinstance(self.form, ManagersForm):
            return {"news": self.form.text}
        return {name: both for name in self.form.bilingual if (both := self.form.both(name))}

    @property
    def path(self) -> str:
        """Where it is written."""
        at = [self.outage.public_id]
        if isinstance(self.row, Answer):
            return reverse("long:question", args=[*at, self.row.public_id])
        if isinstance(self.row, HelpPoint):
            return reverse("long:help_point", args=[*at, self.row.pk])
        new = {ANSWER: "long:question_new", HELP: "long:help_new", MANAGERS: "long:managers"}
        return reverse(new[self.kind], args=at)

    @property
    def shown(self) -> list[tuple[str, Mapping[str, str]]]:
        """What readers will see, text by text under the name of its field."""
        field = {"news": "text"} if self.kind == MANAGERS else {}
        return [
            (str(self.form.fields[f"{field.get(part, part)}_{lang}"].label), {lang: text})
            for part, texts in self.texts.items()
            for lang, text in texts.items()
        ]

    def say(self, by: Person, draft: Message | None = None) -> Outage:
        """Does what the form says. Raises Refused, Blocked; what was let through in this draft is
        not stopped, and the draft becomes what was said."""
        if not self.form.is_valid():
            raise Refused({name: str(said[0]) for name, said in self.form.errors.items()})
        SAYING[self.kind](self, by, draft)
        return self.outage


def form_of(kind: str, outage: Outage, data: Any, **initial: Any) -> Form:
    """The form of this kind about this outage."""
    if kind == ANSWER:
        return AnswerForm(data, waiting=waiting(outage), **initial)
    return HelpForm(data, **initial) if kind == HELP else ManagersForm(data, **initial)


def waiting(outage: Outage) -> Any:
    """Readers who wait for an answer about it."""
    found = queries.reactions_to(outage).filter(state=Reaction.State.OPEN)
    return found.select_related("person").prefetch_related("sayings")


def is_one(draft: Message) -> bool:
    """Whether a draft is one of these."""
    return "aside" in draft.form


def keep(aside: Aside, *, key: str, by: Person) -> Message:
    """A draft with what was typed, that asks a second person. Raises AlreadyPublished."""
    draft = find(key, aside.outage) or messages.draft(
        public_id(), kind=actions.KIND, subject=aside.outage.subject, by=by
    )
    typed = aside.form.data
    content = {
        "aside": aside.kind,
        "outage": aside.outage.public_id,
        "row": aside.row.pk if aside.row else None,
        "name": dict(aside.outage.title),
        "fields": {name: typed.getlist(name) for name in typed if name not in NOT_KEPT},
        "writers": sorted({*draft.form.get("writers", ()), by.pk}),
    }
    return messages.ask_approval(messages.save_draft(draft, content), by=by)


def find(key: str, outage: Outage) -> Message | None:
    """The draft with this id, as long as it is one of these about this outage."""
    drafts = Message.objects.filter(state=Message.State.DRAFT, subject=outage.subject)
    found = drafts.filter(public_id=key).first() if key else None
    return found if found and is_one(found) else None


def drop(key: str, outage: Outage, *, by: Person) -> None:
    """It was said in other words, so nobody has to decide any more."""
    draft = find(key, outage)
    if draft is not None:
        messages.discard(draft, by=by)


def kept(draft: Message) -> QueryDict:
    """The fields of a draft as they were typed."""
    data = QueryDict(mutable=True)
    for name, values in draft.form["fields"].items():
        data.setlist(name, values)
    return data


def read(draft: Message) -> Aside:
    """A kept draft as it was sent in. Raises Gone."""
    outage = Outage.objects.filter(public_id=draft.form["outage"]).first()
    if outage is None:
        raise Gone
    kind = draft.form["aside"]
    form = form_of(kind, outage, kept(draft))
    form.full_clean()
    return Aside(kind, outage, _row(kind, outage, draft.form.get("row")), form)


def _row(kind: str, outage: Outage, key: int | None) -> Answer | HelpPoint | None:
    if key is None:
        return None
    rows: Any = outage.answers if kind == ANSWER else outage.help_points
    found: Answer | HelpPoint | None = rows.filter(pk=key).first()
    if found is None:
        raise Gone
    return found


def _say_answer(aside: Aside, by: Person, draft: Message | None) -> None:
    data = aside.form.cleaned_data
    said = {
        "question": aside.form.both("question"),
        "answer": aside.form.both("answer"),
        "asked_in": list(data.get("asked_in") or ()),
        "send": bool(data.get("send")),
        "by": by,
        "draft": draft,
    }
    if isinstance(aside.row, Answer):
        actions.change_answer(aside.row, **said)
    else:
        actions.publish_answer(aside.outage, **said)


def _say_help(aside: Aside, by: Person, draft: Message | None) -> None:
    point = aside.row if isinstance(aside.row, HelpPoint) else HelpPoint(outage=aside.outage)
    for name in aside.form.bilingual:
        setattr(point, name, aside.form.both(name))
    for name in ("kind", "phone", "url", "audience"):
        setattr(point, name, aside.form.cleaned_data[name])
    actions.save_help(point, by=by, draft=draft)


def _say_to_managers(aside: Aside, by: Person, draft: Message | None) -> None:
    audience = aside.form.cleaned_data["audience"]
    actions.tell_apart(aside.outage, audience, aside.form.text, by=by, draft=draft)


SAYING: dict[str, Callable[[Aside, Person, Message | None], None]] = {
    ANSWER: _say_answer,
    HELP: _say_help,
    MANAGERS: _say_to_managers,
}
