"""What is typed about a supplier: who they are, when they are there, what is agreed. Shape only."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.fields import HolidaysField
from helder.services.models import EscalationStep, Service, Supplier

TWO_WEEKS = 14 * 24 * 60
CLOCK = "%H:%M"


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=[CLOCK, "%H.%M", "%H"],
        widget=forms.TimeInput(format=CLOCK, attrs={"type": "time", "class": "h-input"}),
        error_messages={"invalid": _("Write a time such as 8:30.")},
    )


class SupplierForm(forms.ModelForm):  # type: ignore[type-arg]
    """The party behind services, and when somebody is there."""

    class Meta:
        model = Supplier
        fields = ("name", "phone", "contract", "time_zone", "holidays")
        field_classes: ClassVar = {"holidays": HolidaysField}
        labels: ClassVar = {
            "phone": _("General phone number"),
            "time_zone": _("Time zone"),
            "holidays": _("Public holidays of"),
        }
        help_texts: ClassVar = {
            "time_zone": _("Such as Europe/Brussels. Empty: that of your own organisation."),
            "holidays": HolidaysField.NAMES,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.hours
        for day, name in WEEKDAYS.items():
            start, end = kept.get(str(day), ("", ""))
            self.fields[f"from_{day}"] = _clock(_("%(day)s from") % {"day": name})
            self.fields[f"until_{day}"] = _clock(_("%(day)s until") % {"day": name})
            self.initial.update({f"from_{day}": start, f"until_{day}": end})

    @property
    def week(self) -> Iterator[tuple[Any, BoundField, BoundField]]:
        """The days with their two times, for the page."""
        for day, name in WEEKDAYS.items():
            yield name, self[f"from_{day}"], self[f"until_{day}"]

    @property
    def plain(self) -> list[BoundField]:
        """The other fields."""
        return [self[name] for name in self.Meta.fields]

    def clean_time_zone(self) -> str:
        """A time zone that exists."""
        typed = str(self.cleaned_data["time_zone"]).strip()
        if typed and typed not in zoneinfo.available_timezones():
            raise ValidationError(
                gettext("This time zone is not known. Write it as Europe/Amsterdam.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Each day has both times or none, the first before the last; 0:00 is midnight."""
        cleaned = super().clean() or self.cleaned_data
        hours = {}
        for day in WEEKDAYS:
            start, end = cleaned.get(f"from_{day}"), cleaned.get(f"until_{day}")
            problem = self._wrong(day, start, end)
            if problem:
                self.add_error(f"until_{day}", problem)
            elif start is not None and end is not None:
                hours[str(day)] = [start.strftime(CLOCK), end.strftime(CLOCK)]
        self.instance.hours = hours
        return dict(cleaned)

    def _wrong(self, day: int, start: time | None, end: time | None) -> str:
        if self.errors.get(f"from_{day}") or self.errors.get(f"until_{day}"):
            return ""
        if (start is None) != (end is None):
            return gettext("Fill in both times, or none when nobody is there that day.")
        if start is not None and end is not None and end <= start and end != time(0):
            return gettext("The end must be after the beginning. For midnight write 0:00.")
        return ""


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One service of a supplier, or all of them."""

    def label_from_instance(self, obj: Any) -> str:
        """As people call it."""
        return str(obj)


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """One step: whom to call, after how long, and within what time they answer."""

    service = ServiceChoice(
        Service.objects.none(),
        label=_("For which service"),
        required=False,
        empty_label=_("All services of this supplier"),
        help_text=_("A service with steps of its own does not use the general ones."),
    )

    class Meta:
        model = EscalationStep
        fields = (
            "service", "who", "phone", "mail", "reference", "after_minutes", "answer_minutes",
            "office_hours",
        )  # fmt: skip
        help_texts: ClassVar = {
            "who": _("A role or a name, as you ask for it on the phone."),
            "after_minutes": _("Counted from the beginning; the first step is 0."),
            "answer_minutes": _("Counted from the first call. Empty: nothing is agreed about it."),
            "office_hours": _("Nights, weekends and public holidays do not count."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        field.queryset = self.instance.supplier.services.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """There is a way to reach them, and the times can be."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("phone") and not cleaned.get("mail"):
            self.add_error("phone", gettext("Fill in a phone number or a mail address."))
        for name in ("after_minutes", "answer_minutes"):
            if (cleaned.get(name) or 0) > TWO_WEEKS:
                self.add_error(name, gettext("This is more than two weeks. Check the minutes."))
        if cleaned.get("answer_minutes") == 0:
            self.add_error("answer_minutes", gettext("Write at least 1 minute, or leave it empty."))
        return dict(cleaned)
