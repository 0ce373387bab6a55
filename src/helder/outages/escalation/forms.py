"""What is typed during and after a call: shape only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.outages.escalation.actions import Said
from helder.outages.models import Call

LONGEST_NOTE = 2000
YEAR = timedelta(days=365)


class CallForm(forms.Form):
    """What came of a call; the outcome is the button that was tapped."""

    outcome = forms.ChoiceField(
        choices=Call.Outcome.choices,
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose what came of the call.")},
    )
    step = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    back_at = forms.TimeField(
        label=_("They call back at"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "h-input"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time such as 14:30.")},
    )
    spoke_to = forms.CharField(
        label=_("Whom did you speak to?"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "h-input", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("What did they say?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 3}),
    )

    def said(self) -> Said:
        """What came of it."""
        data = self.cleaned_data
        return Said(data["outcome"], data["spoke_to"], data["note"], next_time(data["back_at"]))


def next_time(on_the_clock: time | None) -> datetime | None:
    """The next moment at which a clock here shows this time: today, or else tomorrow."""
    if on_the_clock is None:
        return None
    now = timezone.localtime(clock.now())
    today = timezone.make_aware(datetime.combine(now.date(), on_the_clock))
    if today > now:
        return today
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), on_the_clock))


class SkipForm(forms.Form):
    """Why a step is left out."""

    step = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=_("Why do you leave this step out?"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "h-input"}),
    )


class CaseForm(forms.Form):
    """The number under which the supplier knows it."""

    case = forms.CharField(
        label=_("Case number of the supplier"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "h-input", "autocomplete": "off"}),
    )


class EndForm(forms.Form):
    """How it ended."""

    result = forms.CharField(
        label=_("How did it end?"),
        help_text=_("For the talk with the supplier. Readers never see it."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 3}),
    )


class PeriodForm(forms.Form):
    """From which day until which day."""

    since = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day must be after the first."))
        return dict(cleaned)


def last_year(today: date) -> dict[str, str]:
    """The period that a review looks at when nobody says another."""
    return {"since": (today - YEAR).isoformat(), "until": today.isoformat()}
