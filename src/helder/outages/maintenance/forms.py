"""What people type about planned work outside the composer: shape only."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.texts import LANGUAGES
from helder.outages.composer.word_form import many_chips
from helder.outages.maintenance import nogo
from helder.outages.maintenance.form_fields import MOMENTS, wish_of
from helder.outages.maintenance.reminding import Wish
from helder.outages.models import NoGo
from helder.outages.rules import LONGEST_TEXT
from helder.people.bilingual import BilingualForm
from helder.people.models import Audience
from helder.services.models import Service

LONGEST_PERIOD = 366
AGAIN = (
    (nogo.ONCE, _("Only this time")),
    (nogo.MONTHLY, _("Each month")),
    (nogo.YEARLY, _("Each year")),
)
LANGUAGE_NAMES = {"nl": _("Dutch"), "en": _("English")}


def _area(lang: str, label: Any, rows: int = 3) -> forms.CharField:
    attrs = {"class": "h-textarea", "rows": rows, "lang": lang}
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=attrs)
    )


class WordsForm(forms.Form):
    """A text in both languages, proposed beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang in LANGUAGES:
            self.fields[f"news_{lang}"] = _area(lang, LANGUAGE_NAMES[lang])

    @property
    def news(self) -> dict[str, str]:
        """What was typed, per language."""
        given = {lang: str(self.cleaned_data.get(f"news_{lang}") or "") for lang in LANGUAGES}
        return {lang: text for lang, text in given.items() if text.strip()}


class ReminderForm(forms.Form):
    """One more reminder."""

    moment = forms.ChoiceField(label=_("When?"), choices=MOMENTS)
    audience = forms.ModelChoiceField(
        Audience.objects.all(),
        label=_("For whom?"),
        required=False,
        empty_label=_("Everybody whom it touches"),
        to_field_name="slug",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang, label in (("nl", _("Own words in Dutch")), ("en", _("Own words in English"))):
            self.fields[f"words_{lang}"] = _area(lang, label)

    def wish(self) -> Wish:
        """The reminder that was asked for."""
        data = self.cleaned_data
        known = wish_of(data["moment"])
        assert known is not None  # noqa: S101 - one of the choices
        words = {lang: data[f"words_{lang}"].strip() for lang in LANGUAGES}
        filled = {lang: text for lang, text in words.items() if text}
        return Wish(known.moment, known.minutes, data["audience"], filled)

    def field_for(self, name: str) -> str | None:
        """Where the sentence of a refusal belongs."""
        return name if name in self.fields else None


class NoGoForm(BilingualForm):
    """Days on which planned work hurts."""

    bilingual: ClassVar = {"name": (_("Name"), 80, True, False)}
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty when it is one day."),
    )
    again = forms.ChoiceField(
        label=_("Does it return?"), choices=AGAIN, required=False, widget=forms.RadioSelect
    )
    is_hard = forms.ChoiceField(
        label=_("How strict is it?"),
        choices=[
            ("", _("A warning: better not on these days")),
            ("yes", _("Nothing may be planned, unless an approver gives a reason")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.filter(is_active=True),
        to_field_name="slug",
        label=_("Only for these services"),
        required=False,
        widget=many_chips(),
        help_text=_("Nothing chosen means: for all of them."),
    )
    audiences = forms.ModelMultipleChoiceField(
        Audience.objects.all(),
        to_field_name="slug",
        label=_("Only for work that these people notice"),
        required=False,
        widget=many_chips(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("again", "is_hard"):  # something is always chosen
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one, and a period is no more than a year."""
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on") or data.get("starts_on")
        data["ends_on"] = last
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day is before the first one."))
        elif first and last and (last - first).days > LONGEST_PERIOD:
            self.add_error("ends_on", gettext("This is longer than a year. Check the dates."))
        elif first and not 2000 <= first.year <= 2100:
            self.add_error("starts_on", gettext("This year cannot be right. Check the date."))
        return data

    @staticmethod
    def of(row: NoGo) -> dict[str, Any]:
        """The initial values of a kept row."""
        if row.pk is None:
            return {"again": nogo.ONCE, "is_hard": ""}
        return {
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "again": nogo.again_of(row.rrule),
            "is_hard": "yes" if row.is_hard else "",
            "services": [service.slug for service in row.services.all()],
            "audiences": [audience.slug for audience in row.audiences.all()],
        }

    def fill(self, row: NoGo) -> None:
        """Puts what was typed into the row."""
        data = self.cleaned_data
        row.name = self.both("name")
        row.starts_on, row.ends_on = data["starts_on"], data["ends_on"]
        row.is_hard = bool(data["is_hard"])
        row.rrule = nogo.rule(data["again"], row.starts_on)
