"""What a look back asks of its writer: the lines of the timeline, what happened, what was learned,
and what changes. Shape only; it stands on the composer's forms, with their coach and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.delivery.letters import Letter
from helder.journal.actions import Actor
from helder.messages.models import Message
from helder.outages.afterwards import actions, letters, telling, timeline
from helder.outages.afterwards.telling import CHANGE, HAPPENED, LEARNED, LINE, Told, Wanted
from helder.outages.composer.word_form import Question, WordForm
from helder.outages.models import Outage, Review
from helder.people.models import Person
from helder.people.permissions import STAFF

MOST_CHANGES = 5
FIRST_CHANGES = 2
MAIN: dict[str, tuple[Any, Any]] = {
    HAPPENED: (
        _("What happened?"),
        _("In plain words: what people noticed, and what was behind it. We, not others."),
    ),
    LEARNED: (_("What did we learn?"), _("What went well, and what we would do otherwise now.")),
}
WHAT = (_("What do we change?"), _("One thing that people will notice, or that prevents this."))


@dataclass(frozen=True)
class LineAsked:
    """One line of the timeline with its words; `shown` whether readers see it."""

    key: str
    at: datetime
    inside: str
    shown: bool
    question: Question


@dataclass(frozen=True)
class ChangeAsked:
    """One change with its words, its owner and its day."""

    number: int
    question: Question
    owner: BoundField
    due_on: BoundField


class Keys(forms.MultipleChoiceField):
    """Which lines readers see; an empty one says that somebody chose none."""

    def to_python(self, value: Any) -> list[str]:
        """Without the empty one."""
        return [key for key in super().to_python(value) if key]


class LookBackForm(WordForm):
    """The whole look back."""

    promises = False
    extra: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, outage: Outage, **kwargs: Any) -> None:
        self.outage = outage
        self.offered = self.offer()
        asked = {LINE + key: (_said_at(at), inside) for key, at, inside in self.offered}
        wanted = {f"{CHANGE}{n}": WHAT for n in self.numbers()}
        self.asks = {**MAIN, **asked, **wanted, **self.extra}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self._ask_lines()
        self._ask_changes()

    def offer(self) -> list[tuple[str, datetime, str]]:
        """The lines to choose from: key, moment, what the desk knows."""
        return [(line.key, line.at, line.inside) for line in timeline.lines(self.outage)]

    def numbers(self) -> range:
        """The changes that can be promised."""
        return range(1, MOST_CHANGES + 1)

    def _ask_lines(self) -> None:
        keys = [(key, key) for key, _at, _inside in self.offered]
        self.fields["shown"] = Keys(choices=keys, required=False)
        for key, _at, _inside in self.offered:
            for lang in ("nl", "en"):
                self.fields[f"{LINE}{key}_{lang}"].widget.attrs["rows"] = 2

    def _ask_changes(self) -> None:
        staff = Person.objects.filter(is_active=True, role__in=STAFF)
        for number in self.numbers():
            self.fields[f"owner_{number}"] = forms.ModelChoiceField(
                staff, label=_("Who sees to it"), required=False,
                empty_label=_("The writer of the outage"),
            )  # fmt: skip
            self.fields[f"due_{number}"] = forms.DateField(
                label=_("By which day"),
                required=False,
                widget=forms.DateInput(
                    attrs={"type": "date", "class": "h-input"}, format="%Y-%m-%d"
                ),
            )

    @property
    def shown(self) -> set[str]:
        """The keys of the lines that readers see."""
        if self.is_bound:
            return set(getattr(self, "cleaned_data", {}).get("shown") or ())
        return set(self.initial.get("shown") or ())

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """The filled texts that readers would see."""
        hidden = {LINE + key for key, _at, _inside in self.offered if key not in self.shown}
        return {name: texts for name, texts in super().parts.items() if name not in hidden}

    @property
    def title(self) -> dict[str, str]:
        """Its name."""
        return telling.title(self.outage.title)

    def letter(self, locale: str) -> Letter:
        """As its readers would get it."""
        return letters.in_locale(self.outage, self.told(), locale)

    def publish(self, *, by: Actor | None, draft: Message | None, at: datetime) -> None:
        """Raises Refused, Blocked, AlreadyPublished."""
        actions.publish(self.outage, self.told(), by=by, draft=draft, at=at)

    def told(self) -> Told:
        """What would be published."""
        parts, shown = self.parts, self.shown
        return Told(
            parts,
            {key: at for key, at, _inside in self.offered if key in shown},
            [self._wanted(n, parts) for n in self.numbers() if parts.get(f"{CHANGE}{n}")],
        )

    def _wanted(self, number: int, parts: dict[str, dict[str, str]]) -> Wanted:
        data = self.cleaned_data
        owner, due_on = data.get(f"owner_{number}"), data.get(f"due_{number}")
        return Wanted(number, parts[f"{CHANGE}{number}"], owner, due_on)

    # For the page.

    @property
    def main(self) -> list[Question]:
        """The questions before the timeline."""
        return [question for name, question in self.q.items() if name in MAIN]

    @property
    def lines(self) -> list[LineAsked]:
        """The timeline."""
        asked, shown = self.q, self.shown
        return [
            LineAsked(key, at, inside, key in shown, asked[LINE + key])
            for key, at, inside in self.offered
        ]

    @property
    def changes(self) -> list[ChangeAsked]:
        """The changes that are asked at once."""
        return self._changes()[:FIRST_CHANGES]

    @property
    def more_changes(self) -> list[ChangeAsked]:
        """The others."""
        return self._changes()[FIRST_CHANGES:]

    def _changes(self) -> list[ChangeAsked]:
        asked = self.q
        return [
            ChangeAsked(n, asked[f"{CHANGE}{n}"], self[f"owner_{n}"], self[f"due_{n}"])
            for n in self.numbers()
        ]


class MendForm(LookBackForm):
    """Mends a mistake in the open: the texts, and why. What was promised is not rewritten."""

    extra: ClassVar[dict[str, tuple[Any, Any]]] = {
        "reason": (
            _("What did you correct?"),
            _("Readers see this sentence and can open the earlier text."),
        )
    }

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        self.review = review
        super().__init__(*args, outage=review.outage, **kwargs)

    def offer(self) -> list[tuple[str, datetime, str]]:
        """The lines that readers see now."""
        return [
            (line["key"], datetime.fromisoformat(line["at"]), "") for line in self.review.timeline
        ]

    @property
    def title(self) -> dict[str, str]:
        """As it is."""
        return dict(self.review.message.title)

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """With what was promised, as it was promised."""
        kept = self.review.message.parts.items()
        return super().parts | {name: texts for name, texts in kept if name.startswith(CHANGE)}

    def publish(self, *, by: Actor | None, draft: Message | None, at: datetime) -> None:
        """Raises Refused, Blocked."""
        actions.correct(self.review, self.told(), reason=self.reason, by=by)

    def numbers(self) -> range:
        """None: a promise is kept, moved or withdrawn, with its reason."""
        return range(0)

    @property
    def why_asked(self) -> Question:
        """The question why."""
        return self.q["reason"]


def beginning(outage: Outage, *, mends: bool = False) -> dict[str, Any]:
    """What a look back begins with: the timeline as it is offered, or what was published."""
    return as_published(outage.review) if mends else _offered(outage)


def _offered(outage: Outage) -> dict[str, Any]:
    start: dict[str, Any] = {"shown": []}
    for line in timeline.lines(outage):
        if line.shown:
            start["shown"].append(line.key)
        start |= {f"{LINE}{line.key}_{lang}": text for lang, text in line.text.items()}
    return start


def as_published(review: Review) -> dict[str, Any]:
    """What a correction begins with."""
    texts = {
        f"{part}_{lang}": text
        for part, said in review.message.parts.items()
        for lang, text in said.items()
    }
    return {**texts, "shown": [line["key"] for line in review.timeline]}


def _said_at(at: datetime) -> str:
    local = localtime(at)
    return gettext("%(date)s at %(time)s") % {
        "date": date_format(local, "j F"),
        "time": date_format(local, "H:i"),
    }


class ChangeForm(forms.Form):
    """What came of a change: it is so, it becomes later, or it will not be."""

    KEEP, MOVE, WITHDRAW = "keep", "move", "withdraw"
    do = forms.ChoiceField(
        choices=[(KEEP, ""), (MOVE, ""), (WITHDRAW, "")], widget=forms.HiddenInput
    )
    day = forms.DateField(
        label=_("The new day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "h-input"}, format="%Y-%m-%d"),
    )
    reason_nl = forms.CharField(label=_("Why, in Dutch"), required=False, max_length=600,
                                widget=forms.Textarea(attrs={"rows": 2, "lang": "nl"}))  # fmt: skip
    reason_en = forms.CharField(label=_("Why, in English"), required=False, max_length=600,
                                widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}))  # fmt: skip

    def reason(self) -> dict[str, str]:
        """As readers see it."""
        given = {lang: self.cleaned_data[f"reason_{lang}"].strip() for lang in ("nl", "en")}
        return {lang: text for lang, text in given.items() if text}


class WhyForm(forms.Form):
    """Why somebody thinks so; nothing need be said."""

    reason = forms.CharField(
        label=_("Why do you think so?"),
        help_text=_("Only our colleagues read this, without your name."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 4}),
    )
