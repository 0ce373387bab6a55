"""What somebody types about work that returns, in everyday words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.kit.texts import LANGUAGES
from helder.outages.composer.forms import NewForm
from helder.outages.composer.word_form import WordForm, chips, many_chips
from helder.outages.maintenance import recurrence
from helder.outages.maintenance.form_fields import PlanFields
from helder.outages.maintenance.recurrence import Rule
from helder.outages.models import Series
from helder.outages.rules import Refused, check_draft
from helder.people.models import Audience, Place
from helder.services.models import Service

SEVERAL = ("services", "places", "audiences", "notices")
PROPOSED = ("every", "nth", "weekday", "day", "time", "minutes", "first_on")
"""Something stands in these already, so nobody need be told that they may stay empty."""
KEPT = (*SEVERAL, "remind", "goes")
LASTS = (30, 60, 90, 120, 180, 240, 360, 480)
AHEAD = (7, 14, 28, 56)
PUBLISH, DRAFT = "publish", "draft"
LONGEST_AWAY = timedelta(days=730)
HOW = (
    (recurrence.WEEKLY, _("Every week, on a weekday")),
    (recurrence.MONTHLY_WEEKDAY, _("Every month, on a weekday")),
    (recurrence.MONTHLY_DAY, _("Every month, on a date")),
)


def _nth(number: int) -> str:
    return recurrence.nth_words()[number]


def _length(minutes: int) -> str:
    return clock.span(timedelta(minutes=minutes))


def _day(number: int) -> str:
    return gettext("the last day") if number == recurrence.LAST else str(number)


def _choices(words: Any, numbers: Any) -> list[tuple[int, Any]]:
    said = lazy(words, str)
    return [(number, said(number)) for number in numbers]


class NumberChoice(forms.TypedChoiceField):
    """One of these numbers; the first proposal where nothing was chosen."""

    def __init__(self, label: Any, choices: Any, initial: int, **more: Any) -> None:
        super().__init__(
            label=label, choices=choices, coerce=int, initial=initial, required=False, **more
        )

    def clean(self, value: Any) -> Any:
        """A number."""
        found = super().clean(value)
        return self.initial if found in ("", None) else found


def _date(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "h-input"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class SeriesForm(PlanFields, WordForm):
    """The rule, the facts and the words of work that returns."""

    promises = False
    asks = {part: NewForm.asks[part] for part in ("symptom", "workaround", "doing")}

    services = forms.ModelMultipleChoiceField(
        Service.objects.filter(is_active=True), to_field_name="slug", required=False,
        label=_("Which services?"), widget=many_chips(),
    )  # fmt: skip
    places = forms.ModelMultipleChoiceField(
        Place.objects.all(), to_field_name="slug", required=False, label=_("Where?"),
        widget=many_chips(), help_text=_("Nothing chosen means: everywhere."),
    )  # fmt: skip
    audiences = forms.ModelMultipleChoiceField(
        Audience.objects.all(), to_field_name="slug", required=False, label=_("Who hears of it?"),
        widget=many_chips(), help_text=_("Nothing chosen means: whoever uses these services."),
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("How often?"), choices=HOW, widget=chips(), required=False,
        initial=recurrence.MONTHLY_WEEKDAY,
    )  # fmt: skip
    every = forms.IntegerField(
        label=_("Every how many weeks or months?"), min_value=1, max_value=12, required=False,
        initial=1, help_text=_("1 is every one of them, 2 every other one."),
    )  # fmt: skip
    nth = NumberChoice(
        _("Which one in the month?"), _choices(_nth, (1, 2, 3, 4, recurrence.LAST)), 2
    )
    weekday = NumberChoice(_("On which weekday?"), list(WEEKDAYS.items()), 1)
    day = NumberChoice(_("On which date?"), _choices(_day, (*range(1, 29), recurrence.LAST)), 1)
    time = forms.TimeField(
        label=_("At what time does it begin?"), required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "h-input"}, format="%H:%M"),
        initial=time(18),
    )  # fmt: skip
    minutes = NumberChoice(_("How long does it last?"), _choices(_length, LASTS), 120)
    first_on = _date(_("From which day on?"), required=False)
    until_on = _date(
        _("Until and including which day?"),
        required=False,
        help_text=_("Leave it empty when it goes on."),
    )
    days_ahead = NumberChoice(
        _("How long before is it announced?"),
        _choices(lambda days: clock.span(timedelta(days=days)), AHEAD),
        14,
        widget=chips(),
    )
    published = forms.ChoiceField(
        label=_("How is each time announced?"),
        choices=[
            (PUBLISH, _("It publishes itself, in my name")),
            (DRAFT, _("As a draft, which one of us publishes")),
        ],
        widget=chips(),
        required=False,
        initial=PUBLISH,
    )
    skips_nogo = forms.BooleanField(
        label=_("Leave out days that we said to avoid"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PROPOSED:
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The rule is one that can be, and there is something to say about something."""
        super().clean()
        data = self.cleaned_data
        data["first_on"] = data.get("first_on") or timezone.localdate(clock.now())
        data["every"] = data.get("every") or 1
        data["time"] = data.get("time") or time(18)
        self._check_days()
        if not data.get("services"):
            self.add_error("services", gettext("Choose at least one service."))
        if not self.parts.get("symptom"):
            sentence = gettext("Say it in one sentence at least, in Dutch or in English.")
            self.add_error(self.field_for("symptom"), sentence)
        self._check_texts()
        return data

    def _check_days(self) -> None:
        first, until = self.cleaned_data["first_on"], self.cleaned_data.get("until_on")
        today = timezone.localdate(clock.now())
        if first < today:
            self.add_error("first_on", gettext("This day is past. Choose today or a later day."))
        elif first > today + LONGEST_AWAY:
            self.add_error("first_on", gettext("This is more than two years away. Check the date."))
        if until and until < first:
            self.add_error("until_on", gettext("The last day is before the first one."))

    def _check_texts(self) -> None:
        try:
            check_draft(self.word(clock.now()))
        except Refused as error:
            for name, sentence in error.errors.items():
                self.add_error(self.field_for(name), sentence)

    @property
    def rule(self) -> Rule:
        """When it returns."""
        data = self.cleaned_data
        return Rule(
            data.get("how") or recurrence.MONTHLY_WEEKDAY,
            data["every"],
            data["weekday"],
            data["nth"],
            data["day"],
            data.get("until_on"),
        )

    @property
    def begins_at(self) -> datetime:
        """Where the rule counts from."""
        data = self.cleaned_data
        start = datetime.combine(data["first_on"], data["time"])
        return recurrence.on_the_clock(start, timezone.get_current_timezone())

    def fill(self, row: Series) -> None:
        """Puts what was typed into the row."""
        data = self.cleaned_data
        row.rrule = recurrence.rrule_of(self.rule)
        row.begins_at, row.minutes = self.begins_at, data["minutes"]
        row.days_ahead, row.skips_nogo = data["days_ahead"], data["skips_nogo"]
        row.as_draft = data.get("published") == DRAFT
        row.form = {"parts": self.parts, **self._choices_made()}

    def _choices_made(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = {name: [row.slug for row in data.get(name) or ()] for name in SEVERAL[:3]}
        return chosen | {name: data.get(name) for name in KEPT if name not in chosen}


def initial_of(row: Series, first_on: date) -> dict[str, Any]:
    """The fields of a kept series, to change it from this day on."""
    rule = recurrence.rule_of(row.rrule)
    texts = {
        f"{part}_{lang}": said[lang]
        for part, said in row.form.get("parts", {}).items()
        for lang in LANGUAGES
        if said.get(lang)
    }
    return {
        **texts,
        **{name: row.form[name] for name in KEPT if name in row.form},
        "how": rule.how,
        "every": rule.every,
        "nth": rule.nth,
        "weekday": rule.weekday,
        "day": rule.day,
        "time": timezone.localtime(row.begins_at).time(),
        "minutes": row.minutes,
        "first_on": first_on,
        "until_on": rule.until,
        "days_ahead": row.days_ahead,
        "published": DRAFT if row.as_draft else PUBLISH,
        "skips_nogo": row.skips_nogo,
    }
