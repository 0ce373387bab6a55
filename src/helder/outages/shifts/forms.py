"""What the desk types about shifts: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.messages.reactions.owners import colleagues
from helder.outages.composer import moments
from helder.outages.composer.word_form import moment_field
from helder.people.models import Person


class Moments(forms.Form):
    """A form with local times; a sentence at the field when one cannot be."""

    moments: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Turns what was typed into moments."""
        data = super().clean() or self.cleaned_data
        for name in self.moments:
            try:
                typed = str(data.get(name) or "").strip()
                data[name] = moments.local(typed) if typed else None
            except moments.Unclear as error:
                data[name] = None
                self.add_error(name, str(error))
        return data


def _colleagues(field: forms.Field) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared by the caller
    field.queryset = colleagues()


class ShiftForm(Moments):
    """Who writes, from when until when."""

    moments = ("starts", "until")
    person = forms.ModelChoiceField(
        label=_("Who?"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _colleagues(self.fields["person"])
        self.fields["starts"] = moment_field(_("From"))
        self.fields["until"] = moment_field(_("Until"))
        for name in self.moments:
            self.fields[name].required = True


class HandOverForm(Moments):
    """To whom, until when, and what they must know."""

    moments = ("until",)
    to = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )
    note = forms.CharField(
        label=_("What must they know?"),
        help_text=_("What no update says: who works on it, what you agreed, what waits."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _colleagues(self.fields["to"])
        self.fields["until"] = moment_field(_("Until when?"))
        self.fields["until"].help_text = _("Left empty: until the next shift, or eight hours.")
