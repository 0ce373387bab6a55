"""What the composer asks of planned work beyond its window: reminders, who says that it begins and
ends, and why it is planned on a day to avoid.

Owns: shape. Refuses: judging; reminding.py and obstacles.py do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit import clock
from helder.outages.composer.word_form import chips, many_chips
from helder.outages.maintenance.reminding import DAY, HOUR, WEEK, Moment, Wish, in_time, proposed
from helder.outages.maintenance.wording import moment_of
from helder.outages.models import Series

PROPOSED, NONE = "proposed", "none"
BY_HAND, BY_CLOCK = "hand", "clock"
BEFORE = (2 * WEEK, WEEK, 3 * DAY, DAY, 4 * HOUR, HOUR, 15)


def code(moment: str, minutes: int) -> str:
    """A reminder as a form holds it: "before-1440"."""
    return f"{moment}-{minutes}"


def wish_of(typed: str) -> Wish | None:
    """What "before-1440" means; None for what means nothing."""
    moment, _dash, minutes = typed.partition("-")
    known = moment in Moment.values and minutes.isdigit() and len(minutes) < 7
    return Wish(moment, int(minutes)) if known else None


_lazy_moment = lazy(moment_of, str)
MOMENTS = [
    *((code(Moment.BEFORE, minutes), _lazy_moment("before", minutes)) for minutes in BEFORE),
    (code(Moment.START, 0), _lazy_moment("start", 0)),
    (code(Moment.END, 0), _lazy_moment("end", 0)),
]


class PlanFields(forms.Form):
    """Fields of a form that announces planned work; all of them may stay as they are."""

    remind = forms.ChoiceField(
        label=_("Are they reminded?"),
        choices=[(PROPOSED, _("Yes, as Helder proposes")), (NONE, _("No"))],
        widget=chips(),
        required=False,
        initial=PROPOSED,
    )
    notices = forms.MultipleChoiceField(
        label=_("Or choose when"),
        choices=MOMENTS,
        widget=many_chips(),
        required=False,
        help_text=_("What you choose here takes the place of the proposal."),
    )
    goes = forms.ChoiceField(
        label=_("Who says that it begins and that it is done?"),
        choices=[
            (BY_HAND, _("We do, with one tap")),
            (BY_CLOCK, _("Helder does, by the clock")),
        ],
        widget=chips(),
        required=False,
        initial=BY_HAND,
    )
    despite = forms.CharField(
        label=_("Why must it be on a day on which nothing may be planned?"),
        help_text=_("Only an approver or an administrator may decide this. Kept in the journal."),
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 2}),
        required=False,
        max_length=500,
    )
    series = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)

    def plan_facts(self, start: datetime | None) -> dict[str, Any]:
        """What these fields say of work that begins at `start`, as facts."""
        data: Mapping[str, Any] = self.cleaned_data
        return {
            "reminders": wishes(data, start, clock.now()) if start else [],
            "by_clock": data.get("goes") == BY_CLOCK,
            "despite": data.get("despite") or "",
            "series": _series(str(data.get("series") or "")),
        }


def wishes(data: Mapping[str, Any], start: datetime, at: datetime) -> list[Wish]:
    """The reminders that a form asks for: those chosen, or else what is proposed."""
    chosen = [wish for typed in data.get("notices") or () if (wish := wish_of(typed))]
    if chosen:
        return in_time(chosen, start, at)
    return [] if data.get("remind") == NONE else proposed(start, at)


def in_words(wished: Iterable[Wish]) -> str:
    """ "1 dag ervoor, 1 uur ervoor en als het klaar is" """
    said = [moment_of(wish.moment, wish.minutes) for wish in wished]
    return get_text_list(said, gettext("and"))


def _series(typed: str) -> Series | None:
    return Series.objects.filter(pk=int(typed)).first() if typed.isdigit() else None
