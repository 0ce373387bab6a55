"""What the desk types around a long outage: shape only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.kit.texts import LANGUAGES
from helder.messages.models import Reaction
from helder.outages import cadence
from helder.outages.cadence import Case
from helder.outages.models import HelpPoint, Outage
from helder.outages.rules import LONGEST_TEXT
from helder.outages.stages import Stage
from helder.people.bilingual import BilingualForm
from helder.people.models import Audience

SHORT = 300


class ReactionChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Reactions by the first words of what was asked."""

    def label_from_instance(self, obj: Any) -> str:
        """Who asked and how it begins."""
        first = next((s.text for s in obj.sayings.all() if not s.is_answer and s.text), "")
        return f"{obj.reader}: {' '.join(first.split())[:90]}"


class AnswerForm(BilingualForm):
    """A question with its answer, and who asked it."""

    bilingual: ClassVar = {
        "question": (_("The question"), SHORT, True, False),
        "answer": (_("The answer"), LONGEST_TEXT, True, True),
    }
    asked_in = ReactionChoice(
        label=_("Who asked this?"),
        queryset=Reaction.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Readers who wait for an answer about this outage."),
    )
    send = forms.BooleanField(
        label=_("Send them this answer too"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked_in"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = waiting
        if not waiting:
            del self.fields["asked_in"], self.fields["send"]


class HelpForm(BilingualForm):
    """Where people find help."""

    bilingual: ClassVar = {
        "name": (_("Name"), 120, True, False),
        "where": (_("Where to find it"), SHORT, False, False),
        "hours": (_("Opening hours"), SHORT, False, False),
    }
    kind = forms.ChoiceField(
        label=_("What kind of help is it?"),
        choices=HelpPoint.Kind,
        initial=HelpPoint.Kind.DESK,
        widget=forms.RadioSelect(attrs={"class": "h-choices--chips"}),
    )
    phone = forms.CharField(label=_("Phone number"), required=False, max_length=40)
    url = forms.URLField(
        label=_("Web address"), required=False, max_length=400, assume_scheme="https"
    )
    audience = forms.ModelChoiceField(
        label=_("For whom?"),
        queryset=Audience.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("For everybody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["audience"])
        self.fields["phone"].widget.input_type = "tel"


class ManagersForm(forms.Form):
    """The text for managers, and to whom it goes."""

    text_nl = forms.CharField(required=False, max_length=LONGEST_TEXT)
    text_en = forms.CharField(required=False, max_length=LONGEST_TEXT)
    audience = forms.ModelChoiceField(
        label=_("Who gets it?"),
        queryset=Audience.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an audience"),
        error_messages={"required": _("Choose who gets it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["audience"])
        for lang, label in (("nl", _("Text in Dutch")), ("en", _("Text in English"))):
            field = self.fields[f"text_{lang}"]
            field.label = label
            field.one_of_several = True  # type: ignore[attr-defined]
            field.widget = forms.Textarea(
                attrs={"rows": 14, "lang": lang, "class": "h-textarea", "data-copied": lang}
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        """The two fields of the text."""
        return [self[f"text_{lang}"] for lang in LANGUAGES]

    @property
    def text(self) -> dict[str, str]:
        """The text in each language in which there is one."""
        given = {
            lang: str(self.cleaned_data.get(f"text_{lang}") or "").replace("\r\n", "\n").strip()
            for lang in LANGUAGES
        }
        return {lang: said for lang, said in given.items() if said}


def _choose_from(field: forms.Field) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared by the caller
    field.queryset = Audience.objects.filter(everyone=False)


STAGE_NAMES = {
    Stage.FIRST: gettext_lazy("The first four hours"),
    Stage.HOURS: gettext_lazy("After four hours"),
    Stage.DAY: gettext_lazy("After a day"),
    Stage.DAYS: gettext_lazy("After three days"),
}
HOURS_NAMES = {
    cadence.Hours.OFFICE: gettext_lazy("Office hours"),
    cadence.Hours.EVENING: gettext_lazy("Evening"),
    cadence.Hours.NIGHT: gettext_lazy("Night, weekend and public holidays"),
}
LENGTHS = (15, 20, 30, 45, 60, 90, 120, 180, 240, 480, 720)
AS_ADVISED = ""


class CadenceForm(forms.Form):
    """How soon the next update is proposed, per kind, stage and hour: ours, or another choice."""

    def __init__(self, *args: Any, own: dict[Case, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for case, default in cadence.DEFAULTS.items():
            label = _label(case)
            self.fields[name_of(case)] = forms.ChoiceField(
                label=label,
                choices=_lengths(default),
                required=False,
                initial=str(own[case]) if case in own else AS_ADVISED,
                widget=forms.Select(attrs={"class": "h-select", "aria-label": label}),
            )

    def chosen(self) -> dict[Case, int]:
        """What differs from our proposal."""
        given = {case: self.cleaned_data.get(name_of(case)) for case in cadence.DEFAULTS}
        return {case: int(minutes) for case, minutes in given.items() if minutes}

    @property
    def tables(self) -> list[tuple[str, list[tuple[str, list[tuple[str, forms.BoundField]]]]]]:
        """Per kind its rows, per row its fields under their hours."""
        return [(str(Outage.Kind(kind).label), self._rows(kind)) for kind in cadence.KINDS]

    def _rows(self, kind: str) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        return [
            (
                str(STAGE_NAMES[stage]),
                [
                    (str(HOURS_NAMES[hours]), self[name_of((kind, stage, hours))])
                    for hours in cadence.Hours
                ],
            )
            for stage in Stage
        ]


def _label(case: Case) -> str:
    kind, stage, hours = case
    names = (
        Outage.Kind(kind).label,
        STAGE_NAMES[Stage(stage)],
        HOURS_NAMES[cadence.Hours(hours)],
    )
    return ", ".join(str(name) for name in names)


def name_of(case: Case) -> str:
    """The field of one case."""
    return "_".join(case)


def _lengths(default: int) -> list[tuple[str, Any]]:
    ours = format_lazy("{} *", in_words(default))
    return [
        (AS_ADVISED, ours),
        *((str(minutes), in_words(minutes)) for minutes in LENGTHS),
        (str(cadence.MORNING), in_words(cadence.MORNING)),
    ]


def in_words(minutes: int) -> str:
    """A length as people say it."""
    if minutes == cadence.MORNING:
        return gettext("the next working morning")
    return clock.lasting(minutes)
