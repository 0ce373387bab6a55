"""The periods in days, each with what goes after it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from helder.organisation.models import Organisation

LONGEST = 3650
PERIODS: dict[str, tuple[Any, Any, int]] = {
    "keep_left_days": (
        _("Whoever left the organisation"),
        _("Then they are erased, with their choices and what they got."),
        1,
    ),
    "keep_sent_days": (
        _("Who got which message"),
        _("Then only the numbers stay: how many people got it. It also leaves their inbox."),
        30,
    ),
    "keep_reactions_days": (
        _("What readers answered"),
        _("Then the conversation goes, with the files that were sent along."),
        30,
    ),
    "keep_taps_days": (
        _("Each “It fails for me too”"),
        _("It never says who. Then only the number for each hour stays."),
        1,
    ),
    "keep_inbound_days": (
        _("That a mail came in"),
        _("Not what it said. It is needed to read no mail twice."),
        30,
    ),
    "keep_coach_days": (
        _("Sentences kept against the coach’s advice"),
        _("Without who wrote them. They teach the coach."),
        30,
    ),
    "keep_journal_days": (
        _("The journal"),
        _("Who did what when, to account for what IT said."),
        365,
    ),
}


class KeepingForm(forms.ModelForm):  # type: ignore[type-arg]
    """All periods that an organisation chooses itself."""

    class Meta:
        model = Organisation
        fields: ClassVar = list(PERIODS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, what, least) in PERIODS.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                help_text=what,
                min_value=least,
                max_value=LONGEST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
