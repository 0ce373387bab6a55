"""How news goes to whoever chose nothing: the organisation's habits, on a page of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.delivery.channels import Reach
from helder.delivery.choices.forms import URGENCIES, written
from helder.delivery.choices.sentences import DAYS, clock_time
from helder.delivery.choices.ways import in_order
from helder.delivery.queries import open_kinds
from helder.organisation.actions import change
from helder.organisation.models import Organisation
from helder.organisation.queries import current
from helder.people.models import MAIL, PORTAL
from helder.people.permissions import needs, person_of

PLAIN = ("digest_hour", "digest_weekday", "busy_week")


class WaysForm(forms.Form):
    """The channels per urgency, and when what is put together goes."""

    urgent_first = forms.ChoiceField(label=_("First"))
    urgent_next = forms.ChoiceField(label=_("And if that fails"))
    ordinary_first = forms.ChoiceField(label=_("First"))
    ordinary_next = forms.ChoiceField(label=_("And if that fails"))
    digest_hour = forms.TypedChoiceField(
        label=_("At what time"),
        coerce=int,
        choices=[(hour, clock_time(hour)) for hour in range(24)],
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("Once a week, on"), coerce=int, choices=list(enumerate(DAYS))
    )
    busy_week = forms.IntegerField(
        label=_("Messages a week that are too many"),
        help_text=_(
            "For the same people. The calendar then says so, and so does the page on which you "
            "write."
        ),
        min_value=1,
        max_value=50,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, house: Organisation, data: Any = None) -> None:
        super().__init__(data, initial=_initial(house))
        names = [(kind.name, str(kind.label)) for kind in open_kinds(Reach.PERSONS)]
        last = [(PORTAL, gettext("Only on this website"))]
        for urgency in URGENCIES:
            self._set(f"{urgency}_first", names)
            self._set(f"{urgency}_next", last + [way for way in names if way[0] != PORTAL])

    def _set(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def values(self) -> dict[str, Any]:
        """What to set on the organisation."""
        found = self.cleaned_data
        orders = {
            f"{urgency}_by": written(found[f"{urgency}_first"], found[f"{urgency}_next"])
            for urgency in URGENCIES
        }
        return orders | {name: found[name] for name in PLAIN}


def _initial(house: Organisation) -> dict[str, Any]:
    ways = open_kinds(Reach.PERSONS)
    initial: dict[str, Any] = {
        "digest_hour": min(house.digest_hour, 23),
        "digest_weekday": house.digest_weekday % 7,
        "busy_week": house.busy_week,
    }
    for urgency in URGENCIES:
        order = [*in_order(getattr(house, f"{urgency}_by"), ways), "", ""]
        initial[f"{urgency}_first"] = order[0] or MAIL
        initial[f"{urgency}_next"] = order[1] or PORTAL
    return initial


@needs("house.edit")
def ways(request: HttpRequest) -> HttpResponse:
    """What holds for everybody who chose nothing themselves."""
    form = WaysForm(current(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        change(form.values(), by=person_of(request))
        messages.success(request, gettext("Saved."))
        return redirect("choices:house")
    return render(request, "delivery/choices/house.html", {"form": form})
