"""What an update of a long outage should have by now, kindly, each with one tap to do it.

Owns: the sentences and where the tap leads. Refuses: stopping anybody from publishing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from helder.outages import stages
from helder.outages.carriers import broken_by
from helder.outages.composer.update_form import UpdateForm
from helder.outages.composer.word_form import WordForm
from helder.outages.long import queries
from helder.outages.long.checklist import PARTS
from helder.outages.models import Outage
from helder.outages.stages import Ask, Stage

SENTENCES = {
    Ask.CHECKLIST: gettext_lazy("What works again, and what does not yet"),
    Ask.AUDIENCES: gettext_lazy("Other words for those for whom it is different"),
    Ask.QUESTIONS: gettext_lazy("A page with questions and answers"),
    Ask.HELP: gettext_lazy("Where people find help"),
    Ask.CHANNEL: gettext_lazy("A second way: managers who pass it on in their team"),
    Ask.SIGNED: gettext_lazy("The name of a manager who stands for this word"),
}
LASTS = {
    Stage.FIRST: gettext_lazy("What broke also carries our messages. People would also want:"),
    Stage.HOURS: gettext_lazy("This takes longer than four hours. People now also want:"),
    Stage.DAY: gettext_lazy("This takes longer than a day. People now also want:"),
    Stage.DAYS: gettext_lazy("This takes longer than three days. People now also want:"),
}
IN_THE_FORM = {Ask.CHECKLIST: "#checklist", Ask.AUDIENCES: "#apart", Ask.SIGNED: "#signed"}
PAGES = {
    Ask.QUESTIONS: "long:desk_questions",
    Ask.HELP: "long:desk_help",
    Ask.CHANNEL: "long:managers",
}


@dataclass(frozen=True)
class Asked:
    """One thing, whether it is there, and where one tap does it; elsewhere opens beside the
    draft."""

    name: str
    sentence: str
    href: str
    done: bool

    @property
    def elsewhere(self) -> bool:
        """Whether the tap leaves the form."""
        return not self.href.startswith("#")


@dataclass(frozen=True)
class Asking:
    """The block above an update: since when it lasts, and what is asked."""

    lasts: str
    asked: list[Asked]

    @property
    def left(self) -> int:
        """How much is not there yet."""
        return sum(not asked.done for asked in self.asked)


def asking(form: WordForm) -> Asking | None:
    """What this update should have; nothing in the first hours."""
    if not isinstance(form, UpdateForm) or form.outage.is_planned:
        return None
    asks = set(stages.asked(form.stage))
    if broken_by(form.outage, form.services.values()):
        asks.add(Ask.CHANNEL)
    if not asks:
        return None
    return Asking(str(LASTS[form.stage]), [_asked(ask, form) for ask in SENTENCES if ask in asks])


def still_asked(form: WordForm) -> list[str]:
    """What readers will still ask at this stage of an update, for the line of the coach."""
    if not isinstance(form, UpdateForm) or form.outage.is_planned:
        return []
    asks = stages.asked(form.stage)
    if Ask.CHECKLIST in asks and not DONE[Ask.CHECKLIST](form):
        return [gettext("what works again and what does not yet")]
    return []


def _asked(ask: Ask, form: UpdateForm) -> Asked:
    href = IN_THE_FORM.get(ask) or reverse(PAGES[ask], args=[form.outage.public_id])
    return Asked(ask.value, str(SENTENCES[ask]), href, bool(DONE[ask](form)))


def _has(find: Callable[[Outage], Any]) -> Callable[[UpdateForm], Any]:
    return lambda form: find(form.outage)


DONE: dict[Ask, Callable[[UpdateForm], Any]] = {
    Ask.CHECKLIST: lambda form: any(part in form.parts for part in PARTS),
    Ask.AUDIENCES: lambda form: form.apart,
    Ask.QUESTIONS: _has(lambda outage: outage.answers.exists()),
    Ask.HELP: _has(lambda outage: outage.help_points.exists()),
    Ask.CHANNEL: _has(queries.said_apart),
    Ask.SIGNED: lambda form: form.signed,
}
